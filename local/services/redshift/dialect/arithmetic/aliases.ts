// The names that a query's own select list gives to its columns.
import { isName, isSymbol, isWord, type Token } from "../../../../sql/tokens.ts";

/** Words that end a select list. */
const ENDS = ["from", "where", "group", "having", "order", "limit", "union", "intersect", "except", "minus"];
/** Words after which a name is an operand and no alias. */
const BEFORE_OPERAND = new Set(
  "select distinct all and or not in is like ilike between over similar to at zone then else when case escape".split(
    " ",
  ),
);

/** With AS, or without it. */
export function aliasesOf(tokens: readonly Token[]): Set<string> {
  const found = new Set<string>();
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    if (depth !== 0) continue;
    const next = tokens[i + 1];
    if (isWord(token, "as") && isName(next)) found.add(next.value);
    else if (isBareAlias(tokens[i - 1], token, next)) found.add(token.value);
  }
  return found;
}

/** `upper(s) big,` */
function isBareAlias(before: Token | undefined, token: Token, next: Token | undefined): boolean {
  const isLast = next === undefined || isSymbol(next, ",") || isWord(next, ...ENDS);
  if (!isName(token) || !isLast || !before) return false;
  if (before.kind === "symbol") return isSymbol(before, ")") || isSymbol(before, "]");
  return !(before.kind === "word" && BEFORE_OPERAND.has(before.value));
}
