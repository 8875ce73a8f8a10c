// COPY: objects of S3 into a table. All of a load's rows or none; wrong rows are counted, and kept for
// sys_load_error_detail even though the load is undone.
import { link, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { listObjects, parseS3, type S3Object } from "../../../sql/objects.ts";
import type { Clients } from "../../../sql/principal.ts";
import { identifier, SqlError, type Token } from "../../../sql/tokens.ts";
import { loadNames, writableTable } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName } from "../engine/table-name.ts";
import { readDelimited } from "./copy-delimited.ts";
import { jsonSource } from "./copy-json.ts";
import { type CopyOptions, parseCopy } from "./copy-options.ts";
import { parquetSource, tooLong } from "./copy-parquet.ts";
import { type Load, recordLoad } from "./load-history.ts";
import { asRole } from "./s3-errors.ts";
import { count, inside, type StatementResult } from "./statement.ts";
import { type ColumnDefinition, recall } from "./table-definition.ts";

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const load: Load = { options: parseCopy(tokens), started: new Date(), objects: [] };
  try {
    const written = await rowsOf(load, runtime);
    await recordLoad(load, written, runtime);
    runtime.session.copied = { rows: written, query: runtime.queryId };
    return { written };
  } catch (error) {
    // What names no objects was refused before it began to load.
    if (load.objects.length > 0) await recordLoad(load, undefined, runtime);
    throw error;
  }
}

/** Loads, and tells how many rows; what it reads is put into `load`. */
async function rowsOf(load: Load, runtime: Runtime): Promise<number> {
  const { options } = load;
  const { session } = runtime;
  const known = await loadNames(session);
  const target = writableTable(options.target, known, session, options.at, "insert");
  known.rights.assumes(options.role, "COPY", options.at);
  await session.append(target);
  const definition = await recall(runtime, target);
  if (!definition)
    throw new SqlError(
      "ERROR",
      "COPY into a temporary table is not available in the local Redshift",
      options.at.line,
      options.at.column,
    );
  const identity = definition.columns.filter((c) => c.identity?.always && !options.explicitIds);
  const columns = options.columns
    ? options.columns.map((name) => columnOf(definition.columns, name))
    : definition.columns.filter((column) => !identity.includes(column));
  const clients = await runtime.as(options.role);
  const objects = options.manifest
    ? await fromManifest(options, clients)
    : await fromPrefix(options, clients);
  load.objects = objects;
  const files = await localFiles(objects, clients, runtime);
  const names = columns.map((column) => identifier(column.name));
  const into = `INSERT INTO ${sqlName(target)} (${names.join(", ")})`;
  let source: string;
  if (files.length === 0) source = emptySource(columns);
  else if (options.format === "parquet")
    source = await parquetSource(files, objects, columns, options, runtime);
  else if (options.format === "json") source = await jsonSource(files, columns, options, clients);
  else source = await readDelimited(files, objects, columns, options, target, runtime);
  return options.noLoad ? 0 : write(`${into} ${source}`, files, objects, columns, options, runtime);
}

/** Inserts the rows; texts of Parquet that do not fit their columns are told of as Spectrum does. */
async function write(
  sql: string,
  files: readonly string[],
  objects: readonly S3Object[],
  columns: readonly ColumnDefinition[],
  options: CopyOptions,
  runtime: Runtime,
): Promise<number> {
  try {
    return await count(runtime, sql);
  } catch (error) {
    const isLength = options.format === "parquet" && /CHECK constraint failed/.test((error as Error).message);
    throw (isLength && (await tooLong(files, objects, columns, runtime))) || error;
  }
}

function columnOf(columns: readonly ColumnDefinition[], name: string): ColumnDefinition {
  const found = columns.find((column) => column.name === name);
  if (!found) throw new SqlError("ERROR", `column "${name}" of relation does not exist`);
  return found;
}

async function fromPrefix(options: CopyOptions, clients: Clients): Promise<S3Object[]> {
  const location = parseS3(options.from);
  const objects = await asRole(() => listObjects(clients.s3, location));
  if (objects.length === 0) {
    throw new SqlError("ERROR", `The specified S3 prefix '${location.key}' does not exist`);
  }
  return objects;
}

async function fromManifest(options: CopyOptions, clients: Clients): Promise<S3Object[]> {
  const { bucket, key } = parseS3(options.from);
  const text = await asRole(async () => {
    const answer = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return answer.Body?.transformToString() ?? "";
  });
  let entries: { url: string; mandatory?: boolean }[];
  try {
    entries = (JSON.parse(text) as { entries: { url: string; mandatory?: boolean }[] }).entries;
    if (!Array.isArray(entries) || entries.some((entry) => typeof entry.url !== "string")) throw new Error();
  } catch {
    throw new SqlError(
      "ERROR",
      `Problem reading manifest file - ${options.from}: it is not JSON with "entries" of "url"`,
    );
  }
  const objects: S3Object[] = [];
  for (const entry of entries) {
    const at = parseS3(entry.url);
    try {
      const head = await clients.s3.send(new HeadObjectCommand({ Bucket: at.bucket, Key: at.key }));
      objects.push({ ...at, etag: head.ETag ?? "", size: head.ContentLength ?? 0 });
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status !== 404) throw error;
      if (entry.mandatory)
        throw new SqlError(
          "ERROR",
          `Problem reading manifest file - the mandatory file ${entry.url} was not found`,
        );
    }
  }
  return objects.filter((object) => object.size > 0);
}

/** Links in the statement's own folder, so that no eviction from the cache can take a file away. */
async function localFiles(
  objects: readonly S3Object[],
  clients: Clients,
  runtime: Runtime,
): Promise<string[]> {
  const cached = await asRole(() => runtime.cache.files(clients.s3, objects));
  const folder = join(runtime.folder, "copy");
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const [i, file] of cached.entries()) {
    const own = join(folder, `${i}-${basename(file)}`);
    await link(file, own);
    files.push(own);
  }
  await runtime.cache.trim();
  return files;
}

const emptySource = (columns: readonly ColumnDefinition[]): string =>
  `SELECT ${columns.map((column) => `CAST(NULL AS ${column.type.duckdb})`).join(", ")} WHERE false`;

export const copy = inside(run);
