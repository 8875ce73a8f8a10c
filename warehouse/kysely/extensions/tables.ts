// How a table lies on the cluster: distribution, sort keys, encodings, identity. Each is a function for `$call`.
import type { ColumnDefinitionBuilder, CreateTableBuilder, RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";

// biome-ignore lint/suspicious/noExplicitAny: Kysely's own constraint of a table builder that may have any columns
type AnyTable = CreateTableBuilder<any, any>;
type TableModifier = <T extends AnyTable>(table: T) => T;
type ColumnModifier = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

function onTable(modifier: RawBuilder<unknown>): TableModifier {
  return <T extends AnyTable>(table: T) => table.modifyEnd(modifier) as T;
}

function columnList(columns: readonly string[]): RawBuilder<unknown> {
  if (columns.length === 0) throw new RedshiftValueError("a sort key needs one column or more");
  return sql`(${sql.join(columns.map((column) => sql.id(column)))})`;
}

export const DIST_STYLES = ["auto", "even", "all", "key"] as const;
export type DistStyle = (typeof DIST_STYLES)[number];

/**
 * DISTSTYLE. `key` goes with {@link distKey}.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(distStyle("all"))
 *   .execute();
 * ```
 */
export function distStyle(style: DistStyle): TableModifier {
  if (!DIST_STYLES.includes(style)) {
    throw new RedshiftValueError(`distStyle("${style}") is none of ${DIST_STYLES.join(", ")}`);
  }
  return onTable(sql`diststyle ${sql.raw(style)}`);
}

/**
 * DISTKEY: rows with one value of the column lie on one slice.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(distStyle("key"))
 *   .$call(distKey("customer_id"))
 *   .execute();
 * ```
 */
export function distKey(column: string): TableModifier {
  return onTable(sql`distkey (${sql.id(column)})`);
}

/**
 * COMPOUND SORTKEY over the columns in their order.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(sortKey("customer_id", "day"))
 *   .execute();
 * ```
 */
export function sortKey(...columns: string[]): TableModifier {
  return onTable(sql`compound sortkey ${columnList(columns)}`);
}

/**
 * INTERLEAVED SORTKEY: each column weighs the same.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(interleavedSortKey("customer_id", "day"))
 *   .execute();
 * ```
 */
export function interleavedSortKey(...columns: string[]): TableModifier {
  return onTable(sql`interleaved sortkey ${columnList(columns)}`);
}

/**
 * SORTKEY AUTO: Redshift chooses.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(autoSortKey())
 *   .execute();
 * ```
 */
export function autoSortKey(): TableModifier {
  return onTable(sql`sortkey auto`);
}

/**
 * ENCODE AUTO: Redshift manages every column's encoding.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(autoEncode())
 *   .execute();
 * ```
 */
export function autoEncode(): TableModifier {
  return onTable(sql`encode auto`);
}

/**
 * BACKUP NO leaves the table out of snapshots.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("customer_id", "bigint")
 *   .addColumn("day", "date")
 *   .$call(backup(false))
 *   .execute();
 * ```
 */
export function backup(yes: boolean): TableModifier {
  return onTable(yes ? sql`backup yes` : sql`backup no`);
}

export const ENCODINGS = [
  "raw",
  "az64",
  "bytedict",
  "delta",
  "delta32k",
  "lzo",
  "mostly8",
  "mostly16",
  "mostly32",
  "runlength",
  "text255",
  "text32k",
  "zstd",
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * ENCODE of one column.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("id", "bigint", (column) => column.$call(encode("az64")))
 *   .execute();
 * ```
 */
export function encode(encoding: Encoding): ColumnModifier {
  if (!ENCODINGS.includes(encoding)) {
    throw new RedshiftValueError(`encode("${encoding}") is none of ${ENCODINGS.join(", ")}`);
  }
  return (column) => column.modifyFront(sql`encode ${sql.raw(encoding)}`);
}

/**
 * IDENTITY(seed, step): Redshift gives the number, and takes none from an insert.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("id", "bigint", (column) => column.$call(identity(1, 1)))
 *   .execute();
 * ```
 */
export function identity(seed = 1, step = 1): ColumnModifier {
  return (column) => column.modifyFront(sql`identity(${sql.raw(whole(seed))}, ${sql.raw(whole(step))})`);
}

/**
 * GENERATED BY DEFAULT AS IDENTITY(seed, step): an insert may give its own number.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("id", "bigint", (column) => column.$call(identityByDefault()))
 *   .execute();
 * ```
 */
export function identityByDefault(seed = 1, step = 1): ColumnModifier {
  return (column) =>
    column.modifyFront(
      sql`generated by default as identity(${sql.raw(whole(seed))}, ${sql.raw(whole(step))})`,
    );
}

/**
 * DISTKEY on the column itself.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("id", "bigint", (column) => column.$call(distKeyColumn()))
 *   .execute();
 * ```
 */
export function distKeyColumn(): ColumnModifier {
  return (column) => column.modifyFront(sql`distkey`);
}

/**
 * SORTKEY on the column itself.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createTable("visits")
 *   .addColumn("id", "bigint", (column) => column.$call(sortKeyColumn()))
 *   .execute();
 * ```
 */
export function sortKeyColumn(): ColumnModifier {
  return (column) => column.modifyFront(sql`sortkey`);
}

function whole(value: number): string {
  if (!Number.isSafeInteger(value))
    throw new RedshiftValueError(`identity's seed and step are whole numbers, not ${value}`);
  return String(value);
}
