// A date plus an interval is a date in Trino and a timestamp in DuckDB: the sum is said with a function that knows both.
import { opening } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, type Token } from "../../../sql/tokens.ts";

const SUM = "trino_date_add";
const symbol = (value: string, at: Token): Token => ({ ...at, kind: "symbol", value, text: value, gap: "" });

const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);

export function rewriteIntervals(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const isSum = isSymbol(token, "+") || isSymbol(token, "-");
    const isInterval = isWord(tokens[i + 1], "interval") && tokens[i + 2]?.kind === "string";
    const start = isSum && isInterval ? operandStart(output) : -1;
    const before = output[start - 1];
    // Whole numbers of DuckDB are as wide as what stands beside them, Trino's are integers.
    if (start < 0 && isWholeOperand(tokens, i)) {
      output.push(raw(`CAST(${token.text} AS INTEGER)`, token));
      continue;
    }
    if (start < 0 || (before?.kind === "symbol" && ARITHMETIC.has(before.value))) {
      output.push(token);
      continue;
    }
    const end = isWord(tokens[i + 4], "to") ? i + 6 : i + 4;
    const operand = output.splice(start);
    const isClock = tokens.slice(i + 3, end).some((unit) => isWord(unit, "hour", "minute", "second"));
    // A date takes no hours.
    const checked = isClock
      ? [raw("trino_arg"), symbol("(", token), ...operand, raw(", 'clock', 'date_add'"), symbol(")", token)]
      : operand;
    output.push(raw(SUM, operand[0]), symbol("(", token), ...checked, symbol(",", token));
    if (token.value === "-") output.push(raw("-"));
    output.push(symbol("(", token), ...tokens.slice(i + 1, end), symbol(")", token), symbol(")", token));
    i = end - 1;
  }
  return output;
}

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
