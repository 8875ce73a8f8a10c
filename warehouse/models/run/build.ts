// Builds one model: what stands is looked at, the rows are made aside, and one transaction puts them in their place
// together with the ledger's row. Whoever reads sees the old rows or the new ones, never half of either.
import { HeadraceError } from "../../../core/errors.ts";
import type { Incremental } from "../define/materialized.ts";
import type { Model } from "../define/model.ts";
import type { Snapshot } from "../define/snapshot.ts";
import { quoted, type TableName } from "../project/compile.ts";
import { VALIDITY } from "../project/definitions.ts";
import type { ModelNode } from "../project/graph.ts";
import { type Change, columnsOf, describeColumns, describeRelations, followColumns } from "../sql/columns.ts";
import { addRows } from "../sql/incremental.ts";
import { firstVersions, nextVersions } from "../sql/snapshots.ts";
import {
  asideOf,
  countRows,
  createTableAs,
  dropTable,
  grants,
  isAside,
  type RelationKind,
  replaceView,
  swap,
} from "../sql/tables.ts";
import type { BuildEnvironment } from "./build-environment.ts";
import type { StatementResult } from "./executor.ts";
import { checkKeys } from "./keys.ts";
import { readersOf } from "./served.ts";

export interface BuildResult {
  /** Rows of a table built whole, rows that a run added or changed, undefined for a view. */
  rows: number | undefined;
  statementId: string | undefined;
}

export async function buildModel(node: ModelNode, env: BuildEnvironment): Promise<BuildResult> {
  const started = performance.now();
  const standing = await lookAround(node.place, env);
  const commit = async (
    sqls: readonly string[],
    rows: number | undefined,
    statementId?: string,
  ): Promise<StatementResult[]> => {
    env.mayCommit();
    const record = env.ledger.record({
      runId: env.runId,
      dag: env.dag,
      kind: node.kind,
      name: node.name,
      state: "built",
      rows,
      seconds: (performance.now() - started) / 1000,
      statementId,
    });
    const { guard, lost } = env.lock;
    // Never cut short: it is brief, and whoever aborts must know whether the rows are in.
    const outcomes = await env.writes
      .run(() => env.executor.atomic([...guard, ...sqls, record]))
      .catch(async (error) => {
        if (await lost().catch(() => false)) env.mayCommit();
        throw error;
      });
    return outcomes.slice(guard.length);
  };
  const readers = readersOf(node, env.served);
  if (node.materialized === "view") {
    const sqls = [...replaceView(node.place, standing, node.full.sql), ...grants(node.place, readers)];
    const outcomes = await commit(sqls, undefined);
    return { rows: undefined, statementId: outcomes[0]?.statementId };
  }
  const aside = asideOf(node.place, env.lock.token);
  try {
    const adds = standing === "table" && (await mayAdd(node, env));
    const select = selectOf(node, adds, env.startedAt);
    const { statementId } = await env.executor.run(createTableAs(aside, node, select), env.signal);
    await checkKeys(node, aside, env);
    if (!adds) {
      const rows = await count(aside, env);
      await commit([...swap(node.place, aside, standing), ...grants(node.place, readers)], rows, statementId);
      return { rows, statementId };
    }
    const change = await columnsFollowed(node, aside, env);
    if (node.definition.kind === "snapshot") {
      return await addVersions(node.place, aside, node.definition, change, env, commit, statementId);
    }
    const how = (node.definition as Model).materialized as Incremental;
    const rows = await count(aside, env);
    await commit(
      [...change.statements, ...addRows(node.place, aside, how, change.columns), dropTable(aside)],
      rows,
      statementId,
    );
    return { rows, statementId };
  } catch (error) {
    await env.executor.run(dropTable(aside)).catch(() => undefined);
    throw error;
  }
}

/** What stands in the model's place. What a dead run left beside it is cleared away. */
async function lookAround(place: TableName, env: BuildEnvironment): Promise<RelationKind | undefined> {
  const { rows } = await env.executor.run(describeRelations(place), env.signal);
  let standing: RelationKind | undefined;
  for (const row of rows) {
    const name = String(row.table_name);
    if (name.toLowerCase() === place.name.toLowerCase())
      standing = /view/i.test(String(row.table_type)) ? "view" : "table";
    else if (isAside(place, name))
      await env.executor.run(dropTable({ schema: place.schema, name })).catch(() => undefined);
  }
  return standing;
}

/** A snapshot always adds. An incremental model does unless it is rebuilt, or its table is empty. */
async function mayAdd(node: ModelNode, env: BuildEnvironment): Promise<boolean> {
  if (node.materialized === "snapshot") return true;
  if (node.materialized !== "incremental" || env.fullRefresh) return false;
  const { rows } = await env.executor.run(`select 1 as "one" from ${quoted(node.place)} limit 1`, env.signal);
  return rows.length > 0;
}

function selectOf(node: ModelNode, adds: boolean, startedAt: Date): string {
  if (node.definition.kind === "snapshot") {
    return adds ? node.full.sql : firstVersions(node.full.sql, node.definition, timestampSql(startedAt));
  }
  return adds ? (node.incremental ?? node.full).sql : node.full.sql;
}

async function count(place: TableName, env: BuildEnvironment): Promise<number> {
  const { rows } = await env.executor.run(countRows(place), env.signal);
  return Number(rows[0]?.rows);
}

async function columnsFollowed(node: ModelNode, aside: TableName, env: BuildEnvironment): Promise<Change> {
  const { rows } = await env.executor.run(describeColumns([node.place, aside]), env.signal);
  const { definition } = node;
  const isSnapshot = definition.kind === "snapshot";
  const standing = columnsOf(rows, node.place).filter(
    (column) => !isSnapshot || !VALIDITY.includes(column.name.toLowerCase()),
  );
  const policy = isSnapshot
    ? definition.onSchemaChange
    : (definition.materialized as Incremental).onSchemaChange;
  const change = followColumns(node.place, standing, columnsOf(rows, aside), policy);
  if (change.refusal) {
    throw new HeadraceError(
      "model_columns",
      `"${node.name}": its query's columns are no longer the table's (${change.refusal})`,
      isSnapshot
        ? 'keep the query\'s columns, or say onSchemaChange: "append"'
        : 'run it with --full-refresh, or say onSchemaChange: "append", "sync" or "ignore"',
    );
  }
  if (change.retyped) {
    throw new HeadraceError(
      "model_columns",
      `"${node.name}": the types of its query's columns are no longer the table's (${change.retyped})`,
      isSnapshot
        ? "cast them to the table's types in the query"
        : "run it with --full-refresh, or cast them in the query",
    );
  }
  return change;
}

async function addVersions(
  place: TableName,
  aside: TableName,
  snapshot: Snapshot,
  change: Change,
  env: BuildEnvironment,
  commit: (
    sqls: readonly string[],
    rows: number | undefined,
    statementId?: string,
  ) => Promise<StatementResult[]>,
  statementId: string | undefined,
): Promise<BuildResult> {
  const versions = nextVersions(place, aside, snapshot, change.columns, timestampSql(env.startedAt));
  const sqls = [...change.statements, ...versions, dropTable(aside)];
  const outcomes = await commit(sqls, undefined, statementId);
  const inserted = outcomes[change.statements.length + versions.length - 1]?.affected;
  return { rows: inserted, statementId };
}

function timestampSql(date: Date): string {
  return `cast('${date.toISOString().replace("T", " ").replace("Z", "")}' as timestamp)`;
}
