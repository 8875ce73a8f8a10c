// Literals that DuckDB has no words for, and moments AT TIME ZONE.
import { isSymbol, isWord, literal, raw, SqlError, type Token } from "../../../sql/tokens.ts";
import { operandStart } from "./intervals.ts";

const symbol = (value: string, at: Token): Token => ({ ...at, kind: "symbol", value, text: value, gap: "" });

const ZONED_LITERAL =
  /^(\d{4}-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?) ?([A-Za-z][\w/+-]*|[+-]\d\d:\d\d)$/;

/** They are no digits of a decimal in Trino. */
const LEADING_ZEROS = /^0+(?=\d*\.\d)/;

/** `x AT TIME ZONE z`, and timestamp literals that name a zone. */
export function rewriteZones(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    const zoned =
      isWord(token, "timestamp") && next?.kind === "string" ? ZONED_LITERAL.exec(next.value) : null;
    const long = isWord(token, "timestamp") && /^.*:\d\d\.\d{3}(?=\d)/.exec(next?.value ?? "")?.[0];
    if (long && next && !zoned) {
      // Athena's moments have milliseconds.
      output.push(token, { ...next, value: long, text: `'${long}'` });
      i++;
      continue;
    }
    if (zoned) {
      const [, moment, zone] = zoned;
      const text = `'${moment}'`;
      const isUtc = /^(UTC|Z|GMT|[+-]00:00)$/i.test(zone as string);
      output.push(
        raw(
          isUtc
            ? `timezone('UTC', CAST(${text} AS TIMESTAMP))`
            : `trino_zoned(CAST(${text} AS TIMESTAMP), '${zone}')`,
          token,
        ),
      );
      i++;
      continue;
    }
    const unicode = isWord(token, "u") && isSymbol(next, "&") ? tokens[i + 2] : undefined;
    if (unicode?.kind === "string") {
      output.push({ ...unicode, gap: token.gap, ...unescaped(unicode) });
      i += 2;
      continue;
    }
    if (token.kind === "number" && LEADING_ZEROS.test(token.text)) {
      output.push({ ...token, text: token.text.replace(LEADING_ZEROS, "") });
      continue;
    }
    if (isWord(token, "json") && next?.kind === "string") {
      output.push(raw(`trino_json_parse(${next.text})`, token));
      i++;
      continue;
    }
    if (
      isWord(token, "decimal") &&
      next?.kind === "string" &&
      /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(next.value)
    ) {
      output.push(raw(decimalLiteral(next.value.trim()), token));
      i++;
      continue;
    }
    const start =
      isWord(token, "at") && isWord(next, "time") && isWord(tokens[i + 2], "zone") ? momentStart(output) : -1;
    if (start < 0 || tokens[i + 3]?.kind !== "string") {
      if (start >= 0) {
        throw new SqlError(
          "NOT_SUPPORTED",
          "AT TIME ZONE takes a literal in the local Athena",
          token.line,
          token.column,
        );
      }
      output.push(token);
      continue;
    }
    const operand = output.splice(start);
    output.push(
      raw("trino_at_zone", operand[0]),
      symbol("(", token),
      ...operand,
      symbol(",", token),
      tokens[i + 3] as Token,
      symbol(")", token),
    );
    i += 3;
  }
  return output;
}

/** `U&'\\00e9'`: characters by their codes. */
function unescaped(token: Token): { value: string; text: string } {
  const value = token.value.replace(
    /\\(?:([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|(\\)|)/g,
    (_, four, six, same) => {
      if (same !== undefined) return "\\";
      const code = four ?? six;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      throw new SqlError("SYNTAX_ERROR", "Incomplete escape sequence", token.line, token.column);
    },
  );
  return { value, text: literal(value) };
}

/** `decimal '1.50'`: as many digits as are written. */
function decimalLiteral(text: string): string {
  const digits = text.replace(/[+-]/, "");
  const [whole = "", fraction = ""] = digits.split(".");
  const scale = fraction.length;
  const precision = Math.max(whole.replace(/^0+/, "").length + scale, scale, 1);
  return `CAST('${text}' AS DECIMAL(${precision}, ${scale}))`;
}

/** Where the moment that ends the output begins. */
function momentStart(output: readonly Token[]): number {
  const last = output.at(-1);
  const isLiteral = last?.kind === "raw" && /^(?:timezone|trino_zoned)\(/.test(last.text);
  return isLiteral ? output.length - 1 : operandStart(output);
}
