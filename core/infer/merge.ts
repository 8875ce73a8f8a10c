// Several files of one kind → the one dataset that holds for all of them.
import { glueType, parseType } from "../contract/types.ts";
import { HeadraceError } from "../errors.ts";
import type { ColumnDefinition, ColumnStatistics, Inferred } from "./inferred.ts";

/**
 * @param all what was inferred of each file, with its name; at least one
 * @throws HeadraceError files_differ, where no source reads them all
 */
export function mergeInferred(all: readonly { file: string; inferred: Inferred }[]): Inferred {
  const [first, ...others] = all as [{ file: string; inferred: Inferred }];
  return others.reduce((merged, { file, inferred }) => {
    if (!sameSource(merged, inferred))
      throw new HeadraceError(
        "files_differ",
        `${first.file} is ${described(first.inferred)}, and ${file} is ${described(inferred)}: no dataset reads both.`,
        "Describe them as two datasets: headrace init --from, once for each kind.",
      );
    return both(merged, inferred);
  }, first.inferred);
}

const sameSource = (a: Inferred, b: Inferred): boolean =>
  JSON.stringify(a.dataset.source) === JSON.stringify(b.dataset.source);

function described({ dataset: { source } }: Inferred): string {
  const { format, delimiter, encoding, header } = source ?? {};
  return [
    format,
    delimiter && `delimited by ${JSON.stringify(delimiter)}`,
    encoding,
    header === false && "without a header",
  ]
    .filter(Boolean)
    .join(", ");
}

function both(a: Inferred, b: Inferred): Inferred {
  const columns = new Map(a.dataset.columns.map((column) => [column.name, column]));
  const seen = new Map(a.statistics.columns.map((column) => [column.name, column]));
  for (const column of b.dataset.columns) {
    const before = columns.get(column.name);
    columns.set(column.name, before ? mergedColumn(before, column, seen, b) : column);
  }
  for (const column of b.statistics.columns) {
    const before = seen.get(column.name);
    seen.set(column.name, before ? added(before, column) : column);
  }
  return {
    name: a.name,
    dataset: { ...a.dataset, columns: [...columns.values()] },
    statistics: {
      rows: a.statistics.rows + b.statistics.rows,
      malformed: a.statistics.malformed + b.statistics.malformed,
      whole: a.statistics.whole && b.statistics.whole,
      columns: [...columns.keys()].map((name) => seen.get(name) as ColumnStatistics),
      notes: [...new Set([...a.statistics.notes, ...b.statistics.notes])],
    },
  };
}

const added = (a: ColumnStatistics, b: ColumnStatistics): ColumnStatistics => ({
  name: a.name,
  rows: a.rows + b.rows,
  nulls: a.nulls + b.nulls,
  ...((a.note ?? b.note) !== undefined && { note: a.note ?? b.note }),
});

/** A column that reads what both read; text where nothing else does. One without a value says nothing of its type. */
function mergedColumn(
  a: ColumnDefinition,
  b: ColumnDefinition,
  seen: ReadonlyMap<string, ColumnStatistics>,
  other: Inferred,
): ColumnDefinition {
  const empty = (statistics: ColumnStatistics | undefined): boolean =>
    statistics !== undefined && statistics.nulls === statistics.rows;
  if (empty(seen.get(a.name))) return b;
  if (empty(other.statistics.columns.find(({ name }) => name === b.name))) return a;
  const { type: _type, format, clean: _clean, null_values: _words, ...rest } = a;
  const type = format === b.format ? widest(a.type, b.type) : undefined;
  const clean = merged(a.clean, b.clean).filter((step) => type !== undefined || step === "trim");
  const words = merged(a.null_values, b.null_values);
  return {
    ...rest,
    type: type ?? "string",
    ...(clean.length > 0 && { clean }),
    ...(words.length > 0 && { null_values: words }),
    ...(type !== undefined && format !== undefined && { format }),
  };
}

function merged<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): T[] {
  const texts = new Set((a ?? []).map((one) => JSON.stringify(one)));
  return [...(a ?? []), ...(b ?? []).filter((one) => !texts.has(JSON.stringify(one)))];
}

/** Digits before the point, and behind it, that integers have. */
const DIGITS: Readonly<Record<string, number>> = { int: 10, bigint: 19 };

/** The narrowest of our types that holds both's values exactly, as far as one does. */
function widest(a: string, b: string): string | undefined {
  if (a === b) return a;
  const [one, other] = [parseType(a), parseType(b)];
  if (!one || !other) return undefined;
  const kinds = [one.kind, other.kind];
  if (kinds.every((kind) => kind in DIGITS)) return "bigint";
  const numeric = (kind: string): boolean => kind in DIGITS || kind === "decimal" || kind === "double";
  if (!kinds.every(numeric)) return undefined;
  if (kinds.includes("double")) return "double";
  const scales = [one, other].map((type) => (type.kind === "decimal" ? type.scale : 0));
  const whole = [one, other].map((type) =>
    type.kind === "decimal" ? type.precision - type.scale : (DIGITS[type.kind] ?? 19),
  );
  const scale = Math.max(...scales);
  const precision = Math.max(...whole) + scale;
  return precision > 38 ? "double" : glueType({ kind: "decimal", precision, scale });
}
