// zod's checks → `validation` blocks: the condition, and a message that says what to write.
import type * as z from "zod";
import { Expr, tf, type Value } from "./expression.ts";
import { unwrap } from "./types.ts";

export interface Validation {
  condition: Expr;
  /** Text, or an expression that yields it. */
  message: string | Expr;
}

/** The validations of one variable and of everything inside it. */
export function validationsOf(name: string, schema: z.core.$ZodType): Validation[] {
  return conditions(new Expr(`var.${name}`), name, schema, 0);
}

function conditions(value: Expr, path: string, schema: z.core.$ZodType, depth: number): Validation[] {
  const { schema: inner, optional, nullable, hasDefault, meta } = unwrap(schema);
  const found = [
    ...ownConditions(value, path, inner, meta.example),
    ...innerConditions(value, path, inner, depth),
  ];
  if (!nullable && (hasDefault || !optional)) return found;
  return found.map(({ condition, message }) => ({
    condition: tf`${value} == null ? true : ${condition}`,
    message,
  }));
}

function innerConditions(value: Expr, path: string, schema: z.core.$ZodType, depth: number): Validation[] {
  const def = schema._zod.def as z.core.$ZodTypes["_zod"]["def"];
  const item = new Expr(`v${depth === 0 ? "" : depth + 1}`);
  const every = (over: z.core.$ZodType): Validation[] =>
    conditions(item, `${path}[…]`, over, depth + 1).map(({ condition, message }) => ({
      condition: tf`alltrue([for ${item} in ${value} : ${condition}])`,
      message,
    }));
  switch (def.type) {
    case "array":
      return every(def.element);
    case "set":
      return every(def.valueType);
    case "record": {
      const keys = ownConditions(new Expr("k"), `a key of ${path}`, def.keyType).map(
        ({ condition, message }) => ({
          condition: tf`alltrue([for k in keys(${value}) : ${condition}])`,
          message,
        }),
      );
      return [...keys, ...every(def.valueType)];
    }
    case "object":
      return Object.entries(def.shape).flatMap(([name, field]) =>
        conditions(value.attr(name), `${path}.${name}`, field, depth),
      );
    default:
      return [];
  }
}

function ownConditions(value: Expr, path: string, schema: z.core.$ZodType, example?: string): Validation[] {
  const def = schema._zod.def as z.core.$ZodTypes["_zod"]["def"];
  const suffix = example === undefined ? "" : `, such as ${example}`;
  if (def.type === "enum") {
    const choices = Object.values(def.entries) as string[];
    return [
      {
        condition: tf`contains(${choices}, ${value})`,
        message: `Write for ${path} one of: ${choices.join(", ")}.`,
      },
    ];
  }
  const own = "check" in def ? [schema as unknown as z.core.$ZodCheck] : [];
  const isText = def.type === "string";
  return [...own, ...(def.checks ?? [])].map((check) => {
    const { condition, must } = translate(value, isText, check as z.core.$ZodCheck);
    const error = check._zod.def.error?.({} as never);
    const said = typeof error === "string" ? error : error?.message;
    return { condition, message: `Write for ${path} ${said ?? must}${suffix}.` };
  });
}

function translate(value: Expr, isText: boolean, check: z.core.$ZodCheck): { condition: Expr; must: string } {
  const def = check._zod.def as z.core.$ZodChecks["_zod"]["def"];
  const unit = isText ? "characters" : "elements";
  switch (def.check) {
    case "min_length":
      return { condition: tf`length(${value}) >= ${def.minimum}`, must: `at least ${def.minimum} ${unit}` };
    case "max_length":
      return { condition: tf`length(${value}) <= ${def.maximum}`, must: `at most ${def.maximum} ${unit}` };
    case "length_equals":
      return { condition: tf`length(${value}) == ${def.length}`, must: `${def.length} ${unit}` };
    case "greater_than":
      return compare(value, def.inclusive ? ">=" : ">", def.value, def.inclusive ? "at least" : "more than");
    case "less_than":
      return compare(value, def.inclusive ? "<=" : "<", def.value, def.inclusive ? "at most" : "less than");
    case "multiple_of":
      return { condition: tf`${value} % ${Number(def.value)} == 0`, must: `a multiple of ${def.value}` };
    case "number_format":
      return { condition: tf`floor(${value}) == ${value}`, must: "a whole number" };
    case "string_format": {
      const pattern = (def as { pattern?: RegExp }).pattern?.source;
      if (pattern === undefined) break;
      return { condition: tf`can(regex(${pattern}, ${value}))`, must: `what matches ${pattern}` };
    }
  }
  throw new Error(`the zod check ${def.check} has no counterpart in Terraform; use the module's rules`);
}

const compare = (value: Expr, operator: string, bound: unknown, words: string) => ({
  condition: tf`${value} ${new Expr(operator)} ${Number(bound) as Value}`,
  must: `${words} ${bound}`,
});
