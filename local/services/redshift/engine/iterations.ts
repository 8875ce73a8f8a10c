// PartiQL in FROM: a SUPER's elements (`o.items AS item AT i`) or its attributes (`UNPIVOT o.item AS value AT name`) as rows.

import type { Reference } from "../../../sql/references.ts";
import { closing } from "../../../sql/structure.ts";
import { identifier, isName, isSymbol, isWord, render, type Token } from "../../../sql/tokens.ts";
import { existing, type Names } from "./names.ts";
import type { Session } from "./session.ts";

/** Words that may follow a table in FROM and are no alias. */
const AFTER_TABLE = new Set(
  "where join inner left right full cross natural on using group order having limit offset union intersect except minus qualify window pivot unpivot set when values select returning as at for remove".split(
    " ",
  ),
);

/** The alias that follows a table, if one does. */
export function aliasAt(tokens: readonly Token[], end: number): string | undefined {
  const token = tokens[end];
  if (isWord(token, "as")) return tokens[end + 1]?.value;
  if (!isName(token) || (token.kind === "word" && AFTER_TABLE.has(token.value))) return undefined;
  return token.value;
}

/** Whether what stands in FROM begins with the name of another item of a FROM. */
export function isIteration(
  tokens: readonly Token[],
  { parts, start }: Reference,
  names: Names,
  session: Session,
): boolean {
  const first = parts[0] as string;
  if (isUnpivot(tokens, start)) return true;
  if (names.schemas.has(first) || names.external.has(first)) return false;
  if (parts.length === 1 && !isSymbol(tokens[start + 1], "[")) {
    if (existing(parts, names, session, tokens[start] as Token)) return false;
    // Only an item before it in the same list: `o.items AS item, item AS x`.
    return (
      isSymbol(tokens[start - 1], ",") && tokens.slice(0, start).some((_, i) => isNamed(tokens, i, first))
    );
  }
  return tokens.some((_, i) => i !== start && isNamed(tokens, i, first));
}

const isUnpivot = (tokens: readonly Token[], at: number): boolean =>
  isWord(tokens[at], "unpivot") && isName(tokens[at + 1]);

/** Whether the token at `i` gives a relation the name: as its alias, or by standing in FROM. */
function isNamed(tokens: readonly Token[], i: number, name: string): boolean {
  const token = tokens[i];
  if (!isName(token) || token.value !== name || isSymbol(tokens[i + 1], ".")) return false;
  const before = tokens[i - 1];
  return (
    isWord(before, "as", "from", "join") ||
    isSymbol(before, ")") ||
    isSymbol(before, "]") ||
    isSymbol(before, ",") ||
    isName(before)
  );
}

/** The index after a path: names, dots and indexes. */
function pathEnd(tokens: readonly Token[], from: number): number {
  let i = from + 1;
  for (;;) {
    if (isSymbol(tokens[i], ".") && isName(tokens[i + 1])) i += 2;
    else if (isSymbol(tokens[i], "[")) i = closing(tokens, i) + 1;
    else return i;
  }
}

/** The rows of a SUPER as a subquery with its alias, and the index of the token after it. */
export function iteration(tokens: readonly Token[], start: number): { sql: string; end: number } {
  const unpivot = isUnpivot(tokens, start);
  const from = unpivot ? start + 1 : start;
  let end = pathEnd(tokens, from);
  const path = render(
    tokens
      .slice(from, end)
      .map((token) => (isName(token) ? { ...token, text: identifier(token.value) } : token)),
  ).trim();
  let alias = (tokens.slice(from, end).findLast((token) => isName(token)) as Token).value;
  if (isWord(tokens[end], "as")) end++;
  if (isName(tokens[end]) && aliasAt(tokens, end) !== undefined) alias = (tokens[end++] as Token).value;
  let position: string | undefined;
  if (isWord(tokens[end], "at") && isName(tokens[end + 1])) {
    position = (tokens[end + 1] as Token).value;
    end += 2;
  }
  const value = identifier(alias);
  const at = position === undefined ? "" : `, unnest(AT_) AS ${identifier(position)}`;
  // Both lists are as long as each other: their elements stand beside each other.
  const sql = unpivot
    ? `(SELECT unnest(list_transform(json_keys(${path}), lambda k: json_extract(${path}, '$."' || k || '"'))) AS ${value}${at.replace("AT_", `json_keys(${path})`)}) AS ${value}`
    : `(SELECT unnest(rs_elements(${path})) AS ${value}${at.replace("AT_", `range(len(rs_elements(${path})))`)}) AS ${value}`;
  return { sql, end };
}
