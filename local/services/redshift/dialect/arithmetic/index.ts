// Finds + - * / and % in a query's tokens, as trees with their precedence, and leaves a mark for each tree: what they give
// in Redshift hangs on the types of their operands. What is compared loses the blanks at its end.
import { isSymbol, isWord, type Token } from "../../../../sql/tokens.ts";
import { Comparisons } from "./comparisons.ts";
import { Reader } from "./reader.ts";
import { newScope, type Scope } from "./scope.ts";
import { written } from "./tree.ts";

/** @param dynamic whether a SUPER may be compared: then comparisons are marked too */
export function markArithmetic(tokens: readonly Token[], dynamic: boolean, scope: Scope): Token[] {
  const output: Token[] = [];
  let i = 0;
  // What stands to the left of = after SET and after its commas is a column that gets a value.
  let assigns = false;
  let isSetting = false;
  const reader = new Reader(tokens, scope, dynamic, markArithmetic);
  const comparisons = new Comparisons(reader, tokens, scope, markArithmetic);
  while (i < tokens.length) {
    const token = tokens[i] as Token;
    if (isWord(token, "select") && !isSymbol(tokens[i - 1], ".")) Object.assign(scope, newScope(tokens));
    if (isWord(token, "order") && isWord(tokens[i + 1], "by")) scope.ordered = true;
    if (isWord(token, "set")) isSetting = true;
    if (isWord(token, "where", "from", "when")) isSetting = false;
    if (isWord(token, "set") || (isSetting && isSymbol(token, ","))) assigns = true;
    else if (isSymbol(token, "=") || !isSetting) assigns = false;
    const comparison = dynamic
      ? () => comparisons.dynamicList(i) ?? comparisons.dynamicBetween(i)
      : () => comparisons.plain(i);
    const found = comparisons.unpivoted(i) ?? (assigns ? undefined : comparison());
    if (found) {
      output.push(...found.tokens);
      i = found.end;
      continue;
    }
    const read = dynamic && !assigns ? comparisons.dynamic(i) : reader.sum(i);
    if (read) {
      output.push(...written(read.node, scope));
      i = read.end;
    } else {
      output.push(token);
      i++;
    }
  }
  return output;
}
