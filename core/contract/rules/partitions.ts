// Rules of key and partition_by, and of what tokenizing does to both.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { hint } from "../near.ts";
import type { PartitionSpec } from "../partition.ts";
import { parsePartition } from "../partition.ts";
import { article, listNames } from "../words.ts";
import type { Scope } from "./scope.ts";
import { repeated } from "./scope.ts";

export function unknownColumn({ dataset }: Scope, name: string, path: string): ContractIssue {
  const known = dataset.columns.map((column) => column.name);
  return issue("unknown_column", path, { name, columns: listNames(known), hint: hint(name, known) });
}

export function keyIssues(scope: Scope): ContractIssue[] {
  const { dataset, columns } = scope;
  const path = `${scope.path}.key`;
  const key = dataset.key ?? [];
  const issues = [...repeated(key).keys()].map((name) => issue("repeated", path, { name }));
  for (const name of new Set(key)) {
    const column = columns.get(name);
    if (!column) issues.push(unknownColumn(scope, name, path));
    else if (column.tokenize === "mask" || column.tokenize === "redact")
      issues.push(
        issue("masked_key", `${scope.path}.columns.${name}.tokenize`, {
          method: column.tokenize,
          name,
          where: "key",
        }),
      );
  }
  return issues;
}

export function partitionIssues(scope: Scope): ContractIssue[] {
  const { dataset, columns } = scope;
  const path = `${scope.path}.partition_by`;
  const issues: ContractIssue[] = [];
  const added = dataset.enrich.flatMap(({ add }) => add);
  const taken = new Set([...columns.keys(), ...added]);
  const plain = new Set<string>();
  const seen = new Set<string>();
  const tokenized = new Set<string>();
  for (const entry of dataset.partition_by) {
    const spec = parsePartition(entry);
    if (!spec) {
      issues.push(issue("bad_partition", path, { entry }));
      continue;
    }
    const column = columns.get(spec.column);
    if (!column) {
      issues.push(unknownColumn(scope, spec.column, path));
      continue;
    }
    if (dataset.columns.some(({ name, tokenize }) => name === spec.column && tokenize))
      tokenized.add(spec.column);
    if (seen.has(spec.name)) issues.push(issue("repeated", path, { name: entry }));
    else if (spec.transform !== "identity" && taken.has(spec.name))
      issues.push(issue("partition_collision", path, { entry, name: spec.name }));
    seen.add(spec.name);
    if (spec.transform === "identity") plain.add(spec.name);
    issues.push(...typeIssues(scope, spec, entry));
  }
  for (const name of tokenized)
    issues.push(issue("tokenized_partition", `${scope.path}.columns.${name}.tokenize`, { name }));
  if (plain.size > 0 && plain.size === columns.size && added.length === 0)
    issues.push(issue("only_partitions", path));
  return issues;
}

function typeIssues({ types, path }: Scope, spec: PartitionSpec, entry: string): ContractIssue[] {
  const type = types.get(spec.column);
  if (!type) return [];
  const at = `${path}.partition_by`;
  const words = { entry, name: spec.column, type: type.kind, article: article(type.kind) };
  if (spec.transform === "identity") {
    if (type.kind === "double")
      return [issue("partition_type", at, { ...words, instead: "Partition by another column." })];
    if (type.kind === "timestamp")
      return [issue("partition_type", at, { ...words, instead: `Write day(${spec.column}).` })];
    return [];
  }
  if (type.kind === "timestamp") return [];
  if (type.kind === "date" && spec.transform !== "hour") return [];
  const instead = type.kind === "date" ? `day(${spec.column})` : `${spec.column} itself`;
  const needs = spec.transform === "hour" ? "a timestamp" : "a date or a timestamp";
  return [issue("partition_transform", at, { ...words, needs, instead })];
}
