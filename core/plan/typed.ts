// The layers from source texts to typed values: null values and cleaning, defaults, types. Each is a SELECT over the
// one before, so that nothing is computed twice.
import { cleanLayers } from "./clean.ts";
import type { PlannedColumn } from "./columns.ts";
import { type Judged, literal, SURE } from "./faults.ts";
import { parse } from "./parse.ts";
import type { Plan } from "./plan.ts";

/** What a source has done of the plan already; all by a column's index. */
export interface Shortcuts {
  /** For columns that hold values and no text: SQL of the value, over the column's text layer. */
  readonly natives?: ReadonlyMap<number, string>;
  /** For columns with a number n0… beside their text, which is null where the text is still to be read: SQL of its value. */
  readonly values?: ReadonlyMap<number, string>;
  /** Columns of `values` whose rows have no text that is still to be read: where the number is null, so are text and value. */
  readonly read?: ReadonlySet<number>;
  /** Columns with tokens h0… beside their text, empty where they are still to be made. */
  readonly tokens?: ReadonlySet<number>;
  /** Columns whose cleaning steps are done. */
  readonly cleaned?: ReadonlySet<number>;
  /** What is known of the rows where the column SURE is true; see faults.ts. */
  readonly judged?: Judged;
}

export const numberName = (index: number): string => `n${index}`;
export const tokenName = (index: number): string => `h${index}`;

type Layer = (sql: string) => string;

/**
 * The typed rows of `source`, a SELECT of s0… as VARCHAR: the columns of `passed` as they are, t0… and v0… of every
 * column, h0… of those with tokens, and SURE where some rows are known to be right.
 */
export function typedSql(
  plan: Plan,
  source: string,
  passed: readonly string[],
  shortcuts: Shortcuts,
): string {
  const layers = plan.columns.map((column) => textLayers(plan, column, shortcuts));
  const depth = Math.max(1, ...layers.map((steps) => steps.length));
  const tokens = [...(shortcuts.tokens ?? [])].map(tokenName);
  const own = [...(shortcuts.judged && !shortcuts.judged.isWhole ? [SURE] : []), ...tokens];
  const kept = [...passed, ...own, ...[...(shortcuts.values?.keys() ?? [])].map(numberName)];
  let sql = source;
  for (let at = 0; at < depth; at++) {
    const texts = plan.columns.map((column, index) => {
      const input = at === 0 ? column.sourceSql : column.textSql;
      return `${layers[index]?.[at]?.(input) ?? input} AS ${column.textSql}`;
    });
    sql = `SELECT ${[...kept, ...texts].join(", ")} FROM (${sql})`;
  }
  const texts = plan.columns.map(({ textSql }) => textSql);
  const values = plan.columns
    .filter(({ type }) => type.kind !== "string")
    .map((column) => `${typedValue(column, shortcuts)} AS ${column.valueSql}`);
  return `SELECT ${[...passed, ...own, ...texts, ...values].join(", ")} FROM (${sql})`;
}

function textLayers({ dataset: { source } }: Plan, planned: PlannedColumn, shortcuts: Shortcuts): Layer[] {
  const { column, index } = planned;
  if (shortcuts.natives?.has(index)) return [];
  // The texts need not even be looked at.
  if (shortcuts.read?.has(index)) return [() => "NULL::VARCHAR"];
  const steps = shortcuts.cleaned?.has(index) ? { ...column, clean: [] } : column;
  return [...cleanLayers(steps, source), ...defaultLayer(planned)];
}

/** A default of a text column is text; those of other types are values, whatever the format of the file's. */
function defaultLayer({ column, type }: PlannedColumn): Layer[] {
  if (column.default === undefined || type.kind !== "string") return [];
  const value = literal(type, column.default, `columns.${column.name}.default`);
  return [(sql) => `coalesce(${sql}, ${value})`];
}

function typedValue({ column, type, textSql, index }: PlannedColumn, shortcuts: Shortcuts): string {
  const standing =
    column.default === undefined
      ? undefined
      : literal(type, column.default, `columns.${column.name}.default`);
  const value = shortcuts.values?.get(index);
  if (value !== undefined && shortcuts.read?.has(index))
    return standing === undefined ? value : `coalesce(${value}, ${standing})`;
  const parsed = shortcuts.natives?.get(index) ?? parse(type, column.format, textSql);
  const whens: string[] = [];
  if (value !== undefined) whens.push(`WHEN ${numberName(index)} IS NOT NULL THEN ${value}`);
  if (standing !== undefined) whens.push(`WHEN ${textSql} IS NULL THEN ${standing}`);
  return whens.length > 0 ? `CASE ${whens.join(" ")} ELSE ${parsed} END` : parsed;
}
