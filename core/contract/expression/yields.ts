// The arithmetic of types: what an operation yields, and what two sides become before they are compared.
import type { ColumnType } from "../types.ts";
import type { Arithmetic } from "./syntax.ts";
import type { Yield } from "./tree.ts";

/** DuckDB's widest decimal. */
const MAX_DIGITS = 38;

export function ofColumn(type: ColumnType): Yield {
  if (type.kind === "int") return { kind: "exact", digits: 10, scale: 0 };
  if (type.kind === "bigint") return { kind: "exact", digits: 19, scale: 0 };
  if (type.kind === "decimal") return { kind: "exact", digits: type.precision, scale: type.scale };
  return { kind: type.kind };
}

export const isNumber = (one: Yield): boolean => one.kind === "exact" || one.kind === "double";

/** As people say it. */
export function name(one: Yield): string {
  if (isNumber(one)) return "a number";
  if (one.kind === "string") return "text";
  if (one.kind === "boolean") return "true or false";
  return one.kind === "null" ? "null" : `a ${one.kind}`;
}

export function exact(digits: number, scale: number): Yield {
  return digits <= MAX_DIGITS ? { kind: "exact", digits: Math.max(digits, 1), scale } : { kind: "double" };
}

/** What an operation on two numbers yields; undefined where a side is no number. */
export function ofArithmetic(operator: Arithmetic, left: Yield, right: Yield): Yield | undefined {
  if (!isNumber(left) || !isNumber(right)) return undefined;
  if (left.kind !== "exact" || right.kind !== "exact" || operator === "/") return { kind: "double" };
  if (operator === "*") return exact(left.digits + right.digits, left.scale + right.scale);
  const both = commonExact(left, right);
  if (operator === "%" || both.kind !== "exact") return both;
  return exact(both.digits + 1, both.scale);
}

function commonExact(left: Yield & { kind: "exact" }, right: Yield & { kind: "exact" }): Yield {
  const scale = Math.max(left.scale, right.scale);
  return exact(Math.max(left.digits - left.scale, right.digits - right.scale) + scale, scale);
}

/** What both sides become before they are compared; undefined where they cannot be. */
export function common(left: Yield, right: Yield): Yield | undefined {
  if (left.kind === "exact" && right.kind === "exact") return commonExact(left, right);
  if (isNumber(left) && isNumber(right)) return { kind: "double" };
  if (left.kind === right.kind) return left;
  const moments = ["date", "timestamp"];
  if (moments.includes(left.kind) && moments.includes(right.kind)) return { kind: "timestamp" };
  return undefined;
}
