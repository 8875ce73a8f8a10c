// The small safe language of checks[].expression: text and column types in, a typed condition out, SQL of it.
import { parseSyntax } from "./parser.ts";
import type { Expression } from "./tree.ts";
import type { Columns } from "./typing.ts";
import { typeCondition } from "./typing.ts";

export { ExpressionError } from "./lexer.ts";
export { toSql } from "./sql.ts";
export type { Expression } from "./tree.ts";
export { columnsOf } from "./tree.ts";
export type { Columns } from "./typing.ts";

/**
 * Reads a condition over columns of the given types, such as `amount >= 0 and currency in ('GBP', 'EUR')`.
 * Throws ExpressionError, with the character where it went wrong.
 */
export function parseExpression(text: string, columns: Columns): Expression {
  return typeCondition(parseSyntax(text), columns);
}
