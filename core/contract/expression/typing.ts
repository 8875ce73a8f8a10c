// Syntax tree → typed expression, against the columns' types. Every refusal says what would be right instead.
import type { ColumnType } from "../types.ts";
import { valueText } from "../values.ts";
import { fill, NO_COLUMN } from "../words.ts";
import { typeCall } from "./calls.ts";
import { ExpressionError } from "./lexer.ts";
import { MAX_DEPTH } from "./parser.ts";
import type { Syntax } from "./syntax.ts";
import type { Expression, Yield } from "./tree.ts";
import * as yields from "./yields.ts";

export type Columns = ReadonlyMap<string, ColumnType>;

class Typing {
  readonly #columns: Columns;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  type(syntax: Syntax, depth = 0): Expression {
    if (depth > MAX_DEPTH)
      throw new ExpressionError(`it nests deeper than ${MAX_DEPTH} levels`, syntax.position);
    const below = (inner: Syntax): Expression => this.type(inner, depth + 1);
    const truth = (inner: Syntax): Expression => {
      const typed = below(inner);
      if (typed.yields.kind !== "boolean")
        throw new ExpressionError(`a condition is needed, not ${yields.name(typed.yields)}`, inner.position);
      return typed;
    };
    switch (syntax.is) {
      case "column":
        return this.#column(syntax);
      case "number":
        return number(syntax);
      case "text":
        return { is: "literal", text: syntax.text, yields: { kind: "string" } };
      case "date":
      case "timestamp":
        return moment(syntax);
      case "boolean":
        return { is: "literal", text: String(syntax.value), yields: { kind: "boolean" } };
      case "null":
        return { is: "null", yields: { kind: "null" } };
      case "minus": {
        const operand = below(syntax.operand);
        if (!yields.isNumber(operand.yields))
          throw new ExpressionError(
            `the sign needs a number, not ${yields.name(operand.yields)}`,
            syntax.position,
          );
        return { is: "minus", operand, yields: operand.yields };
      }
      case "not":
        return { is: "not", operand: truth(syntax.operand), yields: { kind: "boolean" } };
      case "and":
      case "or":
        return { is: syntax.is, operands: syntax.operands.map(truth), yields: { kind: "boolean" } };
      case "arithmetic":
        return arithmetic(syntax, below(syntax.left), below(syntax.right));
      case "comparison": {
        const left = below(syntax.left);
        const right = below(syntax.right);
        const as = common(syntax.position, [left, right], syntax.operator);
        const { operator } = syntax;
        return { is: "comparison", operator, left, right, as, yields: { kind: "boolean" } };
      }
      case "in": {
        const operand = below(syntax.operand);
        const list = syntax.list.map(below);
        const as = common(syntax.position, [operand, ...list], "in");
        return { is: "in", operand, list, negated: syntax.negated, as, yields: { kind: "boolean" } };
      }
      case "between":
        return between(syntax, below(syntax.operand), below(syntax.low), below(syntax.high));
      case "like": {
        const operand = below(syntax.operand);
        const pattern = below(syntax.pattern);
        for (const side of [operand, pattern])
          if (side.yields.kind !== "string")
            throw new ExpressionError(`like compares text, not ${yields.name(side.yields)}`, syntax.position);
        return { is: "like", operand, pattern, negated: syntax.negated, yields: { kind: "boolean" } };
      }
      case "null_test": {
        const operand = below(syntax.operand);
        return { is: "null_test", operand, negated: syntax.negated, yields: { kind: "boolean" } };
      }
      case "call":
        return typeCall(syntax, syntax.arguments.map(below));
    }
  }

  #column({ name, position }: Syntax & { is: "column" }): Expression {
    const type = this.#columns.get(name);
    if (type) return { is: "column", name, yields: yields.ofColumn(type) };
    const known = [...this.#columns.keys()].slice(0, 20).join(", ");
    throw new ExpressionError(fill(NO_COLUMN, { name, columns: known }), position);
  }
}

function number({ text, position }: Syntax & { is: "number" }): Expression {
  const asDouble = valueText({ kind: "double" }, text.replace(/\.$/, "").replace(/^\./, "0."));
  if (asDouble === undefined) throw new ExpressionError(`${text} is not a number that fits`, position);
  const [whole = "", fraction = ""] = asDouble.split(".");
  const digits = Math.max(whole === "0" ? fraction.length : whole.length + fraction.length, 1);
  const exact: Yield = { kind: "exact", digits, scale: fraction.length };
  return { is: "literal", text: asDouble, yields: digits <= 38 ? exact : { kind: "double" } };
}

function moment({ is, text, position }: Syntax & { is: "date" | "timestamp" }): Expression {
  const canonical = valueText({ kind: is }, text);
  if (canonical !== undefined) return { is: "literal", text: canonical, yields: { kind: is } };
  const example = is === "date" ? "date '2024-01-31'" : "timestamp '2024-01-31 13:00:00'";
  throw new ExpressionError(`'${text}' is no ${is}; write it like ${example}`, position);
}

function arithmetic(syntax: Syntax & { is: "arithmetic" }, left: Expression, right: Expression): Expression {
  const { operator, position } = syntax;
  if (left.yields.kind === "date") {
    if (operator === "-" && right.yields.kind === "date")
      return { is: "days_between", left, right, yields: { kind: "exact", digits: 10, scale: 0 } };
    const whole = right.yields.kind === "exact" && right.yields.scale === 0;
    if (whole && (operator === "+" || operator === "-"))
      return { is: "shift_date", operator, date: left, days: right, yields: { kind: "date" } };
    throw new ExpressionError(
      "a date takes whole days added or taken away, or another date taken away",
      position,
    );
  }
  const yielded = yields.ofArithmetic(operator, left.yields, right.yields);
  if (yielded) return { is: "arithmetic", operator, left, right, yields: yielded };
  const sides = `${yields.name(left.yields)} and ${yields.name(right.yields)}`;
  throw new ExpressionError(`${operator} needs two numbers, not ${sides}`, position);
}

/** What all operands become before they are compared. */
function common(position: number, operands: readonly Expression[], operator: string): Yield {
  if (operands.some((operand) => operand.yields.kind === "null"))
    throw new ExpressionError("nothing equals null; write is null or is not null", position);
  let as = operands[0]?.yields as Yield;
  for (const { yields: other } of operands.slice(1)) {
    const both = yields.common(as, other);
    if (!both) {
      const quoted = [as.kind, other.kind].includes("string")
        ? [as.kind, other.kind].find((kind) => kind === "date" || kind === "timestamp")
        : undefined;
      const hint = quoted ? `; a ${quoted} is written ${quoted} '2024-01-31'` : "";
      const sides = `${yields.name(as)} with ${yields.name(other)}`;
      throw new ExpressionError(`${operator} cannot compare ${sides}${hint}`, position);
    }
    as = both;
  }
  if (as.kind === "boolean" && !["=", "<>", "in"].includes(operator))
    throw new ExpressionError(`true and false have no order for ${operator}`, position);
  return as;
}

function between(
  syntax: Syntax & { is: "between" },
  operand: Expression,
  low: Expression,
  high: Expression,
): Expression {
  const compare = (operator: ">=" | "<=", right: Expression): Expression => {
    const as = common(syntax.position, [operand, right], "between");
    return { is: "comparison", operator, left: operand, right, as, yields: { kind: "boolean" } };
  };
  const operands = [compare(">=", low), compare("<=", high)];
  const inside: Expression = { is: "and", operands, yields: { kind: "boolean" } };
  return syntax.negated ? { is: "not", operand: inside, yields: { kind: "boolean" } } : inside;
}

/** Types an expression; throws ExpressionError where the types do not meet or the whole is no condition. */
export function typeCondition(syntax: Syntax, columns: Columns): Expression {
  const typed = new Typing(columns).type(syntax);
  if (typed.yields.kind !== "boolean")
    throw new ExpressionError(`it yields ${yields.name(typed.yields)}, where a condition is needed`, 1);
  return typed;
}
