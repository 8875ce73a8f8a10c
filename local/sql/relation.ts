// A catalog table as a DuckDB query over local files: columns by name, in the catalog's types, partition values from
// the catalog's own list (never guessed from keys).
import { link, mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { readByAthena } from "./archived.ts";
import { formatOf, getPartitions } from "./catalog.ts";
import type { CatalogPartition, CatalogTable, Format } from "./catalog-table.ts";
import { TRAIL_RECORD, trailColumn } from "./cloudtrail-records.ts";
import { duckdbType, parseHiveType } from "./hive-types.ts";
import { listObjects, type ObjectCache, parseS3, type S3Object } from "./objects.ts";
import type { Clients } from "./principal.ts";
import { identifier, literal } from "./tokens.ts";

export interface Relation {
  /** A SELECT that yields the table's rows: columns, then partition keys. */
  sql: string;
  objects: number;
  bytes: number;
}

/** DuckDB decodes percent signs, reads Hive's name of the null partition as null, and would expand an asterisk. */
const folderName = (column: number, value: string): string =>
  `__p${column}=${encodeURIComponent(value).replaceAll("*", "%2A")}`;

/**
 * Fetches a table's objects and builds its query.
 * @param scratch a folder of the query's own: the files are linked there in hive-style folders, by which DuckDB prunes
 *   partitions; remove it after the query
 * @param options reader: Athena passes over what is archived, Spectrum fails on it; withPath: adds Athena's hidden column
 *   "$path", the object that a row is of
 */
export async function buildRelation(
  table: CatalogTable,
  clients: Clients,
  cache: ObjectCache,
  scratch: string,
  connection: DuckDBConnection,
  { reader, withPath = false }: { reader: "athena" | "spectrum"; withPath?: boolean },
): Promise<Relation> {
  const format = formatOf(table);
  const partitioned = table.partitionKeys.length > 0;
  const partitions: CatalogPartition[] = partitioned
    ? await getPartitions(clients.glue, table)
    : [{ values: [], location: table.location }];
  const all = await partitionObjects(table, partitions, clients);
  // S3 itself tells Spectrum that it cannot have an archived object.
  const members = reader === "athena" ? await readByAthena(all, table, clients.s3) : all;
  const objects = members.map((member) => member.object);
  const cached = await cache.files(clients.s3, objects);
  await rm(scratch, { recursive: true, force: true });
  const files: string[] = [];
  const folders = new Set<string>();
  for (const [i, member] of members.entries()) {
    const folder = join(scratch, ...member.values.map((value, column) => folderName(column, value)));
    if (!folders.has(folder)) await mkdir(folder, { recursive: true });
    folders.add(folder);
    const source = cached[i] as string;
    const file = join(folder, `${i}-${basename(source)}`);
    await link(source, file);
    files.push(file);
  }
  await cache.trim();
  const paths = withPath ? pathsOf(files, objects) : undefined;
  const sql =
    files.length === 0
      ? emptyRelation(table, withPath)
      : await readSql(table, format, files, connection, paths);
  return { sql, objects: objects.length, bytes: objects.reduce((sum, object) => sum + object.size, 0) };
}

/** The objects of each partition. One listing of the table's own prefix serves all partitions that lie under it. */
async function partitionObjects(
  table: CatalogTable,
  partitions: readonly CatalogPartition[],
  clients: Clients,
): Promise<{ object: S3Object; values: string[] }[]> {
  const folder = (uri: string): string => (uri.endsWith("/") ? uri : `${uri}/`);
  const found: { object: S3Object; values: string[] }[] = [];
  const root = table.location ? folder(table.location) : "";
  const inside = new Map<string, string[][]>();
  for (const partition of partitions) {
    const location = folder(partition.location);
    if (root && partitions.length > 4 && location.startsWith(root) && location !== root) {
      inside.set(location, [...(inside.get(location) ?? []), partition.values]);
      continue;
    }
    for (const object of await listObjects(clients.s3, parseS3(location))) {
      found.push({ object, values: partition.values });
    }
  }
  if (inside.size > 0) {
    for (const object of await listObjects(clients.s3, parseS3(root))) {
      const uri = `s3://${object.bucket}/${object.key}`;
      // An object belongs to every partition whose folder holds it.
      for (let cut = uri.lastIndexOf("/"); cut >= root.length - 1; cut = uri.lastIndexOf("/", cut - 1)) {
        for (const values of inside.get(uri.slice(0, cut + 1)) ?? []) found.push({ object, values });
      }
    }
  }
  return found;
}

/** The hidden column, by the local file that a row was read from. */
function pathsOf(files: readonly string[], objects: readonly S3Object[]): string {
  const entries = files.map((file, i) => {
    const { bucket, key } = objects[i] as S3Object;
    return `${literal(file)}: ${literal(`s3://${bucket}/${key}`)}`;
  });
  return `MAP {${entries.join(", ")}}["__file"] AS "$path"`;
}

const typeOf = (hive: string): string => duckdbType(parseHiveType(hive));

function emptyRelation(table: CatalogTable, withPath: boolean): string {
  const columns = [...table.columns, ...table.partitionKeys];
  const list = columns.map((c) => `CAST(NULL AS ${typeOf(c.type)}) AS ${identifier(c.name)}`);
  if (withPath) list.push('CAST(NULL AS VARCHAR) AS "$path"');
  return `SELECT ${list.join(", ")} WHERE false`;
}

const partitionSettings = (table: CatalogTable): string =>
  table.partitionKeys.length > 0
    ? `, hive_partitioning=true, hive_types={${table.partitionKeys.map((_, column) => `'__p${column}': 'VARCHAR'`).join(", ")}}`
    : ", hive_partitioning=false";

async function readSql(
  table: CatalogTable,
  format: Format,
  files: readonly string[],
  connection: DuckDBConnection,
  paths: string | undefined,
): Promise<string> {
  const list = `[${files.map(literal).join(", ")}]`;
  const keys = table.partitionKeys.map((key, column) => {
    const type = typeOf(key.type);
    const value = `"__p${column}"`;
    return `${type === "VARCHAR" ? value : `CAST(${value} AS ${type})`} AS ${identifier(key.name)}`;
  });
  if (paths) keys.push(paths);
  const named = paths ? ", filename='__file'" : "";
  const hive = `${partitionSettings(table)}${named}`;
  switch (format.kind) {
    case "parquet": {
      const scan = `read_parquet(${list}, union_by_name=true${hive})`;
      const description = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${scan}`);
      const present = new Map(
        description.getRowsJson().map((row) => [String(row[0]).toLowerCase(), String(row[0])]),
      );
      const columns = table.columns.map((column) => {
        const name = present.get(column.name);
        const value = name === undefined ? "NULL" : identifier(name);
        return `CAST(${value} AS ${typeOf(column.type)}) AS ${identifier(column.name)}`;
      });
      return `SELECT ${[...columns, ...keys].join(", ")} FROM ${scan}`;
    }
    case "lazy": {
      // Each line is one value to DuckDB, and split here: fields missing at its end are null, those too many are dropped.
      const columns = table.columns.map((column, i) => {
        const field = `"__fields"[${i + 1}]`;
        const found = `nullif(${field}, ${literal(format.nullText)})`;
        const text = format.escape ? unescaped(found, format.escape) : found;
        const type = typeOf(column.type);
        const value = type === "VARCHAR" ? text : `TRY_CAST(${text} AS ${type})`;
        return `${value} AS ${identifier(column.name)}`;
      });
      const scan = `read_csv(${list}, columns={'__line': 'VARCHAR'}, delim='\u{10fffe}', quote='', escape='', header=false, auto_detect=false, nullstr='\u{10fffd}', skip=${format.skip}${hive})`;
      return `SELECT ${[...columns, ...keys].join(", ")} FROM (SELECT ${fieldsOf(format)} AS "__fields", * FROM ${scan})`;
    }
    case "opencsv": {
      const names = table.columns.map((column) => `${literal(column.name)}: 'VARCHAR'`).join(", ");
      const columns = table.columns.map((column) => {
        const type = typeOf(column.type);
        const name = identifier(column.name);
        return type === "VARCHAR" ? name : `CAST(nullif(${name}, '') AS ${type}) AS ${name}`;
      });
      // The library doubles as RFC 4180 reader where the escape is a backslash that the file does not hold.
      const escapeChar = format.escape === "\\" ? format.quote : format.escape;
      const scan = `read_csv(${list}, columns={${names}}, delim=${literal(format.delimiter)}, quote=${literal(format.quote)}, escape=${literal(escapeChar)}, header=false, auto_detect=false, null_padding=true, nullstr='\u{10fffd}', skip=${format.skip}${hive})`;
      return `SELECT ${[...columns, ...keys].join(", ")} FROM ${scan}`;
    }
    case "json": {
      const names = table.columns.map((c) => `${literal(c.name)}: ${literal(typeOf(c.type))}`).join(", ");
      const columns = table.columns.map((c) => identifier(c.name));
      const scan = `read_json(${list}, columns={${names}}, format='newline_delimited'${hive})`;
      return `SELECT ${[...columns, ...keys].join(", ")} FROM ${scan}`;
    }
    case "cloudtrail": {
      const columns = table.columns.map((c) => `${trailColumn(c)} AS ${identifier(c.name)}`);
      const scan = `read_json(${list}, columns={'Records': 'JSON[]'}, format='unstructured', maximum_object_size=33554432${hive})`;
      return `SELECT ${[...columns, ...keys].join(", ")} FROM (SELECT unnest("Records") AS ${TRAIL_RECORD}, * EXCLUDE ("Records") FROM ${scan})`;
    }
  }
}

/** A line's fields: with an escape, those of the delimiters that it does not stand before. */
function fieldsOf(format: Extract<Format, { kind: "lazy" }>): string {
  const line = `coalesce("__line", '')`;
  if (!format.escape) return `string_split(${line}, ${literal(format.delimiter)})`;
  const code = (text: string): string =>
    [...text].map((char) => `\\x{${char.codePointAt(0)?.toString(16)}}`).join("");
  const [escapes, ends] = [code(format.escape), code(format.delimiter)];
  // Each field ends in a delimiter, the line in one of its own.
  const field = `(?:[^${escapes}${ends}]|${escapes}(?s:.))*${ends}`;
  return `list_transform(regexp_extract_all(${line} || ${literal(format.delimiter)}, ${literal(field)}), lambda f: left(f, length(f) - ${format.delimiter.length}))`;
}

/** A field without its escapes. */
const unescaped = (field: string, by: string): string =>
  `regexp_replace(${field}, ${literal(`\\x{${by.codePointAt(0)?.toString(16)}}((?s:.))`)}, '\\1', 'g')`;
