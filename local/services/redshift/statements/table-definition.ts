// A table's definition: read from DDL, kept in the engine's own tables, and made in DuckDB.
import { rows } from "../../../sql/session.ts";
import { identifier, literal } from "../../../sql/tokens.ts";
import type { RedshiftType } from "../dialect/types.ts";
import { ALL_FRACTION, type Database } from "../engine/database.ts";
import { META } from "../engine/meta-schema.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName, type TableName } from "../engine/table-name.ts";

export interface ColumnDefinition {
  name: string;
  type: Pick<RedshiftType, "name" | "label" | "duckdb" | "length">;
  encoding: string;
  notNull: boolean;
  /** As written, and as DuckDB has it. */
  defaultText?: string;
  defaultSql?: string;
  /** `seed, step`; "always" refuses values of an insert's own. */
  identity?: { seed: number; step: number; always: boolean };
  distkey: boolean;
  /** Position in the sort key, from 1; 0 outside; negative in an interleaved one. */
  sortkey: number;
}

export interface TableDefinition {
  columns: ColumnDefinition[];
  diststyle: string;
  distkey?: string;
  sortstyle: string;
  constraints: { kind: string; columns: string[] }[];
}

const sequenceName = (target: TableName, column: string): string =>
  `${META}.${identifier(`identity ${target.schema}.${target.name}.${column} ${Date.now()} ${Math.random().toString(36).slice(2, 8)}`)}`;

/** How a column's length is watched over: Redshift refuses what is too long, DuckDB would keep it. */
function lengthCheck(column: ColumnDefinition): string {
  if (column.type.length === undefined) return "";
  const name = identifier(column.name);
  if (column.type.name === "varchar") return ` CHECK (strlen(${name}) <= ${column.type.length})`;
  if (column.type.name === "bpchar") return ` CHECK (length(${name}) <= ${column.type.length})`;
  return "";
}

function columnSql(column: ColumnDefinition, sequence: string | undefined): string {
  const value = sequence ? `nextval(${literal(sequence)})` : column.defaultSql;
  return (
    `${identifier(column.name)} ${column.type.duckdb}${column.notNull ? " NOT NULL" : ""}` +
    `${value ? ` DEFAULT (${value})` : ""}${lengthCheck(column)}`
  );
}

/** What statements must ask for from now on. */
export function noteTypes(database: Database, columns: readonly Pick<ColumnDefinition, "type">[]): void {
  for (const { type } of columns) {
    if (type.name === "super") database.hasSuper = true;
    if (type.name === "bpchar") database.hasChar = true;
    if (ALL_FRACTION.test(type.label)) database.hasFraction = true;
  }
}

/** Makes the table and remembers what it is. Temporary tables live in the session alone. */
export async function makeTable(
  runtime: Runtime,
  target: TableName,
  definition: TableDefinition,
): Promise<void> {
  const { connection, database } = runtime.session;
  noteTypes(database, definition.columns);
  const list: string[] = [];
  for (const column of definition.columns) {
    let sequence: string | undefined;
    if (column.identity) {
      sequence = sequenceName(target, column.name);
      const temporary = target.schema === "temp";
      if (temporary) sequence = sequence.replace(`${META}.`, "temp.main.");
      await connection.run(
        `CREATE ${temporary ? "TEMP " : ""}SEQUENCE ${sequence} START ${column.identity.seed} INCREMENT ${column.identity.step} MINVALUE -9223372036854775808`,
      );
    }
    list.push(columnSql(column, sequence));
  }
  const temporary = target.schema === "temp" ? "TEMP " : "";
  await connection.run(`CREATE ${temporary}TABLE ${sqlName(target)} (${list.join(", ")})`);
  if (target.schema !== "temp") await remember(runtime, target, definition);
}

export async function remember(
  runtime: Runtime,
  target: TableName,
  definition: TableDefinition,
): Promise<void> {
  const { connection, user } = runtime.session;
  const text = (value: string | undefined): string => (value === undefined ? "NULL" : literal(value));
  const key = `${literal(target.schema)}, ${literal(target.name)}`;
  await connection.run(
    `INSERT INTO ${META}.tables VALUES (${key}, ${literal(definition.diststyle)}, ${text(definition.distkey)}, ${literal(definition.sortstyle)}, ${literal(user)}, now())`,
  );
  const values = definition.columns.map(
    (c, i) =>
      `(${key}, ${i + 1}, ${literal(c.name)}, ${literal(c.type.name)}, ${literal(c.type.label)}, ${literal(c.type.duckdb)}, ${c.type.length ?? "NULL"}, ${literal(c.encoding)}, ${c.notNull}, ${text(c.defaultText)}, ${text(c.defaultSql)}, ${text(c.identity && `${c.identity.seed},${c.identity.step}${c.identity.always ? "" : ",default"}`)}, ${c.distkey}, ${c.sortkey})`,
  );
  await connection.run(`INSERT INTO ${META}.columns VALUES ${values.join(", ")}`);
  for (const constraint of definition.constraints) {
    await connection.run(
      `INSERT INTO ${META}.constraints VALUES (${key}, ${literal(constraint.kind)}, ${literal(JSON.stringify(constraint.columns))})`,
    );
  }
}

export async function forget(runtime: Runtime, target: TableName): Promise<void> {
  const where = `schema_name = ${literal(target.schema)} AND table_name = ${literal(target.name)}`;
  for (const table of ["tables", "columns", "constraints"]) {
    await runtime.session.connection.run(`DELETE FROM ${META}.${table} WHERE ${where}`);
  }
}

/** What is remembered of a table; undefined for temporary tables. */
export async function recall(runtime: Runtime, target: TableName): Promise<TableDefinition | undefined> {
  const { connection } = runtime.session;
  const where = `schema_name = ${literal(target.schema)} AND table_name = ${literal(target.name)}`;
  const [table] = await rows(
    connection,
    `SELECT diststyle, distkey, sortstyle FROM ${META}.tables WHERE ${where}`,
  );
  if (!table) return undefined;
  const columns = await rows(
    connection,
    `SELECT column_name, type_name, label, duckdb, length, encoding, not_null, default_text, default_sql, identity, distkey, sortkey FROM ${META}.columns WHERE ${where} ORDER BY position`,
  );
  const constraints = await rows(connection, `SELECT kind, columns FROM ${META}.constraints WHERE ${where}`);
  const optional = (value: unknown): string | undefined => (value === null ? undefined : String(value));
  return {
    diststyle: String(table[0]),
    distkey: optional(table[1]),
    sortstyle: String(table[2]),
    constraints: constraints.map(([kind, list]) => ({
      kind: String(kind),
      columns: JSON.parse(String(list)) as string[],
    })),
    columns: columns.map((row) => {
      const identity = optional(row[9])?.split(",");
      return {
        name: String(row[0]),
        type: {
          name: String(row[1]),
          label: String(row[2]),
          duckdb: String(row[3]),
          length: row[4] === null ? undefined : Number(row[4]),
        },
        encoding: String(row[5]),
        notNull: row[6] === true,
        defaultText: optional(row[7]),
        defaultSql: optional(row[8]),
        identity: identity && {
          seed: Number(identity[0]),
          step: Number(identity[1]),
          always: identity[2] !== "default",
        },
        distkey: row[10] === true,
        sortkey: Number(row[11]),
      };
    }),
  };
}
