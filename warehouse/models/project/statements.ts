// The statements of each model without a warehouse: what `compile` and `--dry-run` show.
import type { Incremental } from "../define/materialized.ts";
import { addRows } from "../sql/incremental.ts";
import { firstVersions, nextVersions } from "../sql/snapshots.ts";
import { asideOf, createTableAs, dropTable, grants, replaceView, swap } from "../sql/tables.ts";
import type { Graph, ModelNode } from "./graph.ts";

export interface CompiledModel {
  name: string;
  materialized: ModelNode["materialized"];
  /** The file, relative to models/. */
  path: string;
  reads: string[];
  /** The query alone. */
  sql: string;
  /** What a run executes where nothing stands yet, or on a full refresh. */
  build: string[];
  /** What a run executes where the table stands; only for models that add to it. */
  add?: string[];
  tests: { name: string; sql: string }[];
}

/** A dry run has no id of its own. */
const NO_RUN = "00000000";
const NOW = "getdate()";

export function compiledModels(graph: Graph, names: ReadonlySet<string>): CompiledModel[] {
  return graph.models
    .filter((node) => names.has(node.name))
    .map((node) => {
      const add = addition(node);
      return {
        name: node.name,
        materialized: node.materialized,
        path: node.path,
        reads: node.reads,
        sql: node.full.sql,
        build: [...wholeBuild(node), ...grants(node.place, node.definition.readers)],
        ...(add && { add }),
        tests: node.tests.map(({ name, sql }) => ({ name, sql })),
      };
    });
}

function wholeBuild(node: ModelNode): string[] {
  const { place, definition } = node;
  if (node.materialized === "view") return replaceView(place, "view", node.full.sql);
  const aside = asideOf(place, NO_RUN);
  const select =
    definition.kind === "snapshot" ? firstVersions(node.full.sql, definition, NOW) : node.full.sql;
  return [createTableAs(aside, node, select), ...swap(place, aside, "table")];
}

function addition(node: ModelNode): string[] | undefined {
  const { place, definition } = node;
  if (node.materialized !== "incremental" && node.materialized !== "snapshot") return undefined;
  const aside = asideOf(place, NO_RUN);
  const make = createTableAs(aside, node, (node.incremental ?? node.full).sql);
  const { columns } = node.incremental ?? node.full;
  if (!columns)
    return [make, "-- the rest names the query's columns, which only the warehouse can tell of SELECT *"];
  const write =
    definition.kind === "snapshot"
      ? nextVersions(place, aside, definition, columns, NOW)
      : addRows(place, aside, definition.materialized as Incremental, columns);
  return [make, ...write, dropTable(aside)];
}
