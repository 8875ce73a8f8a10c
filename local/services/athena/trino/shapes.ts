// Shapes of Trino's SQL that DuckDB has no words for: VALUES without brackets, moments in a time zone, several arrays in
// one UNNEST, subscripts that cannot be.
import { closing, splitTop } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { operandStart } from "./intervals.ts";

const symbol = (value: string, at: Token): Token => ({ ...at, kind: "symbol", value, text: value, gap: "" });
const ENDS_VALUES = new Set(["order", "limit", "offset", "fetch", "union", "intersect", "except"]);

/** `VALUES 1, 2` as `VALUES (1), (2)`. */
export function bracketValues(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    output.push(token);
    if (!isWord(token, "values") || isSymbol(tokens[i - 1], ".")) continue;
    let end = i + 1;
    for (; end < tokens.length; end++) {
      const next = tokens[end] as Token;
      if (isSymbol(next, "(") || isSymbol(next, "[")) end = closing(tokens, end);
      else if (isSymbol(next, ")") || (next.kind === "word" && ENDS_VALUES.has(next.value))) break;
    }
    const items = splitTop(tokens.slice(i + 1, end), ",");
    for (const [n, item] of unfolded(items).entries()) {
      if (n > 0) output.push(raw(",", item[0]));
      const inner = bracketValues(item);
      const isRow = isSymbol(item[0], "(") && closing(item, 0) === item.length - 1;
      output.push(...(isRow ? inner : [raw(" ("), ...inner, raw(")")]));
    }
    i = end - 1;
  }
  return output;
}

const isRowCall = (item: readonly Token[]): boolean =>
  isWord(item[0], "row") && isSymbol(item[1], "(") && closing(item, 1) === item.length - 1;

/** `VALUES ROW(1, 2)` has two columns: the values of a ROW that is an item by itself. */
function unfolded(items: readonly Token[][]): readonly Token[][] {
  if (!items.some(isRowCall)) return items;
  const other = items.find((item) => !isRowCall(item) && !isSymbol(item[0], "("));
  if (other)
    throw new SqlError(
      "TYPE_MISMATCH",
      "Values rows have mismatched sizes",
      other[0]?.line,
      other[0]?.column,
    );
  return items.map((item) => (isRowCall(item) ? item.slice(1) : item));
}

const ZONED_LITERAL =
  /^(\d{4}-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?) ?([A-Za-z][\w/+-]*|[+-]\d\d:\d\d)$/;

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
    if (isWord(token, "json") && next?.kind === "string") {
      output.push(raw(`trino_json_parse(${next.text})`, token));
      i++;
      continue;
    }
    if (isWord(token, "decimal") && next?.kind === "string" && /^\s*[+-]?\d+(\.\d*)?\s*$/.test(next.value)) {
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

/** What stands alone in an UNNEST that gives it several names: Trino knows by its type, a text does not tell. */
export type Unnested = "lists" | "maps" | "rows";

/**
 * `UNNEST(a, b)` as one list of pairs, the shorter filled with nulls, `UNNEST(map)` as its keys and values, and an UNNEST of rows as
 * their fields.
 */
export function zipUnnests(tokens: readonly Token[], alone: Unnested = "lists"): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const close = isWord(token, "unnest") && isSymbol(tokens[i + 1], "(") ? closing(tokens, i + 1) : -1;
    const parts = close < 0 ? [] : splitTop(tokens.slice(i + 2, close), ",");
    const names = parts.length === 1 ? namesAfter(tokens, close) : 0;
    const isMap = parts.length === 1 && (makesMap(parts[0]) || (alone === "maps" && names === 2));
    const isRows = !isMap && alone === "rows" && names > 1;
    if (parts.length < 2 && !isMap && !isRows) {
      output.push(token);
      continue;
    }
    output.push({ ...symbol("(", token), gap: " " }, raw("SELECT"));
    const lists = isMap
      ? [wrapped("map_keys", parts[0] as Token[]), wrapped("map_values", parts[0] as Token[])]
      : parts;
    const end = isRows ? ", max_depth := 2)" : ")";
    for (const [n, part] of lists.entries())
      output.push(raw(n > 0 ? ", unnest(" : " unnest("), ...zipUnnests(part, alone), raw(end));
    const isNumbered = isWord(tokens[close + 1], "with") && isWord(tokens[close + 2], "ordinality");
    if (isNumbered) {
      output.push(raw(", unnest(range(1, 1 + greatest("));
      for (const [n, part] of lists.entries())
        output.push(
          raw(n > 0 ? ", coalesce(len(" : "coalesce(len("),
          ...zipUnnests(part, alone),
          raw("), 0)"),
        );
      output.push(raw(")))"));
    }
    output.push(symbol(")", token));
    i = isNumbered ? close + 2 : close;
  }
  return output;
}

const makesMap = (part: readonly Token[] | undefined): boolean =>
  isWord(part?.[0], "map", "split_to_map", "map_agg", "map_filter");

/** How many names `unnest(…)` that ends at `close` is given, without that of its number: 2 in `unnest(m) AS t(k, v)`. */
function namesAfter(tokens: readonly Token[], close: number): number {
  const isNumbered = isWord(tokens[close + 1], "with") && isWord(tokens[close + 2], "ordinality");
  let at = isNumbered ? close + 3 : close + 1;
  if (isWord(tokens[at], "as")) at++;
  if (!isName(tokens[at]) || !isSymbol(tokens[at + 1], "(")) return 0;
  const names = splitTop(tokens.slice(at + 2, closing(tokens, at + 1)), ",");
  return names.length - (isNumbered ? 1 : 0);
}

/** Whether a query unnests what only its type tells to be a map or rows. */
export const unnestsByType = (tokens: readonly Token[]): boolean =>
  tokens.some(
    (token, i) =>
      isWord(token, "unnest") &&
      isSymbol(tokens[i + 1], "(") &&
      namesAfter(tokens, closing(tokens, i + 1)) > 1,
  );

const wrapped = (name: string, tokens: readonly Token[]): Token[] => {
  const at = tokens[0] as Token;
  const word: Token = { ...at, kind: "word", text: name, value: name, gap: " " };
  return [word, symbol("(", at), ...tokens, symbol(")", at)];
};

/** `x[0]` and `x[-1]` fail, as do elements beyond an array's end and keys that a map has not. */
export function checkSubscripts(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const before = tokens[i - 1];
    const isSubscript =
      isSymbol(token, "[") &&
      (isSymbol(before, "]") || isSymbol(before, ")") || (isName(before) && !isWord(before, "array")));
    if (!isSubscript) {
      output.push(token);
      continue;
    }
    const close = closing(tokens, i);
    const index = render(tokens.slice(i + 1, close)).replaceAll(" ", "");
    if (/^(-\d+|0)$/.test(index)) {
      const words = index === "0" ? "SQL array indices start at 1" : `Array subscript is negative: ${index}`;
      throw new SqlError("INVALID_FUNCTION_ARGUMENT", words, 0, 0);
    }
    const found = constructorStart(output);
    const start = found >= 0 ? found : operandStart(output);
    if (start < 0) {
      output.push(token);
      continue;
    }
    const operand = output.splice(start);
    output.push(
      raw("trino_subscript", operand[0]),
      symbol("(", token),
      ...operand,
      symbol(",", token),
      ...checkSubscripts(tokens.slice(i + 1, close)),
      symbol(")", token),
    );
    i = close;
  }
  return output;
}

/** Where `ARRAY[…]` or `split(…)` that ends the output begins; -1 where it ends in anything else. */
function constructorStart(output: readonly Token[]): number {
  const last = output.length - 1;
  const isArray = isSymbol(output[last], "]");
  if (!isArray && !isSymbol(output[last], ")")) return -1;
  let depth = 0;
  let open = last;
  for (; open >= 0; open--) {
    if (isSymbol(output[open], ")") || isSymbol(output[open], "]")) depth++;
    if (isSymbol(output[open], "(") || isSymbol(output[open], "[")) depth--;
    if (depth === 0) break;
  }
  const name = output[open - 1];
  return isWord(name, isArray ? "array" : "split") ? open - 1 : -1;
}
