// Rules of one column, and of the columns' names among themselves.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { hint } from "../near.ts";
import type { Column } from "../schema.ts";
import { found } from "../shape/check.ts";
import type { ColumnType } from "../types.ts";
import { isTemporal, parseType, SIMPLE_TYPES, TYPE_ALIASES } from "../types.ts";
import { article } from "../words.ts";
import { formatFault } from "./format.ts";
import { patternIssues, replaceIssues } from "./regex.ts";
import type { Scope } from "./scope.ts";
import { repeated } from "./scope.ts";
import { TEXT_KEYS } from "./text-keys.ts";
import { valueIssues } from "./values.ts";

export function columnIssues(scope: Scope): ContractIssue[] {
  const { columns } = scope.dataset;
  return [
    ...nameIssues(scope),
    ...columns.flatMap((column) => oneColumn(column, scope, `${scope.path}.columns.${column.name}`)),
  ];
}

function nameIssues({ dataset, path }: Scope): ContractIssue[] {
  const names = dataset.columns.map(({ name }) => name);
  const issues: ContractIssue[] = [];
  for (const [name, count] of repeated(names))
    issues.push(issue("duplicate_column", `${path}.columns.${name}`, { name, count: String(count) }));
  for (const from of repeated(dataset.columns.map((column) => column.from ?? column.name)).keys()) {
    const readers = dataset.columns.filter((column) => (column.from ?? column.name) === from);
    const readerNames = [...new Set(readers.map(({ name }) => name))];
    const [last] = readerNames.slice(-1);
    // Columns of one name have been told of already.
    if (readerNames.length > 1)
      issues.push(
        issue("duplicate_from", `${path}.columns.${last}.from`, { from, names: readerNames.join(", ") }),
      );
  }
  return issues;
}

function oneColumn(column: Column, { dataset }: Scope, path: string): ContractIssue[] {
  const issues: ContractIssue[] = [];
  if (column.from !== undefined && !dataset.source.header)
    issues.push(issue("from_without_header", `${path}.from`));
  column.clean.forEach((step, index) => {
    if (typeof step === "object")
      issues.push(...replaceIssues(step.replace, `${path}.clean.${index}.replace`));
  });
  if (column.pattern !== undefined) issues.push(...patternIssues(column.pattern, `${path}.pattern`));
  const type = parseType(column.type);
  if (type) issues.push(...typed(column, type, path));
  else issues.push(unknownType(column.type, `${path}.type`));
  return issues;
}

function unknownType(type: string, path: string): ContractIssue {
  const alias = Object.hasOwn(TYPE_ALIASES, type.toLowerCase())
    ? TYPE_ALIASES[type.toLowerCase()]
    : undefined;
  const meant = alias ? `Did you mean ${alias}? ` : hint(type, SIMPLE_TYPES);
  return issue("unknown_type", path, { found: found(type), hint: meant });
}

function typed(column: Column, type: ColumnType, path: string): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const words = { type: column.type, article: article(column.type) };
  for (const key of TEXT_KEYS)
    if (column[key] !== undefined && type.kind !== "string")
      issues.push(issue("text_only", `${path}.${key}`, { key, ...words }));
  const { min_length: low, max_length: high } = column;
  if (low !== undefined && high !== undefined && low > high)
    issues.push(
      issue("reversed", `${path}.min_length`, {
        low: "min_length",
        lowest: String(low),
        high: "max_length",
        highest: String(high),
      }),
    );
  if (column.format !== undefined) {
    const because = formatFault(column.format, type);
    if (!isTemporal(type)) issues.push(issue("format_type", `${path}.format`, words));
    else if (because !== undefined)
      issues.push(issue("bad_format", `${path}.format`, { format: column.format, because }));
  }
  issues.push(...valueIssues(column, type, path));
  return issues;
}
