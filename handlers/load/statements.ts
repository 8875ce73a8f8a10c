// The SQL of a load. A run's rows are gathered aside, in one table, by one transaction for each group of files with the
// same path values; then one transaction, which only one load at a time can be in, inserts them all and notes the run in
// the ledger. However many groups a run has, no statement grows with them, and no transaction has more of them: the Data
// API takes 100 KiB in a statement and 40 statements in a batch.
import { quoteIdentifier as name, stringLiteral as text } from "../../warehouse/kysely/index.ts";
import type { LoadColumn, LoadTable } from "./table.ts";

/** The columns of sys_load_error_detail, and of what the audit holds. */
const SHOWN_ERRORS = 10;
/** Longer than an attempt can take, and a little for clocks. */
const ATTEMPT_MINUTES = 20;
/** Files that have the same values in their path, and the staging table for them. */
export interface Group {
  staging: string;
  /** Column → value; null for none. */
  values: ReadonlyMap<string, string | null>;
}

export class LoadSql {
  readonly schema: string;
  readonly #ledgerSchema: string;

  /** @param schema of the tables; @param ledgerSchema of the ledger `loads` */
  constructor(schema: string, ledgerSchema: string) {
    this.schema = schema;
    this.#ledgerSchema = ledgerSchema;
  }

  get #ledger(): string {
    return `${name(this.#ledgerSchema)}.${name("loads")}`;
  }

  #table(table: string): string {
    return `${name(this.schema)}.${name(table)}`;
  }

  /** Schemas and tables that a first load makes; changes nothing where they stand. */
  prepare({ dataset, columns }: LoadTable): { schemas: string[]; tables: string[] } {
    return {
      schemas: [this.#ledgerSchema, this.schema].map(
        (schema) => `create schema if not exists ${name(schema)}`,
      ),
      tables: [
        `create table if not exists ${this.#ledger} (run_id varchar(128) not null, dataset varchar(128) not null, row_count bigint not null, loaded_at timestamp not null)`,
        `create table if not exists ${this.#table(dataset)} (${columns.map(defined).join(", ")})`,
      ],
    };
  }

  columnsOf(dataset: string): string {
    return `select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns where table_schema = ${text(this.schema)} and table_name = ${text(dataset)}`;
  }

  addColumn(dataset: string, column: LoadColumn): string {
    return `alter table ${this.#table(dataset)} add column ${defined(column)}`;
  }

  loaded(runId: string): string {
    return `select row_count from ${this.#ledger} where run_id = ${text(runId)}`;
  }

  /** The columns of all tables in the schema. */
  allColumns(): string {
    return `select table_name, column_name from information_schema.columns where table_schema = ${text(this.schema)}`;
  }

  /** What earlier attempts at a run left aside. */
  leftAside(prefix: string): string {
    return `select table_name from information_schema.tables where table_schema = ${text(this.schema)} and left(table_name, ${prefix.length}) = ${text(prefix)}`;
  }

  drop(table: string): string {
    return `drop table if exists ${this.#table(table)}`;
  }

  /** A table aside, with all columns of the dataset's. */
  gather({ columns }: LoadTable, gathered: string): string {
    return `create table ${this.#table(gathered)} (${columns.map(defined).join(", ")})`;
  }

  /** A table aside for files, which lack what stands in their path. */
  stage({ columns, inPath }: LoadTable, staging: string): string {
    const inFile = columns.filter((column) => !inPath.has(column.name));
    return `create table ${this.#table(staging)} (${inFile.map(defined).join(", ")})`;
  }

  /** Rows of a staging table, with what stands in their path, to those gathered. */
  add({ columns, inPath }: LoadTable, { staging, values }: Group, gathered: string): string {
    const selected = columns.map((column) => {
      if (!inPath.has(column.name)) return name(column.name);
      const value = values.get(column.name);
      const literal = value === undefined || value === null ? "null" : text(value);
      return `cast(${literal} as ${column.type})`;
    });
    return `insert into ${this.#table(gathered)} select ${selected.join(", ")} from ${this.#table(staging)}`;
  }

  count(gathered: string): string {
    return `select count(*) as n from ${this.#table(gathered)}`;
  }

  /**
   * One transaction. LOCK must stay its first statement: it takes no snapshot, and what comes after it takes one that has
   * all that other loads have noted until then, in any isolation level.
   */
  commit(table: LoadTable, gathered: string, runId: string, rows: number): string[] {
    const unknown = `not exists (select 1 from ${this.#ledger} where run_id = ${text(runId)})`;
    const columns = table.columns.map((column) => name(column.name)).join(", ");
    return [
      `lock table ${this.#ledger}`,
      `insert into ${this.#table(table.dataset)} (${columns}) select ${columns} from ${this.#table(gathered)} where ${unknown}`,
      `insert into ${this.#ledger} (run_id, dataset, row_count, loaded_at) select ${text(runId)}, ${text(table.dataset)}, ${rows}, getdate() where ${unknown}`,
    ];
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
