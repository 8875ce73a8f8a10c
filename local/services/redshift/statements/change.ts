// UPDATE, DELETE and TRUNCATE.
import { Cursor, findTop, splitTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, raw, SqlError, type Token } from "../../../sql/tokens.ts";
import { nameColumns } from "../dialect/output-names.ts";
import { refuse } from "../dialect/refusals.ts";
import { loadNames, writableTable } from "../engine/names.ts";
import { resolve, rewriteSql } from "../engine/query.ts";
import { resolveMarks } from "../engine/resolve-marks.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName } from "../engine/table-name.ts";
import { deleteSql, hasQuery, updateSql } from "./changed-rows.ts";
import { count, inside, type Statement, type StatementResult } from "./statement.ts";
import { recall } from "./table-definition.ts";

/** The table's name, replaced by its full one; `start` is where it begins. */
async function change(
  tokens: readonly Token[],
  start: number,
  runtime: Runtime,
  needs: "update" | "delete",
): Promise<StatementResult> {
  refuse(tokens);
  const names = await loadNames(runtime.session);
  const cursor = new Cursor(tokens, start);
  const at = cursor.peek() as Token;
  const target = writableTable(cursor.path(), names, runtime.session, at, needs);
  await runtime.session.lock(target);
  const rest = cursor.rest();
  if (needs === "update") refuseOuterJoin(rest);
  if (hasQuery(rest)) {
    const head = tokens.slice(0, findTop(tokens, [needs]));
    const parts = { head, target, rest, runtime, names };
    return {
      written: await count(runtime, await (needs === "update" ? updateSql(parts) : deleteSql(parts))),
    };
  }
  // Resolved as one: the tables of WITH are in the scope of what follows.
  const whole = [
    ...tokens.slice(0, start),
    { ...at, kind: "quoted" as const, value: target.name, text: sqlName(target) },
    ...rest,
  ];
  const named = await resolve(nameColumns(whole), runtime, names);
  const sql = await resolveMarks(runtime.session.connection, rewriteSql(named, runtime));
  return { written: await count(runtime, sql) };
}

/** Redshift's error is about the table, wherever the join is. */
function refuseOuterJoin(rest: readonly Token[]): void {
  const from = findTop(rest, ["from"]);
  const join = from < 0 ? -1 : findTop(rest, ["left", "right", "full"], from);
  const where = from < 0 ? -1 : findTop(rest, ["where"], from);
  if (join < 0 || (where >= 0 && where < join)) return;
  const { line, column } = rest[join] as Token;
  throw new SqlError("ERROR", "Target table must be part of an equijoin predicate", line, column);
}

export const update = inside(async (tokens, runtime) => {
  const start = findTop(tokens, ["update"]) + 1;
  const assigned = runtime.session.database.hasSuper ? await textsOfSupers(tokens, start, runtime) : tokens;
  return change(assigned, start, runtime, "update");
});

/** A text column that gets a SUPER gets its text, without quotes. */
async function textsOfSupers(tokens: readonly Token[], start: number, runtime: Runtime): Promise<Token[]> {
  const names = await loadNames(runtime.session);
  const cursor = new Cursor(tokens, start);
  const target = writableTable(cursor.path(), names, runtime.session, tokens[start] as Token, "update");
  const texts = new Set(
    ((await recall(runtime, target))?.columns ?? [])
      .filter(({ type }) => type.name === "varchar" || type.name === "bpchar")
      .map(({ name }) => name),
  );
  const set = findTop(tokens, ["set"], start) + 1;
  const end = findTop(tokens, ["from", "where"], set);
  const assignments = splitTop(tokens.slice(set, end < 0 ? tokens.length : end), ",");
  const written = assignments.flatMap((assignment, i) => {
    const at = assignment.findIndex((token) => isSymbol(token, "="));
    const value = assignment.slice(at + 1);
    const isPlain = value.length === 1 && (value[0]?.kind !== "word" || isWord(value[0], "null", "default"));
    const isText = texts.has(assignment[at - 1]?.value ?? "") && !isPlain;
    const asText = isText ? [raw(" rs_str("), ...value, raw(")")] : value;
    return [...(i > 0 ? [raw(",")] : []), ...assignment.slice(0, at + 1), ...asText];
  });
  return [...tokens.slice(0, set), ...written, ...(end < 0 ? [] : tokens.slice(end))];
}

export const remove = inside(async (tokens, runtime) => {
  const start = findTop(tokens, ["delete"]);
  const head = tokens[start] as Token;
  const rest = tokens.slice(start + 1);
  // FROM is optional in Redshift.
  const from = isWord(rest[0], "from") ? rest.slice(1) : rest;
  const word = { ...head, text: "FROM", value: "from", gap: " " };
  return change([...tokens.slice(0, start), head, word, ...from], start + 2, runtime, "delete");
});

/** TRUNCATE ends the transaction it is in, as Redshift has it. */
export const truncate: Statement = {
  transaction: "control",
  async run(tokens, runtime) {
    const { session } = runtime;
    if (session.transaction === "none") await session.begin(false);
    const cursor = new Cursor(tokens);
    cursor.expect("truncate");
    cursor.accept("table");
    const at = cursor.peek() as Token;
    const target = writableTable(cursor.path(), await loadNames(session), session, at, "truncate");
    if (isSymbol(cursor.peek(), ";")) cursor.next();
    cursor.end();
    await session.lock(target);
    const written = await count(runtime, `DELETE FROM ${sqlName(target)}`);
    await session.end("COMMIT");
    return { written };
  },
};
