// COPY: loads a table from S3.
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";
import { bare, words } from "./marked-sql.ts";
import { type IamRole, iamRoleClause } from "./spectrum.ts";

export interface Copy {
  /** The table, "schema.table". */
  into: string;
  columns?: readonly string[];
  /** s3://bucket/prefix, or a manifest's URI with `manifest`. */
  from: string;
  iamRole: IamRole;
  format: "parquet" | "orc" | "csv" | "json" | "avro" | "delimited";
  /** JSONPaths or Avro file, or "auto", "auto ignorecase", "noshred"; "auto" without. */
  paths?: string;
  manifest?: boolean;
  delimiter?: string;
  quote?: string;
  /** Lines to skip at the start of each file. */
  ignoreHeader?: number;
  nullAs?: string;
  compression?: "gzip" | "bzip2" | "lzop" | "zstd";
  region?: string;
  dateFormat?: string;
  timeFormat?: string;
  encoding?: "utf8" | "utf16" | "utf16le" | "utf16be" | "iso88591";
  /** Replaces characters that are no UTF-8. */
  acceptInvalidChars?: string;
  emptyAsNull?: boolean;
  blanksAsNull?: boolean;
  truncateColumns?: boolean;
  trimBlanks?: boolean;
  removeQuotes?: boolean;
  escape?: boolean;
  fillRecord?: boolean;
  ignoreBlankLines?: boolean;
  /** Wrong rows to tolerate before the load fails; 0 without. They are in sys_load_error_detail. */
  maxError?: number;
  compUpdate?: boolean;
  statUpdate?: boolean;
  /** FILLTARGET… of Parquet: columns by position and scalar nested values as SUPER. */
  serializeToJson?: boolean;
}

/**
 * COPY as a statement: loads files of the lake into a table.
 *
 * @example
 * ```ts
 * await copy({
 *   into: "orders",
 *   from: "s3://acme-landing/orders/",
 *   iamRole: "arn:aws:iam::123456789012:role/warehouse",
 *   format: "parquet",
 * }).execute(db);
 * ```
 */
export function copy(load: Copy): RawBuilder<unknown> {
  return words(
    sql`copy ${sql.table(load.into)}`,
    load.columns?.length ? sql`(${sql.join(load.columns.map((column) => sql.id(column)))})` : undefined,
    sql`from ${bare(load.from)}`,
    iamRoleClause(load.iamRole),
    format(load),
    flag(load.manifest, "manifest"),
    text(load.delimiter, "delimiter"),
    load.compression
      ? sql.raw(oneOf(load.compression, ["gzip", "bzip2", "lzop", "zstd"], "compression"))
      : undefined,
    text(load.region, "region"),
    load.ignoreHeader === undefined
      ? undefined
      : sql.raw(`ignoreheader ${whole(load.ignoreHeader, "ignoreHeader")}`),
    text(load.nullAs, "null as"),
    text(load.dateFormat, "dateformat"),
    text(load.timeFormat, "timeformat"),
    load.encoding
      ? sql.raw(
          `encoding ${oneOf(load.encoding, ["utf8", "utf16", "utf16le", "utf16be", "iso88591"], "encoding")}`,
        )
      : undefined,
    text(load.acceptInvalidChars, "acceptinvchars as"),
    flag(load.emptyAsNull, "emptyasnull"),
    flag(load.blanksAsNull, "blanksasnull"),
    flag(load.truncateColumns, "truncatecolumns"),
    flag(load.trimBlanks, "trimblanks"),
    flag(load.removeQuotes, "removequotes"),
    flag(load.escape, "escape"),
    flag(load.fillRecord, "fillrecord"),
    flag(load.ignoreBlankLines, "ignoreblanklines"),
    flag(load.serializeToJson, "serializetojson"),
    load.maxError === undefined ? undefined : sql.raw(`maxerror ${whole(load.maxError, "maxError")}`),
    load.compUpdate === undefined ? undefined : sql.raw(`compupdate ${load.compUpdate ? "on" : "off"}`),
    load.statUpdate === undefined ? undefined : sql.raw(`statupdate ${load.statUpdate ? "on" : "off"}`),
  );
}

function format(load: Copy): RawBuilder<unknown> | undefined {
  switch (load.format) {
    case "parquet":
    case "orc":
      return sql.raw(`format as ${load.format}`);
    case "csv":
      return load.quote === undefined ? sql`format as csv` : sql`format as csv quote as ${bare(load.quote)}`;
    case "json":
    case "avro":
      return sql`format as ${sql.raw(load.format)} ${bare(load.paths ?? "auto")}`;
    case "delimited":
      return undefined;
    default:
      throw new RedshiftValueError(
        `format "${load.format}" is none of parquet, orc, csv, json, avro, delimited`,
      );
  }
}

/** The word where it is asked for. */
export function flag(on: boolean | undefined, word: string): RawBuilder<unknown> | undefined {
  return on ? sql.raw(word) : undefined;
}

/** The word and its quoted text where there is one. */
export function text(value: string | undefined, word: string): RawBuilder<unknown> | undefined {
  return value === undefined ? undefined : sql`${sql.raw(word)} ${bare(value)}`;
}

export function whole(value: number, what: string): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RedshiftValueError(`${what} is a whole number, 0 or more, not ${value}`);
  }
  return String(value);
}

export function oneOf<T extends string>(value: T, allowed: readonly T[], what: string): T {
  if (!allowed.includes(value))
    throw new RedshiftValueError(`${what} "${value}" is none of ${allowed.join(", ")}`);
  return value;
}
