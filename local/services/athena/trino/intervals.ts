// Intervals that are written out, and whole numbers beside operators.
import { opening } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, SqlError, type Token } from "../../../sql/tokens.ts";

const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);
const UNITS = ["year", "month", "day", "hour", "minute", "second"];
const SECONDS: Readonly<Record<string, number>> = { day: 86_400, hour: 3600, minute: 60, second: 1 };

/** `INTERVAL -'1' DAY` with its sign in the text, and `INTERVAL '1-2' YEAR TO MONTH` as so many months. */
export function plainIntervals(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const sign = isSymbol(tokens[i + 1], "-") || isSymbol(tokens[i + 1], "+") ? tokens[i + 1] : undefined;
    const text = tokens[sign ? i + 2 : i + 1];
    if (!isWord(token, "interval") || text?.kind !== "string") {
      output.push(token);
      continue;
    }
    const at = sign ? i + 3 : i + 2;
    const unit = tokens[at];
    if (!unit || !isWord(unit, ...UNITS))
      throw new SqlError("SYNTAX_ERROR", "Unknown type: interval", token.line, token.column);
    const to = isWord(tokens[at + 1], "to") ? tokens[at + 2] : undefined;
    const value = amount(text, unit.value, to?.value);
    const quantity = sign?.value === "-" ? -value.quantity : value.quantity;
    const shown = String(quantity);
    output.push(
      token,
      { ...text, gap: " ", value: shown, text: `'${shown}'` },
      { ...unit, value: value.unit, text: value.unit },
    );
    i = to ? at + 2 : at;
  }
  return output;
}

function amount(at: Token, unit: string, to: string | undefined): { quantity: number; unit: string } {
  const fail = (): never => {
    throw new SqlError(
      "INVALID_LITERAL",
      `'${at.value}' is not a valid INTERVAL literal`,
      at.line,
      at.column,
    );
  };
  const [, minus, digits = ""] = /^\s*([-+]?)\s*(\d.*?)\s*$/.exec(at.value) ?? fail();
  const sign = minus === "-" ? -1 : 1;
  if (to === undefined) {
    if (!(unit === "second" ? /^\d+(?:\.\d{1,3})?$/ : /^\d+$/).test(digits)) fail();
    return { quantity: sign * Number(digits), unit };
  }
  if (unit === "year" && to === "month") {
    const [, years, months] = /^(\d+)(?:-(\d+))?$/.exec(digits) ?? fail();
    return { quantity: sign * (Number(years) * 12 + Number(months ?? 0)), unit: "month" };
  }
  const names = Object.keys(SECONDS);
  const within = names.slice(names.indexOf(unit), names.indexOf(to) + 1);
  const parts = digits.split(/[ :]/);
  if (
    within.length < 2 ||
    parts.length > within.length ||
    parts.some((part) => !/^\d+(?:\.\d{1,3})?$/.test(part))
  )
    fail();
  const seconds = parts.reduce(
    (sum, part, n) => sum + Number(part) * (SECONDS[within[n] as string] as number),
    0,
  );
  return { quantity: sign * seconds, unit: "second" };
}

/** Whole numbers of DuckDB are as wide as what stands beside them, Trino's are integers. */
export const integerOperands = (tokens: readonly Token[]): Token[] =>
  tokens.map((token, i) =>
    isWholeOperand(tokens, i) ? raw(`CAST(${token.text} AS INTEGER)`, token) : token,
  );

function isWholeOperand(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  if (token?.kind !== "number" || !/^\d{1,9}$/.test(token.text)) return false;
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  const isArithmetic = (t: Token | undefined): boolean => t?.kind === "symbol" && ARITHMETIC.has(t.value);
  // A sign is no operator between two operands, nor is the star of a list of columns.
  const isOperator =
    isArithmetic(before) &&
    (isName(tokens[i - 2]) ||
      ["number", "string"].includes(tokens[i - 2]?.kind ?? "") ||
      isSymbol(tokens[i - 2], ")"));
  return (isOperator && !isSymbol(tokens[i - 2], ".")) || isArithmetic(after);
}

const NO_OPERANDS =
  "end select distinct then else when by and or not on where having return in between".split(" ");

/** Where the operand that ends the output begins: a name, a literal, a call or brackets; -1 where it is none of them. */
export function operandStart(output: readonly Token[]): number {
  let start = output.length - 1;
  const last = output[start];
  if (!last || isWord(last, ...NO_OPERANDS)) return -1;
  // An interval itself: INTERVAL '1' DAY
  if (output[start - 1]?.kind === "string" && isWord(output[start - 2], "interval")) return -1;
  if (last.kind === "string") return isWord(output[start - 1], "date", "timestamp") ? start - 1 : -1;
  if (isSymbol(last, ")")) {
    start = opening(output, start);
    const name = output[start - 1];
    if (name?.kind === "raw") return /^trino_\w+$/.test(name.value) ? start - 1 : -1;
    if (
      !isName(name) ||
      isWord(name, "in", "and", "or", "not", "then", "else", "when", "select", "where", "by", "on")
    )
      return start;
    start--;
  } else if (!isName(last)) return -1;
  while (isSymbol(output[start - 1], ".") && isName(output[start - 2])) start -= 2;
  return start;
}
