// Subscripts, which fail where an array or a map has no such element.
import { closing } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, render, SqlError, symbol, type Token } from "../../../sql/tokens.ts";
import { operandStart } from "./intervals.ts";

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
      raw(/^\d+$/.test(index) ? "trino_subscript_at" : "trino_subscript", operand[0]),
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
