// Finds + - * / and % in a query's tokens, as trees with their precedence, and leaves a mark for each tree: what they give
// in Redshift hangs on the types of their operands. What is compared loses the blanks at its end.
import { isSymbol, isWord, type Token } from "../../../../sql/tokens.ts";
import { Reader } from "./reader.ts";
import { newScope, type Scope } from "./scope.ts";
import { written } from "./tree.ts";

/** @param dynamic whether a SUPER may be compared: then comparisons are marked too */
export function markArithmetic(tokens: readonly Token[], dynamic: boolean, scope: Scope): Token[] {
  const output: Token[] = [];
  let i = 0;
  // What stands to the left of = between SET and FROM or WHERE is a column that gets a value.
  let assigns = false;
  while (i < tokens.length) {
    const token = tokens[i] as Token;
    if (isWord(token, "select") && !isSymbol(tokens[i - 1], "."))
      Object.assign(scope, newScope(tokens, scope.told, scope.nested));
    if (isWord(token, "order") && isWord(tokens[i + 1], "by")) scope.ordered = true;
    if (isWord(token, "set")) assigns = true;
    if (isWord(token, "where", "from", "when")) assigns = false;
    const reader = new Reader(tokens, scope, dynamic, markArithmetic);
    const plain = assigns
      ? undefined
      : dynamic
        ? (reader.dynamicList(i) ?? reader.dynamicBetween(i))
        : reader.plainComparison(i);
    if (plain) {
      output.push(...plain.tokens);
      i = plain.end;
      continue;
    }
    const read = dynamic && !assigns ? reader.comparison(i) : reader.sum(i);
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
