// Which field of the file is which column of the contract.

import type { Source } from "../../contract/schema.ts";
import type { PlannedColumn } from "../../plan/columns.ts";
import { FileRejected } from "../file-rejected.ts";

export interface HeaderMatch {
  /** For each contract column its field; -1 where the file has none. */
  fields: number[];
  /** The file's columns that the contract does not name. */
  ignored: string[];
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(", ");

/** How many of a file's own names a message repeats. */
const SHOWN = 10;
const shown = (names: readonly string[]): string =>
  quoted(names.slice(0, SHOWN)) + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");

/**
 * Matches by name, in any order, and in Unicode's NFC, as a contract's own names are; throws FileRejected where a required column is missing, where a column of the
 * contract comes twice, or where the contract allows no others and there are some.
 */
export function matchHeader(
  names: readonly string[],
  columns: readonly PlannedColumn[],
  source: Source,
): HeaderMatch {
  const places = new Map<string, number[]>();
  for (const [at, written] of names.entries()) {
    const name = written.normalize("NFC");
    const known = places.get(name);
    if (known) known.push(at);
    else places.set(name, [at]);
  }
  const twice = columns.filter(({ from }) => (places.get(from)?.length ?? 0) > 1).map(({ from }) => from);
  if (twice.length > 0)
    throw new FileRejected(
      "file:duplicate_column",
      `${source.format === "parquet" ? "The file has" : "The header names"} ${quoted([...new Set(twice)])} more than once.`,
    );
  const fields = columns.map(({ from }) => places.get(from)?.[0] ?? -1);
  rejectMissing(columns, fields, `It has ${shown(names)}.`);
  if (fields.every((field) => field < 0))
    throw new FileRejected(
      "file:missing_column",
      source.format === "parquet"
        ? `The Parquet file has none of the contract's columns. It has ${shown(names)}.`
        : `The header names none of the contract's columns. It has ${shown(names)}. Is the delimiter another, or is there no header?`,
    );
  const wanted = new Set(columns.map(({ from }) => from));
  const ignored = [...places.keys()].filter((name) => !wanted.has(name));
  rejectUnknown(ignored, source);
  return { fields, ignored };
}

/** Matches by place, for a file without a header whose records have `width` fields. */
export function matchPlaces(width: number, columns: readonly PlannedColumn[], source: Source): HeaderMatch {
  const fields = columns.map((_, at) => (at < width ? at : -1));
  rejectMissing(columns, fields, `Its first record has ${width} fields.`);
  const ignored = Array.from(
    { length: Math.max(0, width - columns.length) },
    (_, at) => `#${columns.length + at + 1}`,
  );
  rejectUnknown(ignored, source);
  return { fields, ignored };
}

function rejectMissing(columns: readonly PlannedColumn[], fields: readonly number[], has: string): void {
  const missing = columns.filter(
    ({ column, required, index }) => required && column.default === undefined && fields[index] === -1,
  );
  if (missing.length === 0) return;
  const names = missing.map(({ from }) => from);
  throw new FileRejected(
    "file:missing_column",
    `The file lacks the required column${names.length > 1 ? "s" : ""} ${quoted(names)}. ${has}`,
  );
}

export function rejectUnknown(names: readonly string[], source: Source): void {
  if (source.unknown_columns === "ignore" || names.length === 0) return;
  throw new FileRejected(
    "file:unknown_column",
    `The contract allows no columns but its own, and the file has ${shown(names)}.`,
  );
}
