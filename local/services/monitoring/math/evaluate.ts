// Metric math, evaluated over periods: a series has a value or none for each. Where an operand has none, or a divisor is
// nought, neither has the result, as on AWS.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Tree } from "./parse.ts";

/** A value for each period, in the order of the periods. */
export type Points = readonly (number | undefined)[];
/** A number that holds for every period, a series, or several. */
export type Result = number | string | Points | readonly Points[];

export interface Scope {
  periods: number;
  /** The result of the query of this id. */
  named(id: string): Result;
  /** The series of all queries that are metrics; those alone whose id has the text where one is given. */
  metrics(like?: string): readonly Points[];
  /** What SEARCH finds. */
  search(query: string, statistic: string, period?: number): readonly Points[];
}

const refuse = (message: string): ApiError => new ApiError("ValidationError", message);

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? undefined : a / b),
  "^": (a, b) => a ** b,
  "<": (a, b) => Number(a < b),
  "<=": (a, b) => Number(a <= b),
  ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  "&&": (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
  "||": (a, b) => Number(a !== 0 || b !== 0),
};

/** What makes one value of several, period by period or over all periods. */
const FOLDS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
};

const EACH: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
};

const isNumber = (value: number | undefined): value is number => value !== undefined;
const isSeveral = (result: Result): result is readonly Points[] =>
  Array.isArray(result) && result.every((one) => Array.isArray(one));

/** @throws ApiError for what metric math has and this does not */
export function evaluate(tree: Tree, scope: Scope): Result {
  switch (tree.kind) {
    case "number":
    case "text":
      return tree.value;
    case "name":
      return scope.named(tree.name);
    case "list":
      return tree.items.flatMap((item) => seriesOf(evaluate(item, scope), scope));
    case "binary":
      return lifted([evaluate(tree.left, scope), evaluate(tree.right, scope)], scope, ([a, b]) =>
        isNumber(a) && isNumber(b) ? OPERATORS[tree.operator]?.(a, b) : undefined,
      );
    default:
      return called(tree, scope);
  }
}

function called(tree: Tree & { kind: "call" }, scope: Scope): Result {
  if (tree.name === "FILL") return filled(tree.arguments, scope);
  const given = tree.arguments.map((argument) => evaluate(argument, scope));
  const [first = 0] = given;
  const fold = FOLDS[tree.name];
  if (fold) {
    const over = (values: Points) => {
      const there = values.filter(isNumber);
      return there.length > 0 ? fold(there) : undefined;
    };
    if (!isSeveral(first)) return over(seriesOf(first, scope)[0] ?? []) ?? Number.NaN;
    return Array.from({ length: scope.periods }, (_, at) => over(first.map((series) => series[at])));
  }
  const each = EACH[tree.name];
  if (each) return lifted([first], scope, ([value]) => (isNumber(value) ? each(value) : undefined));
  if (tree.name === "METRICS") return scope.metrics(given.length > 0 ? String(first) : undefined);
  if (tree.name === "SEARCH")
    return scope.search(
      String(first),
      String(given[1]),
      given[2] === undefined ? undefined : Number(given[2]),
    );
  if (tree.name === "IF")
    return lifted(given, scope, ([condition, then, otherwise]) =>
      condition === undefined ? undefined : condition !== 0 ? then : otherwise,
    );
  throw refuse(`The local AWS does not know the function ${tree.name} of metric math.`);
}

function filled([what, filler]: readonly Tree[], scope: Scope): Result {
  if (!what || !filler) throw refuse("FILL needs a metric and what to fill it with.");
  const result = evaluate(what, scope);
  if (filler.kind === "name" && filler.name === "REPEAT") return repeated(result, scope);
  return lifted([result, evaluate(filler, scope)], scope, ([value, other]) => value ?? other);
}

function repeated(result: Result, scope: Scope): Result {
  const all = seriesOf(result, scope).map((series) => {
    let last: number | undefined;
    return series.map((value) => {
      last = value ?? last;
      return last;
    });
  });
  return isSeveral(result) ? all : (all[0] ?? []);
}

/** Series of all; a number is the same in every period. */
function seriesOf(result: Result, { periods }: Scope): readonly Points[] {
  if (typeof result === "string")
    throw refuse(`A text is found where metric math needs a number: ${result}.`);
  if (typeof result === "number") return [Array.from({ length: periods }, () => result)];
  return isSeveral(result) ? result : [result];
}

/** Does `what` period by period; several series beside single ones give several. */
function lifted(
  given: readonly Result[],
  scope: Scope,
  what: (values: Points) => number | undefined,
): Result {
  const all = given.map((result) => seriesOf(result, scope));
  const many = Math.max(...all.map((several) => several.length));
  const results = Array.from({ length: many }, (_, index) =>
    Array.from({ length: scope.periods }, (_, at) =>
      what(all.map((several) => several[several.length === 1 ? 0 : index]?.[at])),
    ),
  );
  return given.some(isSeveral) ? results : (results[0] ?? []);
}
