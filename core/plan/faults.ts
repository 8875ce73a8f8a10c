// A dataset's rules → conditions in SQL that are true for a row which breaks them, each with its reason.

import { columnsOf, parseExpression, toSql } from "../contract/expression/index.ts";
import { ALPHABET_CLASSES, ff1Settings, LEAST_CHARACTERS, MOST_CHARACTERS } from "../contract/ff1.ts";
import { NULL_PARTITION } from "../contract/partition.ts";
import type { Column, Dataset } from "../contract/schema.ts";
import type { ColumnType } from "../contract/types.ts";
import { duckdbType } from "../contract/types.ts";
import { valueText } from "../contract/values.ts";
import { HeadraceError } from "../errors.ts";
import { textSql } from "../tokens/methods.ts";
import type { PlannedColumn } from "./columns.ts";
import { anyOf, text, whole } from "./sql.ts";

export interface Fault {
  /** As quarantine rows carry it: email:pattern, check:NAME. */
  reason: string;
  /** True for a row that breaks the rule; false or NULL for the others. */
  condition: string;
}

/** A column of rows: whether each is known to have none of the reasons that were judged before. */
export const SURE = "sure";

/** What was judged before SQL. */
export interface Judged {
  readonly reasons: ReadonlySet<string>;
  /** Whether all rows are known to have none of these; then there is no column. */
  readonly isWhole: boolean;
}

/** The faults that a row may still have. */
export const openFaults = (faults: readonly Fault[], judged: Judged | undefined): readonly Fault[] =>
  judged?.isWhole ? faults.filter(({ reason }) => !judged.reasons.has(reason)) : faults;

/** True for a row that has one of the faults; false or NULL for the others. */
export function brokenSql(faults: readonly Fault[], judged: Judged | undefined): string {
  const open = openFaults(faults, judged);
  if (!judged || judged.isWhole) return anyOf(open.map(({ condition }) => condition));
  const of = (known: boolean): string[] =>
    open.filter(({ reason }) => judged.reasons.has(reason) === known).map(({ condition }) => condition);
  const unsure = of(true);
  return anyOf([...(unsure.length > 0 ? [`NOT ${SURE} AND (${anyOf(unsure)})`] : []), ...of(false)]);
}

/** A contract's value as a literal of the column's type. */
export function literal(type: ColumnType, value: string | number | boolean, where: string): string {
  const canonical = valueText(type, value);
  if (canonical === undefined)
    throw new HeadraceError(
      "contract_invalid",
      `${where}: ${JSON.stringify(value)} is no value of its type.`,
      "Give a value of the column's type.",
    );
  return type.kind === "string" ? text(canonical) : `CAST(${text(canonical)} AS ${duckdbType(type)})`;
}

/** A column's rules, over its text `t` and its value `v`. Where the type is wrong no other rule is judged. */
export function columnFaults(planned: PlannedColumn): Fault[] {
  const { column, type, required, textSql: t, valueSql: v } = planned;
  const faults: Fault[] = [];
  const add = (rule: string, condition: string): void => {
    faults.push({ reason: `${column.name}:${rule}`, condition });
  };
  const at = (rule: string): string => `columns.${column.name}.${rule}`;
  if (type.kind !== "string") add("type", `${v} IS NULL AND ${t} IS NOT NULL`);
  if (required && column.default === undefined)
    add("required", type.kind === "string" ? `${t} IS NULL` : `${v} IS NULL AND ${t} IS NULL`);
  if (column.min !== undefined) add("min", `${v} < ${literal(type, column.min, at("min"))}`);
  if (column.max !== undefined) add("max", `${v} > ${literal(type, column.max, at("max"))}`);
  const judged = type.kind === "string" ? t : `CASE WHEN ${v} IS NOT NULL THEN ${t} END`;
  if (column.min_length !== undefined) add("min_length", `length(${judged}) < ${whole(column.min_length)}`);
  if (column.max_length !== undefined) add("max_length", `length(${judged}) > ${whole(column.max_length)}`);
  if (column.pattern !== undefined) add("pattern", `NOT regexp_matches(${judged}, ${text(column.pattern)})`);
  if (column.in !== undefined)
    add("in", `${v} NOT IN (${column.in.map((value) => literal(type, value, at("in"))).join(", ")})`);
  // The settings stay in a part of the stages that leaves tokenizing to the next: what judges rows has their text.
  if (column.tokenize === "ff1" || column.ff1 !== undefined)
    add("tokenize", outsideDomain(column, textSql(type, v)));
  return faults;
}

/** True for a text that ff1 cannot take: with a character it does not know, or with too few or too many that it encrypts. */
function outsideDomain(column: Column, sql: string): string {
  const { alphabet, keep } = ff1Settings(column);
  const symbols = ALPHABET_CLASSES[alphabet];
  const [least, most] = [LEAST_CHARACTERS[alphabet], MOST_CHARACTERS];
  if (keep === "") return `NOT regexp_full_match(${sql}, '[${symbols}]{${least},${most}}')`;
  const kept = keep.replaceAll(/[\\\]^[-]/g, "\\$&");
  const known = `regexp_full_match(${sql}, ${text(`[${symbols}${kept}]*`)})`;
  const count = `length(regexp_replace(${sql}, '[^${symbols}]+', '', 'g'))`;
  return `NOT ${known} OR ${count} NOT BETWEEN ${least} AND ${most}`;
}

/** The longest name of a folder or an object's part, in bytes, on all file systems that matter. */
const LONGEST_NAME = 255;

/** A plain partition column's value becomes a folder's name: a text too long for that breaks max_length, null's name `in`. */
export function folderFaults({ column, type, valueSql }: PlannedColumn): Fault[] {
  if (type.kind !== "string") return [];
  const longest = whole(LONGEST_NAME - column.name.length - 1);
  return [
    { reason: `${column.name}:max_length`, condition: `strlen(url_encode(${valueSql})) > ${longest}` },
    { reason: `${column.name}:in`, condition: `${valueSql} = ${text(NULL_PARTITION)}` },
  ];
}

/** The dataset's checks. A check passes unless it is false, as SQL's own CHECK has it. */
export function checkFaults(dataset: Dataset, columns: readonly PlannedColumn[]): Fault[] {
  const types = new Map(columns.map(({ column, type }) => [column.name, type]));
  const values = new Map(columns.map(({ column, valueSql }) => [column.name, valueSql]));
  return dataset.checks.map(({ name, expression }) => {
    const condition = parseExpression(expression, types);
    for (const used of columnsOf(condition))
      if (!values.has(used))
        throw new HeadraceError("contract_invalid", `checks.${name}: no column "${used}".`, "Name a column.");
    return {
      reason: `check:${name}`,
      condition: `NOT ${toSql(condition, (column) => values.get(column) as string)}`,
    };
  });
}
