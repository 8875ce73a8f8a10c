// COPY of Parquet, which Redshift does through Spectrum: columns by position, each of the very type of the table's. What
// does not fit fails the whole load, and is told in its message alone: no row of sys_load_error_detail.

import type { S3Object } from "../../../sql/objects.ts";
import { rows } from "../../../sql/session.ts";
import { identifier, literal, SqlError } from "../../../sql/tokens.ts";
import type { Runtime } from "../engine/runtime.ts";
import { Session } from "../engine/session.ts";
import type { CopyOptions } from "./copy-options.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/** A column of a file, in Parquet's words. */
interface FileColumn {
  name: string;
  /** Undefined where it is nested. */
  physical: string | undefined;
  meaning: string | undefined;
  optional: boolean;
  precision: number;
  scale: number;
}

/** As Redshift cuts it. */
const CONTEXT_CHARACTERS = 256;

const TIMES = /^(DATE|TIME|TIMESTAMP|DECIMAL)/;
const isNumber = (column: FileColumn): boolean => !TIMES.test(column.meaning ?? "");

const FITS: Readonly<Record<string, (column: FileColumn, wanted: ColumnDefinition) => boolean>> = {
  int2: (column) => column.physical === "INT32" && isNumber(column),
  int4: (column) => column.physical === "INT32" && isNumber(column),
  int8: (column) => column.physical === "INT64" && isNumber(column),
  float4: (column) => column.physical === "FLOAT",
  float8: (column) => column.physical === "DOUBLE",
  bool: (column) => column.physical === "BOOLEAN",
  numeric: ({ meaning, precision, scale }, { type }) =>
    meaning === "DECIMAL" && type.label === `numeric(${precision},${scale})`,
  varchar: (column) => column.physical === "BYTE_ARRAY" && isNumber(column),
  bpchar: (column) => column.physical === "BYTE_ARRAY" && isNumber(column),
  date: (column) => column.meaning === "DATE",
  timestamp: (column) => column.physical === "INT96" || /^TIMESTAMP/.test(column.meaning ?? ""),
  timestamptz: (column) => column.physical === "INT96" || /^TIMESTAMP/.test(column.meaning ?? ""),
};

/** A SELECT of the files' rows; throws where their columns are not the table's. */
export async function parquetSource(
  files: readonly string[],
  objects: readonly S3Object[],
  columns: readonly ColumnDefinition[],
  options: CopyOptions,
  runtime: Runtime,
): Promise<string> {
  // Files whose columns have the same names are read as one.
  const together = new Map<string, string[]>();
  for (const [i, fields] of (await columnsOf(files, runtime)).entries()) {
    const url = urlOf(objects[i] as S3Object, runtime);
    if (fields.length !== columns.length) {
      throw scanError(
        `Unmatched number of columns between table and file. Table columns: ${columns.length}, Data columns: ${fields.length}, File name: ${url}`,
        runtime,
      );
    }
    const list = columns.map((column, at) => {
      const own = fields[at] as FileColumn;
      const fits = FITS[column.type.name];
      if (fits && !fits(own, column)) throw incompatible(own, at, column, url, options, runtime);
      const name = identifier(own.name);
      if (column.type.name !== "super") return `CAST(${name} AS ${column.type.duckdb})`;
      return own.meaning === "JSON" ? name : `to_json(${name})`;
    });
    const select = `SELECT ${list.join(", ")}`;
    together.set(select, [...(together.get(select) ?? []), files[i] as string]);
  }
  return [...together].map(([select, some]) => `${select} FROM ${scanOf(some)}`).join(" UNION ALL ");
}

/** What Redshift says of a text that is too long, where one of the files has such a text. */
export async function tooLong(
  files: readonly string[],
  objects: readonly S3Object[],
  columns: readonly ColumnDefinition[],
  runtime: Runtime,
): Promise<SqlError | undefined> {
  const measured = columns.flatMap((column, at) => {
    if (column.type.name !== "varchar" && column.type.name !== "bpchar") return [];
    return [{ column, at, measure: column.type.name === "varchar" ? "strlen" : "length" }];
  });
  // The load's transaction has failed: another session looks at the files.
  const session = await Session.open(
    runtime.session.database,
    runtime.session.user,
    runtime.session.superuser,
  );
  try {
    for (const [i, fields] of (await columnsOf(files, { ...runtime, session })).entries()) {
      const longest = measured.map(
        ({ at, measure }) => `max(${measure}(${identifier((fields[at] as FileColumn).name)}))`,
      );
      if (longest.length === 0) return undefined;
      const [found] = await rows(
        session.connection,
        `SELECT ${longest.join(", ")} FROM ${scanOf([files[i] as string])}`,
      );
      for (const [n, { column }] of measured.entries()) {
        const length = Number(found?.[n] ?? 0);
        if (length > (column.type.length ?? length))
          return scanError(
            `The length of the data column ${column.name} is longer than the length defined in the table. Table: ${column.type.length}, Data: ${length}, File name: ${urlOf(objects[i] as S3Object, runtime)}`,
            runtime,
          );
      }
    }
    return undefined;
  } finally {
    await session.close();
  }
}

const list = (files: readonly string[]): string => `[${files.map(literal).join(", ")}]`;

const scanOf = (files: readonly string[]): string => `read_parquet(${list(files)}, hive_partitioning=false)`;

/** The columns of each file, without what is nested in them. */
async function columnsOf(files: readonly string[], runtime: Runtime): Promise<FileColumn[][]> {
  const found = await rows(
    runtime.session.connection,
    `SELECT file_name, name, type, coalesce(converted_type, logical_type), repetition_type, precision, scale, num_children FROM parquet_schema(${list(files)})`,
  );
  const byFile = Map.groupBy(found, ([file]) => String(file));
  return files.map((file) => {
    const [, ...elements] = byFile.get(file) ?? [];
    const columns: FileColumn[] = [];
    // Elements come depth first: those below a group are as many as its descendants.
    let below = 0;
    for (const [, name, type, meaning, repetition, precision, scale, children] of elements) {
      if (below > 0) below += Number(children ?? 0) - 1;
      else {
        columns.push({
          name: String(name),
          physical: type === null ? undefined : String(type),
          meaning: meaning === null ? undefined : String(meaning),
          optional: repetition !== "REQUIRED",
          precision: Number(precision ?? 0),
          scale: Number(scale ?? 0),
        });
        below = Number(children ?? 0);
      }
    }
    return columns;
  });
}

function incompatible(
  own: FileColumn,
  at: number,
  column: ColumnDefinition,
  url: string,
  options: CopyOptions,
  runtime: Runtime,
): SqlError {
  const schema = `${own.optional ? "optional" : "required"} ${(own.physical ?? "group").toLowerCase()} ${own.name} [i:${at} d:${own.optional ? 1 : 0} r:0]`;
  return scanError(
    `File '${url}' has an incompatible Parquet schema for column '${options.from}.${column.name}'. Column type: ${column.type.label.toUpperCase()}, Parquet schema:\n${schema}`,
    runtime,
  );
}

const urlOf = ({ bucket, key }: S3Object, { region }: Runtime): string =>
  `https://s3.${region}.amazonaws.com/${bucket}/${key}`;

function scanError(context: string, { queryId }: Runtime): SqlError {
  const line = "-----------------------------------------------";
  const block = [
    "Spectrum Scan Error",
    "  Detail: ",
    `  ${line}`,
    "  error:  Spectrum Scan Error",
    "  code:      15007",
    `  context:   ${context.slice(0, CONTEXT_CHARACTERS)}`,
    `  query:     ${queryId}`,
    "  location:  dory_util.cpp:1509",
    "  process:   worker_thread [pid=8635]",
    `  ${line}`,
  ];
  return new SqlError("ERROR", `${block.join("\n")}\n`);
}
