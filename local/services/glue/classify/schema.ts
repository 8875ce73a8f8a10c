// What a classifier makes of a file: its format, its columns in Hive's types, and what the catalog keeps of both.
import type { StorageDescriptor } from "@aws-sdk/client-glue";
import { type HiveType, hiveTypeText, parseHiveType } from "../../../sql/hive-types.ts";

export interface SchemaColumn {
  name: string;
  /** Hive's type. */
  type: string;
}

export interface FileSchema {
  /** csv, json, parquet, or UNKNOWN. */
  classification: string;
  compression: "none" | "gzip";
  columns: SchemaColumn[];
  /** Input format, output format and SerDe. */
  storage: Pick<StorageDescriptor, "InputFormat" | "OutputFormat" | "SerdeInfo">;
  /** What the table's parameters say of the format. */
  parameters: Record<string, string>;
  /** Records looked at, and the bytes that they took. */
  records: number;
  bytes: number;
}

export const TEXT = {
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
} as const;

/** A share of columns alike in name and type from which the crawler takes two schemas for similar. */
const SIMILAR = 0.7;

/** Whether files may lie in one table by their format. */
export const isCompatible = (a: FileSchema, b: FileSchema): boolean =>
  a.classification === b.classification &&
  a.compression === b.compression &&
  a.storage.SerdeInfo?.SerializationLibrary === b.storage.SerdeInfo?.SerializationLibrary &&
  a.parameters.delimiter === b.parameters.delimiter &&
  a.parameters["skip.header.line.count"] === b.parameters["skip.header.line.count"];

/** Whether they also have most of their columns in common. Numbers of different width are alike. */
export function isSimilar(a: FileSchema, b: FileSchema): boolean {
  if (!isCompatible(a, b)) return false;
  const types = new Map(b.columns.map(({ name, type }) => [name, type]));
  const alike = a.columns.filter(({ name, type }) => {
    const other = types.get(name);
    return other !== undefined && mergedType(type, other) !== undefined;
  });
  return alike.length >= SIMILAR * Math.max(a.columns.length, b.columns.length);
}

/** The type of a column whose values do not agree. */
export const MIXED = "string";

const NUMBERS = ["tinyint", "smallint", "int", "bigint", "float", "double"];

/** A type that holds the values of both; undefined where none but text does. */
export function mergedType(a: string, b: string): string | undefined {
  if (a === b) return a;
  const merged = merge(parseHiveType(a), parseHiveType(b));
  return merged && hiveTypeText(merged);
}

function merge(a: HiveType, b: HiveType): HiveType | undefined {
  if (a.kind === "primitive" && b.kind === "primitive") {
    if (a.name === b.name) return a;
    const [first, second] = [NUMBERS.indexOf(a.name), NUMBERS.indexOf(b.name)];
    if (first < 0 || second < 0) return undefined;
    const wider = NUMBERS[Math.max(first, second)] as string;
    // A float holds no int.
    return { kind: "primitive", name: wider === "float" && Math.min(first, second) >= 2 ? "double" : wider };
  }
  if (a.kind === "array" && b.kind === "array")
    return { kind: "array", element: merge(a.element, b.element) ?? TEXT_TYPE };
  if (a.kind === "struct" && b.kind === "struct") {
    const fields = new Map(a.fields.map(({ name, type }) => [name, type]));
    for (const { name, type } of b.fields) {
      const before = fields.get(name);
      fields.set(name, before ? (merge(before, type) ?? TEXT_TYPE) : type);
    }
    return { kind: "struct", fields: [...fields].map(([name, type]) => ({ name, type })) };
  }
  return hiveTypeText(a) === hiveTypeText(b) ? a : undefined;
}

const TEXT_TYPE: HiveType = { kind: "primitive", name: MIXED };

/** The columns of all, in the order in which they come first. */
export function mergedColumns(all: readonly (readonly SchemaColumn[])[]): SchemaColumn[] {
  const types = new Map<string, string>();
  for (const { name, type } of all.flat()) {
    const before = types.get(name);
    types.set(name, before === undefined ? type : (mergedType(before, type) ?? MIXED));
  }
  return [...types].map(([name, type]) => ({ name, type }));
}
