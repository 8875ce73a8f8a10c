// A contract's columns as the plan sees them. Inside the plan every column goes by a name of ours (s0, t0, v0), so
// that a contract's names meet SQL only where output columns are named.
import type { Column, Dataset } from "../contract/schema.ts";
import type { ColumnType } from "../contract/types.ts";
import { parseType } from "../contract/types.ts";
import { HeadraceError } from "../errors.ts";

export interface PlannedColumn {
  readonly index: number;
  readonly column: Column;
  readonly type: ColumnType;
  /** The column's name in the file. */
  readonly from: string;
  /** Its own word, or a place in the key. */
  readonly required: boolean;
  /** SQL names of its source text, its cleaned text, and its typed value. */
  readonly sourceSql: string;
  readonly textSql: string;
  readonly valueSql: string;
}

export function plannedColumns(dataset: Dataset): PlannedColumn[] {
  return dataset.columns.map((column, index) => {
    const type = parseType(column.type);
    if (!type)
      throw new HeadraceError(
        "contract_invalid",
        `columns.${column.name}.type: "${column.type}" is no type.`,
        "Use string, int, bigint, double, boolean, date, timestamp or decimal(p,s).",
      );
    return {
      index,
      column,
      type,
      from: column.from ?? column.name,
      required: column.required || (dataset.key?.includes(column.name) ?? false),
      sourceSql: `s${index}`,
      textSql: `t${index}`,
      valueSql: type.kind === "string" ? `t${index}` : `v${index}`,
    };
  });
}
