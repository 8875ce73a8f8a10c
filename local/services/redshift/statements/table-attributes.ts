// The attributes after a table's columns: BACKUP, DISTSTYLE, DISTKEY, SORTKEY, ENCODE AUTO; DuckDB never sees them.
import { Cursor } from "../../../sql/structure.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

export interface TableAttributes {
  diststyle?: string;
  distkey?: string;
  sortstyle?: string;
  sortkeys?: string[];
}

export function nameList(tokens: readonly Token[]): string[] {
  const cursor = new Cursor(tokens);
  const names = [cursor.name()];
  while (cursor.acceptSymbol(",")) names.push(cursor.name());
  cursor.end();
  return names;
}

/** Reads attributes up to AS or the end. */
export function parseAttributes(cursor: Cursor): TableAttributes {
  const attributes: TableAttributes = {};
  for (;;) {
    if (cursor.accept("backup")) {
      if (!cursor.accept("yes")) cursor.expect("no");
    } else if (cursor.accept("diststyle")) {
      attributes.diststyle = cursor.name().toUpperCase();
      if (!["AUTO", "EVEN", "KEY", "ALL"].includes(attributes.diststyle)) cursor.fail("syntax error");
    } else if (cursor.accept("distkey")) {
      const [key] = nameList(cursor.parenthesized());
      attributes.distkey = key;
    } else if (cursor.accept("sortkey", "auto")) attributes.sortstyle = "AUTO";
    else if (cursor.accept("compound", "sortkey") || cursor.accept("sortkey")) {
      attributes.sortstyle = "COMPOUND";
      attributes.sortkeys = nameList(cursor.parenthesized());
    } else if (cursor.accept("interleaved", "sortkey")) {
      attributes.sortstyle = "INTERLEAVED";
      attributes.sortkeys = nameList(cursor.parenthesized());
    } else if (cursor.accept("encode", "auto")) {
      // Encodings are Redshift's own affair then.
    } else return attributes;
  }
}

/** Puts the attributes into a definition; keys must be columns of the table. */
export function applyAttributes(
  columns: ColumnDefinition[],
  attributes: TableAttributes,
  constraints: TableDefinition["constraints"],
): TableDefinition {
  const find = (name: string, what: string): ColumnDefinition => {
    const column = columns.find((c) => c.name === name);
    if (!column)
      throw new SqlError("ERROR", `${what} column "${name}" named in the table's attributes does not exist`);
    return column;
  };
  if (attributes.distkey) find(attributes.distkey, "distribution key").distkey = true;
  const keyed = columns.filter((column) => column.distkey);
  if (keyed.length > 1) throw new SqlError("ERROR", "a table has one distribution key at most");
  if (attributes.diststyle && attributes.diststyle !== "KEY" && keyed.length > 0) {
    throw new SqlError("ERROR", `DISTSTYLE ${attributes.diststyle} cannot have a distribution key`);
  }
  if (attributes.diststyle === "KEY" && keyed.length === 0) {
    throw new SqlError("ERROR", "DISTSTYLE KEY needs a distribution key");
  }
  for (const [i, name] of (attributes.sortkeys ?? []).entries()) {
    find(name, "sort key").sortkey = attributes.sortstyle === "INTERLEAVED" ? -(i + 1) : i + 1;
  }
  return {
    columns,
    diststyle: keyed.length > 0 ? "KEY" : (attributes.diststyle ?? "AUTO"),
    distkey: keyed[0]?.name,
    sortstyle: attributes.sortstyle ?? (columns.some((c) => c.sortkey !== 0) ? "COMPOUND" : "AUTO"),
    constraints,
  };
}
