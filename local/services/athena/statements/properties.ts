// `WITH (format = 'PARQUET', partitioned_by = ARRAY['day'])`: the properties of CTAS and UNLOAD.

import type { ExportOptions } from "../../../sql/export.ts";
import { Cursor, splitTop } from "../../../sql/structure.ts";
import { isWord, SqlError, type Token } from "../../../sql/tokens.ts";

export type Properties = Map<string, string | string[]>;

/** Reads the list inside the brackets. Names outside `known` are refused. */
export function parseProperties(tokens: readonly Token[], known: readonly string[]): Properties {
  const properties: Properties = new Map();
  for (const part of splitTop(tokens, ",")) {
    const cursor = new Cursor(part);
    const at = cursor.peek();
    const name = cursor.name().toLowerCase();
    if (!known.includes(name)) {
      throw new SqlError(
        "NOT_SUPPORTED",
        `the table property '${name}' is not available in the local Athena`,
        at?.line,
        at?.column,
      );
    }
    cursor.expectSymbol("=");
    if (isWord(cursor.peek(), "array")) {
      cursor.next();
      const values = cursor.rest().slice(1, -1);
      properties.set(
        name,
        splitTop(values, ",").map((value) => new Cursor(value).string()),
      );
    } else {
      const value = cursor.next();
      properties.set(name, value.kind === "string" ? value.value : value.text);
    }
    cursor.end();
  }
  return properties;
}

export const text = (properties: Properties, name: string): string | undefined => {
  const value = properties.get(name);
  return typeof value === "string" ? value : undefined;
};

/** How the files are written. */
export function exportOptions(properties: Properties, fallback: string): ExportOptions {
  const format = (text(properties, "format") ?? fallback).toUpperCase();
  const compression = (
    text(properties, "write_compression") ??
    text(properties, "compression") ??
    text(properties, "parquet_compression") ??
    (format === "PARQUET" ? "GZIP" : "NONE")
  ).toLowerCase();
  const partitionBy = (properties.get("partitioned_by") as string[] | undefined) ?? [];
  const names = { PARQUET: "parquet", JSON: "json", TEXTFILE: "text" } as const;
  const known = names[format as keyof typeof names];
  if (!known)
    throw new SqlError(
      "NOT_SUPPORTED",
      `format = '${format}' is not available in the local Athena: write PARQUET, JSON or TEXTFILE`,
    );
  if (known === "json" && partitionBy.length > 0)
    throw new SqlError("NOT_SUPPORTED", "partitioned JSON is not available in the local Athena");
  return {
    format: known,
    compression,
    partitionBy: partitionBy.map((name) => name.toLowerCase()),
    delimiter: text(properties, "field_delimiter") ?? "\u0001",
    quote: "none",
    nullText: "\\N",
  };
}
