// UNNEST of several arrays, of maps and of rows.
import { closing, splitTop } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, symbol, type Token } from "../../../sql/tokens.ts";
import type { TableName } from "./table-name.ts";

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
    const isRows = !isMap && alone === "rows" && parts.length === 1;
    if (parts.length < 2 && !isMap && !isRows) {
      output.push(token);
      continue;
    }
    output.push({ ...symbol("(", token), gap: " " }, raw("SELECT"));
    const lists = isMap
      ? [wrapped("map_keys", parts[0] as Token[]), wrapped("map_values", parts[0] as Token[])]
      : parts;
    // What cannot be bound but of rows says that they are some.
    const [start, end] = isRows ? ["trino_rows(", "), max_depth := 2)"] : ["", ")"];
    for (const [n, part] of lists.entries())
      output.push(raw(n > 0 ? ", unnest(" : ` unnest(${start}`), ...zipUnnests(part, alone), raw(end));
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

/** What makes rows of the values that it has. */
export const MAKES_ROWS = /\bROW\s*\(|\bSTRUCT\s*\(|\bmap_entries\(/i;

interface Attempts {
  compile(alone: Unnested): { sql: string; tables: TableName[] };
  resolve(sql: string): Promise<string>;
  binds(sql: string): Promise<boolean>;
}

/**
 * A query whose UNNESTs are of what only its types tell: lists, rows or maps. It is bound as each.
 * @param mayHoldRows whether it may have arrays of rows, which are unnested even where they get one name
 */
export async function byTypes(
  tokens: readonly Token[],
  compiled: { sql: string; tables: TableName[] },
  mayHoldRows: boolean,
  { compile, resolve, binds }: Attempts,
): Promise<{ sql: string; tables: TableName[] }> {
  const names = tokens.flatMap((token, i) =>
    isWord(token, "unnest") && isSymbol(tokens[i + 1], "(") ? namesAfter(tokens, closing(tokens, i + 1)) : [],
  );
  const isMany = names.some((count) => count > 1);
  if (isMany || (names.length > 0 && mayHoldRows))
    for (const alone of isMany ? (["rows", "maps"] as const) : (["rows"] as const)) {
      const tried = compile(alone);
      const resolved = await resolve(tried.sql);
      if (await binds(resolved)) return { ...tried, sql: resolved };
    }
  return { ...compiled, sql: await resolve(compiled.sql) };
}

const wrapped = (name: string, tokens: readonly Token[]): Token[] => {
  const at = tokens[0] as Token;
  const word: Token = { ...at, kind: "word", text: name, value: name, gap: " " };
  return [word, symbol("(", at), ...tokens, symbol(")", at)];
};
