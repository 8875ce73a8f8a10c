// Rules of lookups: the dataset, the column that both sides share, and the columns that are added.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { ff1Settings } from "../ff1.ts";
import { hint } from "../near.ts";
import { parsePartition } from "../partition.ts";
import type { Column, Dataset } from "../schema.ts";
import { glueType, parseType } from "../types.ts";
import { listNames } from "../words.ts";
import { unknownColumn } from "./partitions.ts";
import type { Scope } from "./scope.ts";

type Lookup = Dataset["enrich"][number];

export function enrichIssues(scope: Scope): ContractIssue[] {
  const taken = new Set(scope.columns.keys());
  return scope.dataset.enrich.flatMap((lookup) => {
    const path = `${scope.path}.enrich.${lookup.lookup || scope.dataset.enrich.indexOf(lookup)}`;
    const issues = datasetIssues(scope, lookup, path);
    for (const name of lookup.add) {
      if (taken.has(name)) issues.push(issue("added_column", `${path}.add`, { name }));
      taken.add(name);
    }
    if (!scope.columns.has(lookup.on)) issues.push(unknownColumn(scope, lookup.on, `${path}.on`));
    return issues;
  });
}

function datasetIssues(scope: Scope, lookup: Lookup, path: string): ContractIssue[] {
  const { lookup: name, on, add } = lookup;
  if (!scope.names.includes(name)) {
    const datasets = listNames([...scope.names].sort());
    return [
      issue("unknown_lookup", `${path}.lookup`, {
        lookup: name,
        datasets,
        hint: hint(name, [...scope.names].sort()),
      }),
    ];
  }
  if (name === scope.name) return [issue("self_lookup", `${path}.lookup`)];
  const circle = circleThrough(scope.name, name, scope.datasets);
  if (circle) return [issue("lookup_cycle", `${path}.lookup`, { circle: circle.join(", ") })];
  const other = scope.datasets.get(name);
  if (!other) return [];

  const issues: ContractIssue[] = [];
  // What that dataset looks up elsewhere is not handed on.
  const theirs = other.columns.map((column) => column.name);
  const partitions = new Set(
    other.partition_by
      .map(parsePartition)
      .flatMap((spec) => (spec?.transform === "identity" ? [spec.name] : [])),
  );
  const need = (column: string, key: string): void => {
    const at = `${path}.${key}`;
    const words = {
      lookup: name,
      name: column,
      columns: listNames(theirs),
      hint: hint(column, theirs),
    };
    if (!theirs.includes(column)) issues.push(issue("unknown_lookup_column", at, words));
    else if (partitions.has(column)) issues.push(issue("lookup_partition", at, words));
  };
  need(on, "on");
  for (const column of new Set(add)) need(column, "add");
  issues.push(...joinIssues(scope, other, lookup, path));
  return issues;
}

/** The shared column must hold the same thing on both sides, tokens included. */
function joinIssues(scope: Scope, other: Dataset, lookup: Lookup, path: string): ContractIssue[] {
  const own = scope.columns.get(lookup.on);
  const theirs = other.columns.find((column) => column.name === lookup.on);
  if (!own || !theirs) return [];
  const at = `${path}.on`;
  for (const { tokenize } of [own, theirs])
    if (tokenize === "mask" || tokenize === "redact")
      return [issue("lookup_masked", at, { name: lookup.on, method: tokenize })];
  const said = (column: typeof own): string | undefined => {
    const read = parseType(column.type);
    return read && `${glueType(read)}${tokenizedHow(column)}`;
  };
  const [here, there] = [said(own), said(theirs)];
  if (here === undefined || there === undefined || here === there) return [];
  return [issue("lookup_type", at, { name: lookup.on, own: here, theirs: there, lookup: lookup.lookup })];
}

/** What decides which token a value has. */
function tokenizedHow(column: Column): string {
  const { tokenize, key_version: version = 1 } = column;
  if (!tokenize) return "";
  const { alphabet, tweak } = ff1Settings(column);
  const method =
    tokenize === "hmac"
      ? ""
      : tokenize === "ff1"
        ? ` with ff1 (${alphabet}, tweak '${tweak}')`
        : " with vault";
  return `, tokenized${method}${version > 1 ? ` under key version ${version}` : ""}`;
}

/** The datasets from `first` by way of `next` and back to `first`; undefined where no way leads back. */
function circleThrough(
  first: string,
  next: string,
  datasets: ReadonlyMap<string, Dataset>,
): string[] | undefined {
  const seen = new Set<string>();
  const walk = (name: string, way: readonly string[]): string[] | undefined => {
    if (name === first) return [...way, name];
    if (seen.has(name)) return undefined;
    seen.add(name);
    for (const { lookup } of datasets.get(name)?.enrich ?? []) {
      const found = walk(lookup, [...way, name]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(next, [first]);
}
