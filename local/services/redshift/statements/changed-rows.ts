// UPDATE and DELETE whose rows a query of their own finds: subqueries, and joins by USING, are compiled as those of any query, and the
// statement itself takes the rows that they give by their number.

import { findTop, splitTop } from "../../../sql/structure.ts";
import { identifier, isName, isSymbol, isWord, raw, render, type Token } from "../../../sql/tokens.ts";
import type { Names } from "../engine/names.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName, type TableName } from "../engine/table-name.ts";

/** The number of a row, and the place of a value that it gets. */
const ROW = "__row";
const valueAt = (index: number): string => `__${index}`;

export interface Change {
  /** WITH and its tables, or nothing. */
  head: readonly Token[];
  target: TableName;
  /** What follows the table's name. */
  rest: readonly Token[];
  runtime: Runtime;
  names: Names;
}

/** Whether a statement has a query or a join that only a query's tree tells how to compare. */
export const hasQuery = (tokens: readonly Token[]): boolean =>
  tokens.some(
    (token, i) =>
      isWord(token, "select", "natural") ||
      (isWord(token, "using") &&
        isSymbol(tokens[i + 1], "(") &&
        tokens.slice(0, i).some((one) => isWord(one, "join"))),
  );

const word = (text: string): Token => ({ ...raw(text), kind: "word" });
const COMMA: Token = { ...raw(","), kind: "symbol" };

/** `value AS name` */
const item = (value: readonly Token[], name: string): Token[] => [
  ...value,
  word("as"),
  { ...raw(identifier(name)), kind: "quoted", value: name },
];

/** `SELECT the row's number, values FROM the table, others WHERE …` */
function rowsSql(
  { head, target, runtime, names }: Change,
  alias: string | undefined,
  values: readonly Token[][],
  others: readonly Token[],
): Promise<string> {
  const number = raw(`${identifier(alias ?? target.name)}.rowid`);
  const list = values.flatMap((value, i) => [COMMA, ...item(value, valueAt(i))]);
  const table = raw(alias === undefined ? sqlName(target) : `${sqlName(target)} AS ${identifier(alias)}`);
  const query = [...head, word("select"), ...item([number], ROW), ...list, word("from"), table, ...others];
  return compileQuery(query, runtime, names);
}

export async function deleteSql(change: Change): Promise<string> {
  const { target, rest } = change;
  // The tables of USING stand beside the one whose rows are deleted.
  const others = isWord(rest[0], "using") ? [COMMA, ...rest.slice(1)] : rest;
  const rows = await rowsSql(change, undefined, [], others);
  return `DELETE FROM ${sqlName(target)} WHERE rowid IN (SELECT ${identifier(ROW)} FROM (${rows}))`;
}

export async function updateSql(change: Change): Promise<string> {
  const { target, rest } = change;
  const set = findTop(rest, ["set"]);
  const end = findTop(rest, ["from", "where"], set);
  const assignments = splitTop(rest.slice(set + 1, end < 0 ? undefined : end), ",").map((assignment) => {
    const at = assignment.findIndex((token) => isSymbol(token, "="));
    return { column: assignment.slice(0, at), value: assignment.slice(at + 1) };
  });
  const computed = assignments.filter(({ value }) => !isConstant(value));
  const others = end < 0 ? [] : rest.slice(end);
  const beside = isWord(others[0], "from") ? [COMMA, ...others.slice(1)] : others;
  const alias = rest.slice(0, set).findLast((token) => isName(token) && !isWord(token, "as"))?.value;
  const rows = await rowsSql(
    change,
    alias,
    computed.map(({ value }) => value),
    beside,
  );
  const list = assignments.map((one) => {
    const at = computed.indexOf(one);
    const value = at < 0 ? render(one.value).trim() : `"__change".${identifier(valueAt(at))}`;
    return `${render(one.column).trim()} = ${value}`;
  });
  const isRow = `${identifier(target.name)}.rowid = "__change".${identifier(ROW)}`;
  return `UPDATE ${sqlName(target)} SET ${list.join(", ")} FROM (${rows}) AS "__change" WHERE ${isRow}`;
}

/** A literal, NULL or DEFAULT, which takes its type from the column. */
const isConstant = ([value, ...more]: readonly Token[]): boolean =>
  more.length === 0 &&
  (value?.kind === "string" || value?.kind === "number" || isWord(value, "null", "default", "true", "false"));
