// UNLOAD: a query's rows as objects in S3, with the names that Redshift gives them.
import { join } from "node:path";
import { type ExportOptions, exportQuery } from "../../../sql/export.ts";
import { listObjects, parseS3 } from "../../../sql/objects.ts";
import { resultColumns } from "../../../sql/results.ts";
import { Cursor, findTop } from "../../../sql/structure.ts";
import { identifier, isWord, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { deleteKeys, uploadFile, uploadText } from "../../../sql/upload.ts";
import { readSql } from "../dialect/lexicon.ts";
import { loadNames } from "../engine/names.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { asRole } from "./s3-errors.ts";
import { iamRole } from "./schema.ts";
import { inside, type StatementResult } from "./statement.ts";
import { nameList } from "./table-attributes.ts";
import {
  type EncryptionOptions,
  encryptionFault,
  encryptionOf,
  readEncryption,
} from "./unload-encryption.ts";

interface UnloadOptions extends EncryptionOptions {
  format: "parquet" | "csv" | "json" | "delimited";
  partitionBy: string[];
  include: boolean;
  manifest: "" | "manifest" | "verbose";
  header: boolean;
  delimiter?: string;
  nullAs: string;
  compression: string;
  addQuotes: boolean;
  escape: boolean;
  allowOverwrite: boolean;
  cleanPath: boolean;
  extension: string;
}

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("unload");
  const inner = new Cursor(cursor.parenthesized());
  const text = inner.string();
  inner.end();
  cursor.expect("to");
  const at = cursor.peek() as Token;
  const to = cursor.string();
  if (!to.startsWith("s3://")) cursor.fail("only UNLOAD to s3:// is available");
  let role = "";
  const options: UnloadOptions = {
    format: "delimited",
    partitionBy: [],
    include: false,
    manifest: "",
    header: false,
    nullAs: "",
    compression: "none",
    addQuotes: false,
    escape: false,
    allowOverwrite: false,
    cleanPath: false,
    extension: "",
    encrypted: false,
    auto: false,
  };
  while (!cursor.done) {
    if (isWord(cursor.peek(), "iam_role")) role = iamRole(cursor);
    else readOption(cursor, options);
  }
  const fault = encryptionFault(options);
  if (fault) throw new SqlError("ERROR", fault, at.line, at.column);
  if (!role) throw new SqlError("ERROR", "UNLOAD needs IAM_ROLE in the local Redshift", at.line, at.column);
  const query = readSql(text);
  if (findTop(query, ["limit"]) >= 0)
    throw new SqlError("ERROR", "Limit clause is not supported", at.line, at.column);

  const { session } = runtime;
  const names = await loadNames(session);
  names.rights.assumes(role, "UNLOAD", at);
  const clients = await runtime.as(role);
  const prefix = parseS3(to);
  const existing = await asRole(() => listObjects(clients.s3, prefix));
  if (existing.length > 0 && options.cleanPath) {
    await deleteKeys(
      clients.s3,
      prefix.bucket,
      existing.map((object) => object.key),
    );
  } else if (existing.length > 0 && !options.allowOverwrite) {
    throw new SqlError(
      "ERROR",
      "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.",
      at.line,
      at.column,
    );
  }
  let sql = await compileQuery(query, runtime, names);
  const columns = await resultColumns(session.connection, sql);
  for (const name of options.partitionBy) {
    if (!columns.some((column) => column.name === name)) {
      throw new SqlError(
        "ERROR",
        `The partition column "${name}" is not in the select list of the UNLOAD`,
        at.line,
        at.column,
      );
    }
  }
  if (options.format === "delimited" && (options.addQuotes || options.escape)) {
    sql = `SELECT ${columns.map(({ name }) => quoted(identifier(name), options)).join(", ")} FROM (${sql})`;
  }
  const partitions = options.include
    ? options.partitionBy.map((name) => ({ from: name, as: `__by_${name}` }))
    : [];
  if (partitions.length > 0) {
    sql = `SELECT *, ${partitions.map((p) => `"${p.from}" AS "${p.as}"`).join(", ")} FROM (${sql})`;
  }
  const exported = await exportQuery(
    session.connection,
    sql,
    await resultColumns(session.connection, sql),
    join(runtime.folder, "unload"),
    exportOptions(
      options,
      partitions.map((p) => p.as),
    ),
  );
  const encryption = await asRole(() => encryptionOf(options, clients.s3, prefix.bucket));
  const entries: { url: string; bytes: number }[] = [];
  const numbers = new Map<string, number>();
  for (const file of exported.rows === 0 && options.format === "parquet" ? [] : exported.files) {
    const folder = file.name.slice(0, file.name.lastIndexOf("/") + 1).replaceAll("__by_", "");
    const number = numbers.get(folder) ?? 0;
    numbers.set(folder, number + 1);
    const base = folder && !prefix.key.endsWith("/") && prefix.key !== "" ? `${prefix.key}/` : prefix.key;
    const key = `${base}${folder}0000_part_${String(number).padStart(2, "0")}${suffixOf(options)}`;
    await asRole(() => uploadFile(clients.s3, file.path, { bucket: prefix.bucket, key }, encryption));
    entries.push({ url: `s3://${prefix.bucket}/${key}`, bytes: file.bytes });
  }
  if (options.manifest) {
    const manifest = {
      entries: entries.map((entry) => ({ url: entry.url, meta: { content_length: entry.bytes } })),
      ...(options.manifest === "verbose" && {
        schema: {
          elements: columns.map((column) => ({
            name: column.name,
            type: { base: column.type.toLowerCase() },
          })),
        },
        meta: {
          content_length: entries.reduce((sum, entry) => sum + entry.bytes, 0),
          record_count: exported.rows,
        },
        author: { name: "Amazon Redshift", version: "1.0.0" },
      }),
    };
    const target = { bucket: prefix.bucket, key: `${prefix.key}manifest` };
    await asRole(() => uploadText(clients.s3, JSON.stringify(manifest, undefined, 2), target, encryption));
  }
  session.unloaded = { rows: exported.rows, query: runtime.queryId };
  return { written: exported.rows };
}

function readOption(cursor: Cursor, options: UnloadOptions): void {
  const textAfterAs = (): string => {
    cursor.accept("as");
    return cursor.string();
  };
  if (cursor.accept("format")) {
    cursor.accept("as");
    options.format = formatName(cursor);
  } else if (isWord(cursor.peek(), "parquet", "csv", "json")) options.format = formatName(cursor);
  else if (cursor.accept("partition", "by")) {
    options.partitionBy = nameList(cursor.parenthesized());
    options.include = cursor.accept("include");
  } else if (cursor.accept("manifest")) options.manifest = cursor.accept("verbose") ? "verbose" : "manifest";
  else if (cursor.accept("header")) options.header = true;
  else if (cursor.accept("delimiter")) options.delimiter = textAfterAs();
  else if (cursor.accept("null")) options.nullAs = textAfterAs();
  else if (cursor.accept("gzip")) options.compression = "gzip";
  else if (cursor.accept("zstd")) options.compression = "zstd";
  else if (cursor.accept("addquotes")) options.addQuotes = true;
  else if (cursor.accept("escape")) options.escape = true;
  else if (cursor.accept("allowoverwrite")) options.allowOverwrite = true;
  else if (cursor.accept("cleanpath")) options.cleanPath = true;
  else if (cursor.accept("extension")) options.extension = cursor.string();
  else if (cursor.accept("region")) textAfterAs();
  else if (readEncryption(cursor, options)) return;
  else if (cursor.accept("parallel")) {
    if (isWord(cursor.peek(), "on", "off", "true", "false")) cursor.next();
  } else if (cursor.accept("maxfilesize") || cursor.accept("rowgroupsize")) {
    cursor.accept("as");
    cursor.next();
    if (isWord(cursor.peek(), "mb", "gb")) cursor.next();
  } else cursor.fail("syntax error");
}

/** A value between quotes, with a backslash before what would end it or the line. */
function quoted(name: string, options: UnloadOptions): string {
  if (options.partitionBy.some((column) => identifier(column) === name)) return name;
  let text = `rs_text(${name})`;
  if (options.escape) {
    const special = [...new Set(["\\", '"', "'", "\n", "\r", options.delimiter ?? "|"])];
    const characters = special.map((char) => `\\x{${char.codePointAt(0)?.toString(16)}}`).join("");
    text = `regexp_replace(${text}, ${literal(`([${characters}])`)}, '\\\\\\1', 'g')`;
  }
  const value = options.addQuotes ? `'"' || ${text} || '"'` : text;
  return `${value} AS ${name}`;
}

function formatName(cursor: Cursor): UnloadOptions["format"] {
  const name = cursor.name();
  if (name === "parquet" || name === "csv" || name === "json") return name;
  return cursor.fail("syntax error");
}

function exportOptions(options: UnloadOptions, included: readonly string[]): ExportOptions {
  const partitionBy = included.length > 0 ? included : options.partitionBy;
  if (options.format === "parquet")
    return {
      format: "parquet",
      compression: options.compression === "none" ? "snappy" : options.compression,
      partitionBy,
    };
  if (options.format === "json") return { format: "json", compression: options.compression, partitionBy };
  return {
    format: "text",
    compression: options.compression,
    partitionBy,
    delimiter: options.delimiter ?? (options.format === "csv" ? "," : "|"),
    header: options.header,
    nullText: options.nullAs,
    quote: options.format === "csv" ? "needed" : "none",
  };
}

function suffixOf(options: UnloadOptions): string {
  if (options.extension) return `.${options.extension.replace(/^\./, "")}`;
  if (options.format === "parquet") return ".parquet";
  return options.compression === "gzip" ? ".gz" : options.compression === "zstd" ? ".zst" : "";
}

export const unload = inside(run);
