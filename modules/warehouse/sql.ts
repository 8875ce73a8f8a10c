// SQL as Terraform writes it: names are quoted, so that none ends early.
import { type Expr, tf } from "../kit/index.ts";

/** "name", with quotes inside doubled. */
export const sqlIdentifier = (name: Expr): Expr => tf`format("\\"%s\\"", replace(${name}, "\\"", "\\"\\""))`;

/** 'text', with quotes inside doubled. */
export const sqlLiteral = (text: Expr): Expr => tf`format("'%s'", replace(${text}, "'", "''"))`;
