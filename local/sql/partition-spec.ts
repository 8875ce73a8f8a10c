// PARTITION (day = '2024-01-01', …), as both engines take it of an external table.
import type { CatalogTable } from "./catalog-table.ts";
import { Cursor, splitTop } from "./structure.ts";
import type { Token } from "./tokens.ts";

/** The values in the order of the table's keys; undefined where the keys are not just those. */
export function partitionValues(table: CatalogTable, tokens: readonly Token[]): string[] | undefined {
  const values = new Map<string, string>();
  for (const part of splitTop(tokens, ",")) {
    const cursor = new Cursor(part);
    const key = cursor.name().toLowerCase();
    cursor.expectSymbol("=");
    values.set(key, cursor.next().value);
    cursor.end();
  }
  const keys = table.partitionKeys.map(({ name }) => name);
  if (values.size !== keys.length || keys.some((key) => !values.has(key))) return undefined;
  return keys.map((key) => values.get(key) as string);
}
