// The tables that rows are copied to: made before the first load, with the columns that the contract has gained since.
import { CompiledQuery } from "kysely";
import type { Contract } from "../../core/contract/schema.ts";
import type { LoadEnvironment } from "../../core/environment/load.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import { lackingColumns, missingColumns, type StandingColumn } from "./fit.ts";
import { LoadSql } from "./statements.ts";
import { type LoadColumn, type LoadTable, loadTable } from "./table.ts";

type Row = Record<string, unknown>;
/** Runs one statement, and gives its rows. */
export type Ask = (statement: string) => Promise<Row[]>;

export const asking =
  (db: Warehouse): Ask =>
  async (statement) =>
    (await db.executeQuery(CompiledQuery.raw(statement))).rows as Row[];

export async function prepareTable(ask: Ask, sql: LoadSql, table: LoadTable): Promise<void> {
  await makeTable(ask, sql, table);
  const standing = (await ask(sql.columnsOf(table.dataset))) as unknown as StandingColumn[];
  await addColumns(ask, sql, table, missingColumns(sql.schema, table, standing));
}

/**
 * Makes the tables and columns of all datasets that are copied, where they are missing: a model may read a dataset, or a
 * column of it, of which no row has come yet. What is there already is left to the load of its dataset to judge.
 */
export async function prepareAll(db: Warehouse, env: LoadEnvironment, contract: Contract): Promise<void> {
  const copied = Object.keys(contract.datasets).filter(
    (dataset) => contract.datasets[dataset]?.warehouse.load === "copy",
  );
  if (copied.length === 0) return;
  const ask = asking(db);
  const sql = new LoadSql(env.LOAD_SCHEMA, env.LEDGER_SCHEMA);
  const standing = Map.groupBy(await ask(sql.allColumns()), ({ table_name }) => table_name);
  for (const dataset of copied) {
    const table = loadTable(contract, dataset);
    if (!table) continue;
    const there = standing.get(dataset);
    if (!there) await makeTable(ask, sql, table);
    else
      await addColumns(
        ask,
        sql,
        table,
        lackingColumns(
          table,
          there.map(({ column_name }) => String(column_name)),
        ),
      );
  }
}

async function addColumns(ask: Ask, sql: LoadSql, table: LoadTable, columns: LoadColumn[]): Promise<void> {
  // Another load may add the same at the same moment.
  for (const column of columns)
    await ask(sql.addColumn(table.dataset, column)).catch(unless("42P07", "42701"));
}

async function makeTable(ask: Ask, sql: LoadSql, table: LoadTable): Promise<void> {
  const { schemas, tables } = sql.prepare(table);
  // Who may not make schemas may still use those that are there: the tables tell.
  for (const schema of schemas) await ask(schema).catch(unless("42501", "42P06"));
  // Another load of the dataset may make the same at the same moment.
  for (const one of tables) await ask(one).catch(unless("42P07"));
}

const unless =
  (...states: string[]) =>
  (error: unknown): void => {
    if (!states.includes((error as { sqlState?: string }).sqlState ?? "")) throw error;
  };
