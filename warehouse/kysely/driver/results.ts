// A page of the Data API as rows of JavaScript values, by the types of Redshift's columns.
import type { QueryResult } from "kysely";
import type { ResultTypes } from "../config.ts";
import { RedshiftError } from "../errors.ts";
import type { ColumnMetadata, Field } from "./api-types.ts";
import type { Finished } from "./data-api.ts";

type Types = Required<ResultTypes>;
type Reader = (field: Field) => unknown;
export type Row = Record<string, unknown>;

/** A result with the Data API's id of its statement, by which the console and the system views know it. */
export type RedshiftQueryResult<R> = QueryResult<R> & { readonly statementId: string };

export function withId<R>(result: QueryResult<R>, statement: Pick<Finished, "id">): RedshiftQueryResult<R> {
  return { ...result, statementId: statement.id };
}

/** The rows of a page. `names` gives back the capitals of the names that the query wrote and Redshift lowered. */
export function rowsOf(
  columns: ColumnMetadata[],
  records: Field[][],
  types: Types,
  names?: Map<string, string>,
): Row[] {
  const readers = columns.map((column) => readerFor(column.typeName ?? "", types));
  const keys = columns.map((column) => {
    const label = column.label ?? column.name ?? "";
    return names?.get(label) ?? label;
  });
  return records.map((record) => {
    const row: Row = {};
    for (let i = 0; i < keys.length; i++) {
      const field = record[i] as Field;
      row[keys[i] as string] = field.isNull ? null : (readers[i] as Reader)(field);
    }
    return row;
  });
}

function readerFor(typeName: string, types: Types): Reader {
  switch (typeName.toLowerCase()) {
    case "int8":
    case "bigint":
      return (field) => int8(raw(field), types.int8);
    case "int2":
    case "int4":
    case "smallint":
    case "integer":
    case "oid":
    case "float4":
    case "float8":
    case "real":
    case "double precision":
      return (field) => Number(raw(field));
    case "numeric":
    case "decimal":
      return types.numeric === "number" ? (field) => Number(raw(field)) : (field) => String(raw(field));
    case "bool":
    case "boolean":
      return (field) => field.booleanValue ?? /^(t|true|1)$/i.test(String(raw(field)));
    case "timestamp":
    case "timestamptz":
      return types.timestamp === "date"
        ? (field) => dateOf(String(raw(field)))
        : (field) => String(raw(field));
    case "super":
      return types.super === "json"
        ? (field) => parseSuper(String(raw(field)))
        : (field) => String(raw(field));
    default:
      return raw;
  }
}

/** The one value that the field holds. */
function raw(field: Field): unknown {
  return (
    field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue ?? null
  );
}

/** What a number cannot hold exactly comes as text, see exact-longs.ts. */
function int8(value: unknown, as: Types["int8"]): unknown {
  if (as === "string") return String(value);
  const exact = BigInt(value as number | bigint | string);
  if (as === "bigint") return exact;
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/** Redshift's JSON with its integers unrounded. */
function parseSuper(text: string): unknown {
  return JSON.parse(text, function (
    this: unknown,
    _key: string,
    value: unknown,
    context?: { source: string },
  ) {
    if (typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")) {
      return BigInt(context?.source as string);
    }
    return value;
  } as (key: string, value: unknown) => unknown);
}

const TIMESTAMP =
  /^(\d{1,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d+))?\s*([+-]\d\d(?::?\d\d)?|Z)?\s*(BC)?$/;

/** A timestamp without a zone is UTC, as Redshift's sessions are. Microseconds are cut to milliseconds. */
export function dateOf(text: string): Date {
  const match = TIMESTAMP.exec(text);
  if (match) {
    const [, year, month, day, hour, minute, second, fraction, zone, bc] = match;
    const date = new Date(0);
    date.setUTCFullYear(bc ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
    date.setUTCHours(
      Number(hour),
      Number(minute),
      Number(second),
      Number((fraction ?? "").padEnd(3, "0").slice(0, 3)),
    );
    const moved = new Date(date.getTime() - offsetMs(zone));
    if (!Number.isNaN(moved.getTime())) return moved;
  }
  throw new RedshiftError(
    `the timestamp ${text} is beyond what a Date can hold: read timestamps as strings (results.timestamp: "string")`,
  );
}

function offsetMs(zone: string | undefined): number {
  if (!zone || zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
