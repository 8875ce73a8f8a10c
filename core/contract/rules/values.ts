// Values that a column's own keys give: min, max, in, default. Each must be of the column's type.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import type { Column } from "../schema.ts";
import { found } from "../shape/check.ts";
import type { ColumnType } from "../types.ts";
import type { Scalar } from "../values.ts";
import { compareValues, valueText } from "../values.ts";
import { article, BOOLEAN_HINT, fill, QUOTES_HINT, WITHOUT_ORDER } from "../words.ts";

function notOfType(value: Scalar, column: Column, type: ColumnType, path: string): ContractIssue {
  let hint = "";
  if (type.kind === "string") hint = typeof value === "boolean" ? BOOLEAN_HINT : QUOTES_HINT;
  return issue("not_of_type", path, {
    found: found(value),
    type: column.type,
    article: article(column.type),
    hint,
  });
}

export function valueIssues(column: Column, type: ColumnType, path: string): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const read = (value: Scalar | undefined, key: string): string | undefined => {
    if (value === undefined) return undefined;
    const canonical = valueText(type, value);
    if (canonical === undefined) issues.push(notOfType(value, column, type, `${path}.${key}`));
    return canonical;
  };

  const ordered = type.kind !== "string" && type.kind !== "boolean";
  for (const key of ["min", "max"] as const)
    if (column[key] !== undefined && !ordered) {
      const instead = fill(WITHOUT_ORDER[type.kind], { key });
      issues.push(issue("no_order", `${path}.${key}`, { key, type: column.type, instead }));
    }
  const min = ordered ? read(column.min, "min") : undefined;
  const max = ordered ? read(column.max, "max") : undefined;
  if (min !== undefined && max !== undefined && compareValues(type, min, max) > 0)
    issues.push(issue("reversed", `${path}.min`, { low: "min", lowest: min, high: "max", highest: max }));
  const allowed = column.in?.map((value, index) => read(value, `in.${index}`));

  const fallback = read(column.default, "default");
  if (fallback !== undefined && column.default !== undefined) {
    const outside = (rule: string): void => {
      const words = { found: found(column.default), rule };
      issues.push(issue("default_outside", `${path}.default`, words));
    };
    if (min !== undefined && compareValues(type, fallback, min) < 0) outside("min");
    if (max !== undefined && compareValues(type, fallback, max) > 0) outside("max");
    if (allowed?.every((value) => value !== undefined) && !allowed.includes(fallback)) outside("in");
  }
  return issues;
}
