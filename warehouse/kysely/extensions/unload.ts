// UNLOAD: writes a query's rows to S3.
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";
import { flag, oneOf, text, whole } from "./copy.ts";
import { bare, type Compilable, quotedStatement, words } from "./marked-sql.ts";
import { type IamRole, iamRoleClause } from "./spectrum.ts";

export interface Unload {
  query: Compilable;
  /** s3://bucket/prefix that the files' names begin with. */
  to: string;
  iamRole: IamRole;
  format: "parquet" | "csv" | "json" | "delimited";
  /** Writes hive-style folders; the columns leave the files unless `includePartitions`. */
  partitionBy?: readonly string[];
  includePartitions?: boolean;
  manifest?: boolean | "verbose";
  header?: boolean;
  delimiter?: string;
  nullAs?: string;
  compression?: "gzip" | "bzip2" | "zstd";
  addQuotes?: boolean;
  escape?: boolean;
  allowOverwrite?: boolean;
  /** Deletes what lies under `to` first; not with allowOverwrite. */
  cleanPath?: boolean;
  /** false writes one file after the other. */
  parallel?: boolean;
  maxFileSizeMb?: number;
  rowGroupSizeMb?: number;
  region?: string;
  /**
   * The KMS key of the files, as id or ARN. Where this and `encryptedAuto` are absent, Redshift writes SSE-S3, also to a
   * bucket whose default is a KMS key; a bucket policy that asks for the key then refuses them.
   */
  kmsKeyId?: string;
  /** Encrypts with the bucket's own default key: SSE-S3 where that is no KMS key; not with kmsKeyId. */
  encryptedAuto?: boolean;
  extension?: string;
}

/**
 * UNLOAD as a statement: writes the rows of a query to files of the lake.
 *
 * @example
 * ```ts
 * await unload({
 *   query: db.selectFrom("orders").selectAll().where("status", "=", "shipped"),
 *   to: "s3://acme-exports/shipped/",
 *   iamRole: "default",
 *   format: "parquet",
 * }).execute(db);
 * ```
 */
export function unload(options: Unload): RawBuilder<unknown> {
  if (options.cleanPath && options.allowOverwrite) {
    throw new RedshiftValueError("UNLOAD takes cleanPath or allowOverwrite, not both: leave one out");
  }
  if (options.kmsKeyId !== undefined && options.encryptedAuto) {
    throw new RedshiftValueError("UNLOAD takes kmsKeyId or encryptedAuto, not both: leave one out");
  }
  const partition = options.partitionBy?.length
    ? sql`partition by (${sql.join(options.partitionBy.map((column) => sql.id(column)))})`
    : undefined;
  return words(
    sql`unload (${quotedStatement(options.query)}) to ${bare(options.to)}`,
    iamRoleClause(options.iamRole),
    options.format === "delimited"
      ? undefined
      : sql.raw(`format as ${oneOf(options.format, ["parquet", "csv", "json"], "format")}`),
    partition,
    partition && options.includePartitions ? sql`include` : undefined,
    options.manifest ? sql.raw(options.manifest === "verbose" ? "manifest verbose" : "manifest") : undefined,
    flag(options.header, "header"),
    text(options.delimiter, "delimiter as"),
    text(options.nullAs, "null as"),
    options.compression
      ? sql.raw(oneOf(options.compression, ["gzip", "bzip2", "zstd"], "compression"))
      : undefined,
    flag(options.addQuotes, "addquotes"),
    flag(options.escape, "escape"),
    flag(options.allowOverwrite, "allowoverwrite"),
    flag(options.cleanPath, "cleanpath"),
    options.parallel === undefined ? undefined : sql.raw(`parallel ${options.parallel ? "on" : "off"}`),
    options.maxFileSizeMb === undefined
      ? undefined
      : sql.raw(`maxfilesize ${whole(options.maxFileSizeMb, "maxFileSizeMb")} mb`),
    options.rowGroupSizeMb === undefined
      ? undefined
      : sql.raw(`rowgroupsize ${whole(options.rowGroupSizeMb, "rowGroupSizeMb")} mb`),
    text(options.region, "region"),
    options.kmsKeyId === undefined ? undefined : sql`kms_key_id ${bare(options.kmsKeyId)} encrypted`,
    flag(options.encryptedAuto, "encrypted auto"),
    text(options.extension, "extension"),
  );
}
