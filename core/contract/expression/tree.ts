// The typed expression: every node knows what it yields, so that its SQL can be written without a run-time error.
import type { Arithmetic, Comparison } from "./syntax.ts";

/**
 * What a node yields. "exact" is a whole or decimal number of at most `digits` digits, `scale` of them after the
 * point; wherever 38 digits would not do, the node yields a double.
 */
export type Yield =
  | { readonly kind: "exact"; readonly digits: number; readonly scale: number }
  | { readonly kind: "double" | "string" | "boolean" | "date" | "timestamp" | "null" };

export type Expression = { readonly yields: Yield } & (
  | { readonly is: "column"; readonly name: string }
  /** `text` is canonical: digits, a date, a timestamp, true or false, or any string. */
  | { readonly is: "literal"; readonly text: string }
  | { readonly is: "null" }
  | { readonly is: "minus" | "not"; readonly operand: Expression }
  | {
      readonly is: "arithmetic";
      readonly operator: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Adds whole days, or takes them away. */
  | {
      readonly is: "shift_date";
      readonly operator: "+" | "-";
      readonly date: Expression;
      readonly days: Expression;
    }
  | { readonly is: "days_between"; readonly left: Expression; readonly right: Expression }
  /** `as` is what both sides are made before they are compared. */
  | {
      readonly is: "comparison";
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
      readonly as: Yield;
    }
  | { readonly is: "and" | "or"; readonly operands: readonly Expression[] }
  | {
      readonly is: "in";
      readonly operand: Expression;
      readonly list: readonly Expression[];
      readonly negated: boolean;
      readonly as: Yield;
    }
  | {
      readonly is: "like";
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly negated: boolean;
    }
  | { readonly is: "null_test"; readonly operand: Expression; readonly negated: boolean }
  | { readonly is: "call"; readonly name: FunctionName; readonly arguments: readonly Expression[] }
);

export const FUNCTIONS = [
  "length",
  "lower",
  "upper",
  "trim",
  "abs",
  "round",
  "coalesce",
  "year",
  "month",
  "day",
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** The columns that an expression reads, each once, in order of appearance. */
export function columnsOf(expression: Expression): string[] {
  if (expression.is === "column") return [expression.name];
  return [...new Set(children(expression).flatMap(columnsOf))];
}

function children(node: Expression): readonly Expression[] {
  switch (node.is) {
    case "column":
    case "literal":
    case "null":
      return [];
    case "minus":
    case "not":
    case "null_test":
      return [node.operand];
    case "arithmetic":
    case "comparison":
    case "days_between":
      return [node.left, node.right];
    case "shift_date":
      return [node.date, node.days];
    case "and":
    case "or":
      return node.operands;
    case "in":
      return [node.operand, ...node.list];
    case "like":
      return [node.operand, node.pattern];
    case "call":
      return node.arguments;
  }
}
