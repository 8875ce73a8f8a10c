// Lambdas: DuckDB computes an aggregate within one for the group around it, Trino takes none; and in HAVING it takes a field of a row for
// a column of a table.
import { opening } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, literal, raw, SqlError, symbol, type Token } from "../../../sql/tokens.ts";
import { AGGREGATES, WINDOWS } from "./functions/aggregates.ts";

const NAMES: ReadonlySet<string> = new Set([...Object.keys(AGGREGATES), ...Object.keys(WINDOWS), "grouping"]);

/** Where the body of the lambda ends whose arrow is at `arrow`: the index past its last token. */
function bodyEnd(tokens: readonly Token[], arrow: number): number {
  let depth = 0;
  for (let at = arrow + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    if (depth < 0 || (depth === 0 && isSymbol(token, ","))) return at;
  }
  return tokens.length;
}

/** @throws SqlError where a lambda holds an aggregate, a window function or a query */
export function refuseInLambdas(tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    if (!isSymbol(token, "->")) continue;
    const end = bodyEnd(tokens, i);
    for (let at = i + 1; at < end; at++) refuseWithin(tokens[at] as Token, tokens[at + 1]);
  }
}

function refuseWithin(token: Token, next: Token | undefined): void {
  if (isWord(token, "select"))
    throw new SqlError(
      "NOT_SUPPORTED",
      "Lambda expression cannot contain subqueries",
      token.line,
      token.column,
    );
  if (token.kind === "word" && NAMES.has(token.value) && isSymbol(next, "("))
    throw new SqlError(
      "EXPRESSION_NOT_SCALAR",
      `Lambda expression cannot contain aggregations, window functions or grouping operations: [${token.value}]`,
      token.line,
      token.column,
    );
}

/** `r.total` within `r -> …` as a call, which is no column wherever it stands. */
export function lambdaFields(tokens: readonly Token[]): Token[] {
  const known = tokens.map((): string[] => []);
  for (const [i, token] of tokens.entries()) {
    if (!isSymbol(token, "->")) continue;
    const from = isSymbol(tokens[i - 1], ")") ? opening(tokens, i - 1) : i - 1;
    const names = tokens.slice(from, i).flatMap((one) => (isName(one) ? one.value.toLowerCase() : []));
    const end = bodyEnd(tokens, i);
    for (let at = i + 1; at < end; at++) known[at]?.push(...names);
  }
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const isRow =
      isName(token) && known[i]?.includes(token.value.toLowerCase()) && !isSymbol(tokens[i - 1], ".");
    if (!isRow || !isSymbol(tokens[i + 1], ".")) {
      output.push(token);
      continue;
    }
    let field: Token[] = [{ ...token, gap: "" }];
    while (isSymbol(tokens[i + 1], ".") && isName(tokens[i + 2])) {
      const name = tokens[i + 2] as Token;
      field = [raw("trino_field"), symbol("("), ...field, symbol(","), raw(literal(name.value)), symbol(")")];
      i += 2;
    }
    const [first, ...rest] = field;
    output.push({ ...(first as Token), gap: token.gap }, ...rest);
  }
  return output;
}
