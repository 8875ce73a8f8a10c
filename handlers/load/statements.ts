// The SQL of a load. A run's files are copied aside, one staging table per group of files with the same path values;
// then one transaction, which only one load at a time can be in, inserts them all and notes the run in the ledger.
import { quoteIdentifier as name, stringLiteral as text } from "../../warehouse/kysely/index.ts";
import type { LoadColumn, LoadTable } from "./table.ts";

/** Of sys_load_error_detail, and of what the audit holds. */
const SHOWN_ERRORS = 10;
/** Longer than an attempt can take, and a little for clocks. */
const ATTEMPT_MINUTES = 20;
/** Selects in one INSERT; with a hundred columns of long names it stays below the Data API's 100 KiB per statement. */
const GROUPS_PER_INSERT = 10;

/** Files that have the same values in their path, and the staging table for them. */
export interface Group {
  staging: string;
  /** Column → value; null for none. */
  values: ReadonlyMap<string, string | null>;
  rows: number;
}

export class LoadSql {
  readonly #schema: string;
  readonly #ledgerSchema: string;

  /** @param schema of the tables; @param ledgerSchema of the ledger `loads` */
  constructor(schema: string, ledgerSchema: string) {
    this.#schema = schema;
    this.#ledgerSchema = ledgerSchema;
  }

  get #ledger(): string {
    return `${name(this.#ledgerSchema)}.${name("loads")}`;
  }

  #table(table: string): string {
    return `${name(this.#schema)}.${name(table)}`;
  }

  /** Schemas and tables that a first load makes; changes nothing where they stand. */
  prepare({ dataset, columns }: LoadTable): { schemas: string[]; tables: string[] } {
    return {
      schemas: [this.#ledgerSchema, this.#schema].map(
        (schema) => `create schema if not exists ${name(schema)}`,
      ),
      tables: [
        `create table if not exists ${this.#ledger} (run_id varchar(128) not null, dataset varchar(128) not null, row_count bigint not null, loaded_at timestamp not null)`,
        `create table if not exists ${this.#table(dataset)} (${columns.map(defined).join(", ")})`,
      ],
    };
  }

  columnsOf(dataset: string): string {
    return `select column_name from information_schema.columns where table_schema = ${text(this.#schema)} and table_name = ${text(dataset)}`;
  }

  addColumn(dataset: string, column: LoadColumn): string {
    return `alter table ${this.#table(dataset)} add column ${defined(column)}`;
  }

  loaded(runId: string): string {
    return `select row_count from ${this.#ledger} where run_id = ${text(runId)}`;
  }

  /** What earlier attempts at a run left aside. */
  leftAside(prefix: string): string {
    return `select table_name from information_schema.tables where table_schema = ${text(this.#schema)} and left(table_name, ${prefix.length}) = ${text(prefix)}`;
  }

  drop(table: string): string {
    return `drop table if exists ${this.#table(table)}`;
  }

  stage({ columns, inPath }: LoadTable, staging: string): string {
    const inFile = columns.filter((column) => !inPath.has(column.name));
    return `create table ${this.#table(staging)} (${inFile.map(defined).join(", ")})`;
  }

  count(groups: readonly Group[]): string[] {
    return slices(groups).map((slice) => {
      const counts = slice.map(({ staging }) => `select count(*) as n from ${this.#table(staging)}`);
      return `select sum(n) as n from (${counts.join(" union all ")}) as counted`;
    });
  }

  /**
   * One transaction. LOCK must stay its first statement: it takes no snapshot, and what comes after it takes one that has
   * all that other loads have noted until then, in any isolation level.
   */
  commit(table: LoadTable, groups: readonly Group[], runId: string, rows: number): string[] {
    const unknown = `not exists (select 1 from ${this.#ledger} where run_id = ${text(runId)})`;
    const columns = table.columns.map((column) => name(column.name)).join(", ");
    return [
      `lock table ${this.#ledger}`,
      ...slices(groups).map((slice) => {
        const selects = slice.map((group) => this.#select(table, group));
        return `insert into ${this.#table(table.dataset)} (${columns}) select ${columns} from (${selects.join(" union all ")}) as staged where ${unknown}`;
      }),
      `insert into ${this.#ledger} (run_id, dataset, row_count, loaded_at) select ${text(runId)}, ${text(table.dataset)}, ${rows}, getdate() where ${unknown}`,
    ];
  }

  #select({ columns, inPath }: LoadTable, { staging, values }: Group): string {
    const selected = columns.map((column) => {
      if (!inPath.has(column.name)) return name(column.name);
      const value = values.get(column.name);
      const literal = value === undefined || value === null ? "null" : text(value);
      return `cast(${literal} as ${column.type}) as ${name(column.name)}`;
    });
    return `select ${selected.join(", ")} from ${this.#table(staging)}`;
  }

  /** The first wrong rows of the files whose URIs begin so. Only what loads wrote just now: older loads had their say. */
  errors(uriPrefix: string, runId: string): string {
    return (
      "select file_name, line_number, column_name, error_message from sys_load_error_detail" +
      ` where left(file_name, ${uriPrefix.length}) = ${text(uriPrefix)} and position(${text(runId)} in file_name) > 0` +
      ` and start_time > dateadd(minute, -${ATTEMPT_MINUTES}, getdate())` +
      ` order by start_time desc, line_number limit ${SHOWN_ERRORS}`
    );
  }
}

const defined = (column: LoadColumn): string => `${name(column.name)} ${column.type}`;

function slices(groups: readonly Group[]): (readonly Group[])[] {
  return Array.from({ length: Math.ceil(groups.length / GROUPS_PER_INSERT) }, (_, i) =>
    groups.slice(i * GROUPS_PER_INSERT, (i + 1) * GROUPS_PER_INSERT),
  );
}
