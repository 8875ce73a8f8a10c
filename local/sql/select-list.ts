// Where a SELECT's list of items ends.
import { isSymbol, isWord, type Token } from "./tokens.ts";

/** Index of the first token past the list that begins at `from`: one of `ends`, a closing bracket, or the end of all. */
export function selectListEnd(tokens: readonly Token[], from: number, ends: ReadonlySet<string>): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    if (depth < 0) return i;
    // WITHIN GROUP ends nothing, nor does IS DISTINCT FROM.
    const ending = depth === 0 && token.kind === "word" && ends.has(token.value);
    if (ending && !isWord(tokens[i - 1], "within", "distinct")) return i;
  }
  return tokens.length;
}
