// CSV and delimited text for COPY: read into a temporary table with DuckDB's own account of wrong lines, checked for
// length, and inserted from there.
import type { S3Object } from "../../../sql/objects.ts";
import { rows } from "../../../sql/session.ts";
import { identifier, literal, SqlError } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import type { Runtime } from "../engine/runtime.ts";
import { Session } from "../engine/session.ts";
import type { TableName } from "../engine/table-name.ts";
import type { CopyOptions } from "./copy-options.ts";
import { needsRewriting, rewriteText } from "./copy-text.ts";
import type { ColumnDefinition } from "./table-definition.ts";

interface LoadError {
  file: string;
  line: number;
  column: ColumnDefinition | undefined;
  rawLine: string;
  value: string;
  code: number;
  message: string;
}

const isText = (column: ColumnDefinition): boolean =>
  column.type.name === "varchar" || column.type.name === "bpchar";
/** How many wrong rows are kept of one load. */
const KEPT_ERRORS = 1000;

/** A SELECT of the rows that may be loaded; throws where more are wrong than MAXERROR allows. */
export async function readDelimited(
  originals: readonly string[],
  objects: readonly S3Object[],
  columns: readonly ColumnDefinition[],
  options: CopyOptions,
  target: TableName,
  runtime: Runtime,
): Promise<string> {
  const { connection } = runtime.session;
  const table = `temp.main.${identifier(`__copy_${runtime.queryId}`)}`;
  const rejects = `__rejects_${runtime.queryId}`;
  const scans = `__scans_${runtime.queryId}`;
  if (originals.length === 0)
    return `SELECT ${columns.map((c) => `CAST(NULL AS ${c.type.duckdb})`).join(", ")} WHERE false`;
  const anew = await rewritten(originals, options);
  const files = anew ?? originals;
  await connection.run(
    `CREATE TEMP TABLE ${table} AS SELECT * FROM ${scan(files, columns, options, anew !== undefined, rejects, scans)}`,
  );
  const errors = [
    ...(await rejected(columns, objects, files, rejects, scans, runtime)),
    ...(options.truncate ? [] : await tooLong(columns, objects, files, table, options, runtime)),
  ];
  const lines = new Set(errors.map((error) => `${error.file}\0${error.line}`));
  if (errors.length > 0) await keep(errors.slice(0, KEPT_ERRORS), target, runtime);
  if (lines.size > options.maxError) {
    throw new SqlError(
      "ERROR",
      `Load into table '${target.name}' failed. Check 'sys_load_error_detail' system table for details.`,
    );
  }
  const values = columns.map((column) => loadedValue(column, options));
  const fits = options.truncate ? [] : columns.flatMap((column) => lengthTest(column, options) ?? []);
  const where =
    fits.length > 0 ? ` WHERE NOT (${fits.map((test) => `coalesce(${test}, false)`).join(" OR ")})` : "";
  return `SELECT ${values.join(", ")} FROM ${table}${where}`;
}

/** The files written anew, where one of them needs it. */
async function rewritten(files: readonly string[], options: CopyOptions): Promise<string[] | undefined> {
  const needs = await Promise.all(files.map((file) => needsRewriting(file, options)));
  if (!needs.includes(true)) return undefined;
  const targets: string[] = [];
  for (const file of files) {
    await rewriteText(file, `${file}.anew`, options);
    targets.push(`${file}.anew`);
  }
  return targets;
}

/** @param anew whether the files were written anew: their quotes tell texts from nulls */
function scan(
  files: readonly string[],
  columns: readonly ColumnDefinition[],
  options: CopyOptions,
  anew: boolean,
  rejects: string,
  scans: string,
): string {
  const type = (column: ColumnDefinition): string =>
    isText(column) || column.type.name === "super" ? "VARCHAR" : column.type.duckdb;
  const settings = [
    `columns={${columns.map((c) => `${literal(c.name)}: ${literal(type(c))}`).join(", ")}}`,
    ...(anew
      ? ["delim=','", `quote='"'`, `escape='"'`, "nullstr=''", "allow_quoted_nulls=false"]
      : asWritten(columns, options)),
    `skip=${options.ignoreHeader}`,
    `compression=${literal(anew ? "none" : options.compression)}`,
    `encoding=${literal(options.encoding)}`,
    `null_padding=${options.fillRecord}`,
    ...(options.dateFormat ? [`dateformat=${literal(options.dateFormat)}`] : []),
    ...(options.timeFormat ? [`timestampformat=${literal(options.timeFormat)}`] : []),
    "header=false",
    "auto_detect=false",
    "hive_partitioning=false",
    "filename='__file'",
    "store_rejects=true",
    `rejects_table=${literal(rejects)}`,
    `rejects_scan=${literal(scans)}`,
    `rejects_limit=${KEPT_ERRORS}`,
    "max_line_size=4194304",
  ];
  return `read_csv([${files.map(literal).join(", ")}], ${settings.join(", ")})`;
}

/** The settings of files that are read as they are. */
function asWritten(columns: readonly ColumnDefinition[], options: CopyOptions): string[] {
  const texts = columns.filter(isText).map((column) => literal(column.name));
  const quotes = options.format === "csv" ? options.quote : "";
  return [
    `delim=${literal(options.delimiter)}`,
    `quote=${literal(quotes)}`,
    `escape=${literal(quotes)}`,
    `nullstr=[${[...new Set([options.nullAs, ""])].map(literal).join(", ")}]`,
    ...(texts.length > 0 ? [`force_not_null=[${texts.join(", ")}]`] : []),
  ];
}

/** A column's value as it is loaded. */
function loadedValue(column: ColumnDefinition, options: CopyOptions): string {
  const name = identifier(column.name);
  if (column.type.name === "super")
    return `CASE WHEN ${name} IS NULL THEN NULL ELSE rs_json_parse(${name}) END`;
  if (!isText(column)) return name;
  let value = `nullif(${name}, ${literal(options.nullAs)})`;
  if (options.trimBlanks) value = `rtrim(${value})`;
  if (options.emptyAsNull) value = `nullif(${value}, '')`;
  if (options.blanksAsNull) value = `CASE WHEN trim(${value}) = '' THEN NULL ELSE ${value} END`;
  if (options.truncate) value = `rs_cut(${value}, ${column.type.length})`;
  return value;
}

function lengthTest(column: ColumnDefinition, options: CopyOptions): string | undefined {
  if (!isText(column)) return undefined;
  const measure = column.type.name === "varchar" ? "strlen" : "length";
  return `${measure}(${loadedValue(column, options)}) > ${column.type.length}`;
}

/** The S3 URI of a local file. */
function uriOf(path: string, objects: readonly S3Object[], files: readonly string[]): string {
  const object = objects[files.indexOf(path)];
  return object ? `s3://${object.bucket}/${object.key}` : path;
}

async function rejected(
  columns: readonly ColumnDefinition[],
  objects: readonly S3Object[],
  files: readonly string[],
  rejects: string,
  scans: string,
  runtime: Runtime,
): Promise<LoadError[]> {
  const found = await rows(
    runtime.session.connection,
    `SELECT s.file_path, r.line, r.column_name, r.csv_line, r.error_type, r.error_message FROM temp.main.${identifier(rejects)} r JOIN temp.main.${identifier(scans)} s USING (scan_id, file_id) ORDER BY 1, 2`,
  );
  return found.map(([file, line, name, raw, type, message]) => {
    const column = columns.find((c) => c.name === name);
    const kind = String(type);
    const value = /Could not convert string "(.*?)" to/s.exec(String(message))?.[1] ?? "";
    const text =
      kind === "CAST"
        ? castMessage(column, value)
        : kind === "MISSING COLUMNS"
          ? "Delimiter not found"
          : kind === "TOO MANY COLUMNS"
            ? "Extra column(s) found"
            : kind === "INVALID UNICODE" || kind === "INVALID ENCODING"
              ? "String contains invalid or unsupported UTF8 codepoints"
              : (String(message).split("\n")[0] as string);
    const code =
      kind === "CAST" ? 1207 : kind === "MISSING COLUMNS" ? 1213 : kind === "TOO MANY COLUMNS" ? 1202 : 1220;
    return {
      file: uriOf(String(file), objects, files),
      line: Number(line),
      column,
      rawLine: String(raw ?? ""),
      value,
      code,
      message: text,
    };
  });
}

function castMessage(column: ColumnDefinition | undefined, value: string): string {
  const type = column?.type.name ?? "";
  if (["int2", "int4", "int8"].includes(type)) {
    const name = { int2: "Short", int4: "Integer", int8: "Long" }[type];
    return `Invalid digit, Value '${value[0] ?? ""}', Pos 0, Type: ${name}`;
  }
  if (type === "timestamp" || type === "timestamptz")
    return "Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]";
  if (type === "date") return "Invalid Date Format - length must be 10 or more";
  if (type === "bool") return "Unknown boolean format";
  return `Invalid value '${value}' for type ${column?.type.label ?? type}`;
}

async function tooLong(
  columns: readonly ColumnDefinition[],
  objects: readonly S3Object[],
  files: readonly string[],
  table: string,
  options: CopyOptions,
  runtime: Runtime,
): Promise<LoadError[]> {
  const errors: LoadError[] = [];
  for (const column of columns) {
    const test = lengthTest(column, options);
    if (!test) continue;
    const found = await rows(
      runtime.session.connection,
      `SELECT "__file", line, left(${identifier(column.name)}, 1024) FROM (SELECT *, rowid - min(rowid) OVER (PARTITION BY "__file") + ${1 + options.ignoreHeader} AS line FROM ${table}) WHERE ${test} ORDER BY 1, 2 LIMIT ${KEPT_ERRORS}`,
    );
    for (const [file, line, value] of found) {
      errors.push({
        file: uriOf(String(file), objects, files),
        line: Number(line),
        column,
        rawLine: "",
        value: String(value),
        code: 1204,
        message: "String length exceeds DDL length",
      });
    }
  }
  return errors;
}

/** Written through a connection of its own: it outlives the load's rollback. */
async function keep(errors: readonly LoadError[], target: TableName, runtime: Runtime): Promise<void> {
  const session = await Session.open(
    runtime.session.database,
    runtime.session.user,
    runtime.session.superuser,
  );
  try {
    const values = errors.map(
      (e) =>
        `(${runtime.queryId}, 0, ${literal(target.name)}, now(), ${literal(e.file)}, ${e.line}, ${literal(e.column?.name ?? "")}, ${literal(e.column?.type.name ?? "")}, ${literal(String(e.column?.type.length ?? ""))}, ${literal(e.rawLine.slice(0, 1024))}, ${literal(e.value.slice(0, 1024))}, ${e.code}, ${literal(e.message)})`,
    );
    await session.connection.run(`INSERT INTO ${META}.load_errors VALUES ${values.join(", ")}`);
  } finally {
    await session.close();
  }
}
