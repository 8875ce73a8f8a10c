// The functions of the grammar: what each takes and yields.
import { ExpressionError } from "./lexer.ts";
import type { Syntax } from "./syntax.ts";
import type { Expression, FunctionName, Yield } from "./tree.ts";
import { FUNCTIONS } from "./tree.ts";
import * as yields from "./yields.ts";

const WHOLE: Yield = { kind: "exact", digits: 19, scale: 0 };

export function typeCall(syntax: Syntax & { is: "call" }, operands: readonly Expression[]): Expression {
  const { position } = syntax;
  const name = FUNCTIONS.find((known) => known === syntax.name);
  if (!name)
    throw new ExpressionError(
      `no function is named "${syntax.name}"; there are ${FUNCTIONS.join(", ")}`,
      position,
    );
  return { is: "call", name, arguments: operands, yields: result(name, operands, position) };
}

function result(name: FunctionName, operands: readonly Expression[], position: number): Yield {
  const refuse = (needed: string): never => {
    throw new ExpressionError(`${name} takes ${needed}`, position);
  };
  const [first, second] = operands;
  const kind = first?.yields.kind;
  switch (name) {
    case "length":
      return operands.length === 1 && kind === "string" ? WHOLE : refuse("one text");
    case "lower":
    case "upper":
    case "trim":
      return operands.length === 1 && kind === "string" ? { kind: "string" } : refuse("one text");
    case "year":
    case "month":
    case "day":
      return operands.length === 1 && (kind === "date" || kind === "timestamp")
        ? WHOLE
        : refuse("one date or timestamp");
    case "abs":
      return operands.length === 1 && first && yields.isNumber(first.yields)
        ? first.yields
        : refuse("one number");
    case "round": {
      const places = second ? Number(second.is === "literal" ? second.text : Number.NaN) : 0;
      const fits = Number.isInteger(places) && places >= 0 && places <= 18;
      if (!first || operands.length > 2 || !yields.isNumber(first.yields) || !fits)
        return refuse("a number and, after a comma, how many digits to keep, 0 to 18");
      if (first.yields.kind !== "exact") return first.yields;
      const scale = Math.min(places, first.yields.scale);
      // One digit more: 9.9 rounds to 10.
      return yields.exact(first.yields.digits - first.yields.scale + scale + 1, scale);
    }
    case "coalesce": {
      const values = operands.filter((one) => one.yields.kind !== "null").map((one) => one.yields);
      let as = values[0] ?? refuse("a column and what replaces its nulls");
      for (const next of values.slice(1))
        as =
          yields.common(as, next) ??
          refuse(`values of one type, not ${yields.name(as)} and ${yields.name(next)}`);
      return as;
    }
  }
}
