// Trino's grammar has one comparison or test where DuckDB takes chains of them: `a = b = c`, `x = 1 IS NULL`.
import { isSymbol, isWord, type Token } from "../../../sql/tokens.ts";

const COMPARISONS = new Set(["=", "<>", "!=", "<", "<=", ">", ">="]);
const TESTS = ["is", "in", "like", "between"];
/** What parts conditions from each other. */
const PARTS = new Set(
  (
    "and or not select from where on having group order by when then else join inner left right full cross union intersect except limit " +
    "offset fetch values with as using over partition rows range filter escape returning window"
  ).split(" "),
);

/** The comparison or test that stands behind another one; undefined where there is none. */
export function chainedComparison(tokens: readonly Token[]): Token | undefined {
  /** Whether something was compared already, by depth of brackets and CASEs. */
  const compared: boolean[] = [false];
  const top = (): number => compared.length - 1;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, "(") || isSymbol(token, "[") || isWord(token, "case")) compared.push(false);
    else if (isSymbol(token, ")") || isSymbol(token, "]") || isWord(token, "end")) compared.pop();
    else if (isSymbol(token, ",") || isSymbol(token, "->") || isSymbol(token, ";")) compared[top()] = false;
    else if (token.kind === "word" && PARTS.has(token.value) && !isSymbol(tokens[i - 1], ".")) {
      // IS NOT NULL, NOT IN and BETWEEN … AND belong to their test.
      const isOfTest = isWord(token, "not") && isWord(tokens[i - 1], "is");
      const isFrom = isWord(token, "from") && isWord(tokens[i - 1], "distinct");
      const isNotBefore = isWord(token, "not") && isWord(tokens[i + 1], ...TESTS);
      if (!isOfTest && !isFrom && !isNotBefore) compared[top()] = false;
    } else {
      const isComparison = token.kind === "symbol" && COMPARISONS.has(token.value);
      const isTest =
        isWord(token, ...TESTS) && !isSymbol(tokens[i - 1], ".") && !isSymbol(tokens[i + 1], ".");
      if (!isComparison && !isTest) continue;
      if (compared[top()] === true) return token;
      compared[top()] = true;
    }
    if (compared.length === 0) return undefined;
  }
  return undefined;
}
