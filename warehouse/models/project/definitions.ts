// What must hold of a definition by itself: its options are known ones, and the columns they name are its query's.
import { HeadraceError } from "../../../core/errors.ts";
import { DIST_STYLES } from "../../kysely/extensions/tables.ts";
import { SCHEMA_CHANGES, STRATEGIES } from "../define/materialized.ts";
import { MODEL_FIELDS } from "../define/model.ts";
import { SNAPSHOT_FIELDS, type Snapshot } from "../define/snapshot.ts";
import type { Built } from "./registry.ts";
import { checkTests } from "./test-definitions.ts";

/** Types check this in an editor; a file that is only run is checked here. */
export function checkChoices(definition: Built, path: string): void {
  const choice = (field: string, value: unknown, allowed: readonly string[]) => {
    if (value === undefined || allowed.includes(value as string)) return;
    throw wrong(definition, path, `${field} is ${JSON.stringify(value)}`, `use one of ${allowed.join(", ")}`);
  };
  if (typeof definition.query !== "function") {
    throw wrong(definition, path, "it has no query", "give it one: query: (db) => db.selectFrom(…)");
  }
  const [unknown] = definition.unknownFields;
  if (unknown !== undefined) {
    const fields = Object.keys(definition.kind === "snapshot" ? SNAPSHOT_FIELDS : MODEL_FIELDS);
    throw wrong(definition, path, `it has no field "${unknown}"`, `its fields are: ${fields.join(", ")}`);
  }
  checkTests(definition.tests, definition.name, path);
  choice("distStyle", definition.distStyle, DIST_STYLES);
  if (definition.kind === "snapshot") {
    choice("strategy", definition.strategy?.kind ?? null, ["timestamp", "check"]);
    choice("onDelete", definition.onDelete, ["keep", "close"]);
    choice("onSchemaChange", definition.onSchemaChange, ["fail", "ignore", "append"]);
    return;
  }
  const { materialized, distKey, distStyle, sortKeys } = definition;
  choice("materialized", materialized.kind, ["view", "table", "incremental"]);
  if (materialized.kind === "incremental") {
    if (!materialized.strategy) {
      throw wrong(definition, path, 'materialized is "incremental"', 'say how: incremental({ key: ["id"] })');
    }
    choice("strategy", materialized.strategy, STRATEGIES);
    choice("onSchemaChange", materialized.onSchemaChange, SCHEMA_CHANGES);
  }
  if (materialized.kind === "view" && (distKey || distStyle || sortKeys.length > 0)) {
    throw wrong(
      definition,
      path,
      "it is a view and has a distribution or sort key",
      "make it a table: materialized: table(), or leave the keys out",
    );
  }
}

function wrong(definition: Pick<Built, "name">, path: string, message: string, fix: string): HeadraceError {
  return new HeadraceError("model_definition", `models/${path}: "${definition.name}": ${message}`, fix);
}

export function checkDefinition(definition: Built, path: string, columns: string[] | undefined): void {
  const key = definition.kind === "snapshot" ? definition.key : keyOf(definition);
  if (definition.kind === "model" && definition.materialized.kind === "incremental") {
    const { strategy } = definition.materialized;
    if (strategy !== "append" && key.length === 0) {
      throw wrong(
        definition,
        path,
        `the strategy ${strategy} needs a key`,
        `name the columns: incremental({ key: ["id"], … })`,
      );
    }
  }
  if (definition.kind === "snapshot" && key.length === 0) {
    throw wrong(definition, path, "a snapshot needs a key", 'name the columns that name a row: key: ["id"]');
  }
  const named = [
    ...key.map((column) => ["key", column]),
    ...(definition.distKey ? [["distKey", definition.distKey]] : []),
    ...definition.sortKeys.map((column) => ["sortKeys", column]),
    ...strategyColumns(definition),
    ...definition.tests.flatMap((test) => test.columns.map((column) => [`the test ${test.kind}`, column])),
  ] as [string, string][];
  const known =
    columns && new Set([...columns, ...(definition.kind === "snapshot" ? VALIDITY : [])].map(lower));
  for (const [field, column] of named) {
    if (known && !known.has(lower(column))) {
      throw wrong(
        definition,
        path,
        `${field} names the column "${column}", which its query does not give`,
        `its columns are: ${columns?.join(", ")}`,
      );
    }
  }
  const clash = definition.kind === "snapshot" && columns?.find((column) => VALIDITY.includes(lower(column)));
  if (clash)
    throw wrong(
      definition,
      path,
      `its query gives "${clash}", which the snapshot itself adds`,
      "give the column another name",
    );
}

/** The columns that a snapshot adds. */
export const VALIDITY: readonly string[] = ["valid_from", "valid_to", "is_current"];

function strategyColumns(definition: Built): [string, string][] {
  if (definition.kind !== "snapshot") return [];
  const { strategy } = definition as Snapshot;
  if (strategy.kind === "timestamp") return [["updatedAt", strategy.updatedAt]];
  return strategy.columns === "all" ? [] : strategy.columns.map((column) => ["check", column]);
}

function keyOf(definition: Built): readonly string[] {
  return definition.kind === "model" && definition.materialized.kind === "incremental"
    ? definition.materialized.key
    : [];
}

function lower(text: string): string {
  return text.toLowerCase();
}
