// Entries of partition_by: a column, or year, month, day or hour of one. Names and types as Iceberg and Glue have them.
import type { ColumnType } from "./types.ts";
import { glueType } from "./types.ts";

export const TRANSFORMS = ["year", "month", "day", "hour"] as const;
export type Transform = (typeof TRANSFORMS)[number];

export interface PartitionSpec {
  /** "identity": the column's own value. */
  readonly transform: Transform | "identity";
  /** The column that it is taken from. */
  readonly column: string;
  /** The partition column: `ordered_at_day` of `day(ordered_at)`, else the column's own name. */
  readonly name: string;
}

/** Hive's name for null, in folders and in Glue: a text of a plain partition column may not be the same. */
export const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

/** RE2 and JavaScript alike. Group 1 is a plain column; 2 and 3 are a transform and its column. */
export const PARTITION_PATTERN = "^(?:([a-z][a-z0-9_]*)|(year|month|day|hour)\\( ?([a-z][a-z0-9_]*) ?\\))$";
const PARTITION = new RegExp(PARTITION_PATTERN);

/** Reads `country` or `day(ordered_at)`; undefined where it is neither. */
export function parsePartition(text: string): PartitionSpec | undefined {
  const match = PARTITION.exec(text);
  if (!match) return undefined;
  if (match[1] !== undefined) return { transform: "identity", column: match[1], name: match[1] };
  const transform = match[2] as Transform;
  const column = match[3] as string;
  return { transform, column, name: `${column}_${transform}` };
}

/** The partition column's type in Glue: a plain column keeps its own, a day is a date, the others are strings. */
export function partitionGlueType(spec: PartitionSpec, columnType: ColumnType): string {
  if (spec.transform === "identity") return glueType(columnType);
  return spec.transform === "day" ? "date" : "string";
}

/** strftime codes that write a transform's value: 2024, 2024-01, 2024-01-31, 2024-01-31-13. */
export const TRANSFORM_FORMATS: Readonly<Record<Transform, string>> = {
  year: "%Y",
  month: "%Y-%m",
  day: "%Y-%m-%d",
  hour: "%Y-%m-%d-%H",
};
