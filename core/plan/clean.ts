// Cleaning steps and null values → SQL over a VARCHAR. What each step does is stated in docs/contract-semantics.md.
import { trimSql, WHITE_SPACE } from "../contract/expression/white-space.ts";
import type { Column, Source } from "../contract/schema.ts";
import { text, texts } from "./sql.ts";

type Step = Column["clean"][number];

function apply(step: Step, sql: string): string {
  switch (step) {
    case "trim":
      return trimSql(sql);
    case "lower":
      return `lower(${sql})`;
    case "upper":
      return `upper(${sql})`;
    case "collapse_spaces":
      return `regexp_replace(${sql}, '${WHITE_SPACE}+', ' ', 'g')`;
    case "digits_only":
      return `regexp_replace(${sql}, '[^0-9]+', '', 'g')`;
    default:
      return `regexp_replace(${sql}, ${text(step.replace.pattern)}, ${text(step.replace.with)}, 'g')`;
  }
}

function nullWhere(values: readonly string[], sql: string): string {
  if (values.length === 0) return sql;
  if (values.length === 1) return `nullif(${sql}, ${text(values[0] as string)})`;
  return `CASE WHEN ${sql} NOT IN (${texts(values)}) THEN ${sql} END`;
}

/** A step that leaves the empty text empty, so that testing for it once, at the end, is enough. */
const keepsEmpty = (step: Step): boolean => typeof step === "string";

/**
 * The column's text: source text, null values, cleaning steps in their order, null values again. `layers` are
 * expressions to be computed one after the other, each over the name of the one before.
 */
export function cleanLayers(column: Column, source: Source): ((sql: string) => string)[] {
  const nulls = column.null_values ?? source.null_values;
  if (column.clean.length === 0) return [(sql) => nullWhere(nulls, sql)];
  const steps = (sql: string): string => column.clean.reduce((inner, step) => apply(step, inner), sql);
  const onlyEmpty = nulls.every((value) => value === "");
  if (onlyEmpty && column.clean.every(keepsEmpty)) return [(sql) => nullWhere(nulls, steps(sql))];
  return [(sql) => steps(nullWhere(nulls, sql)), (sql) => nullWhere(nulls, sql)];
}
