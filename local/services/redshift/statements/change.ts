// UPDATE, DELETE and TRUNCATE.
import { commonTableNames } from "../../../sql/references.ts";
import { Cursor, findTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, raw, type Token } from "../../../sql/tokens.ts";
import { nameColumns } from "../dialect/output-names.ts";
import { refuse } from "../dialect/refusals.ts";
import { loadNames, writableTable } from "../engine/names.ts";
import { resolve, rewriteSql } from "../engine/query.ts";
import { resolveMarks } from "../engine/resolve-marks.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName } from "../engine/target.ts";
import { count, inside, type Outcome, type Statement } from "./statement.ts";

/** The table's name, replaced by its full one; `start` is where it begins, `common` the names of WITH's queries before. */
async function change(
  tokens: readonly Token[],
  start: number,
  runtime: Runtime,
  common: ReadonlySet<string>,
): Promise<Outcome> {
  refuse(tokens);
  const names = await loadNames(runtime.session);
  const cursor = new Cursor(tokens, start);
  const at = cursor.peek() as Token;
  const target = writableTable(cursor.path(), names, runtime.session, at);
  await runtime.session.lock(target);
  const rest = cursor.rest();
  const named = [
    ...tokens.slice(0, start),
    raw(sqlName(target), at),
    ...(await resolve(nameColumns(rest), runtime, names, 0, common)),
  ];
  const sql = await resolveMarks(runtime.session.connection, rewriteSql(named, runtime));
  return { written: await count(runtime, sql) };
}

export const update = inside(async (tokens, runtime) => {
  const start = findTop(tokens, ["update"]) + 1;
  const before = tokens.slice(0, start - 1);
  const prefix = await common(before, runtime);
  const whole = [...prefix, ...tokens.slice(start - 1)];
  return change(whole, prefix.length + 1, runtime, commonTableNames(before));
});

export const remove = inside(async (tokens, runtime) => {
  const start = findTop(tokens, ["delete"]);
  const before = tokens.slice(0, start);
  const prefix = await common(before, runtime);
  const rest = tokens.slice(start + 1);
  // FROM is optional in Redshift.
  const from = isWord(rest[0], "from") ? rest.slice(1) : rest;
  const head = tokens[start] as Token;
  return change(
    [...prefix, head, { ...head, text: "FROM", value: "from", gap: " " }, ...from],
    prefix.length + 2,
    runtime,
    commonTableNames(before),
  );
});

/** WITH's queries before UPDATE or DELETE. */
async function common(tokens: readonly Token[], runtime: Runtime): Promise<Token[]> {
  if (tokens.length === 0) return [];
  return resolve(nameColumns(tokens), runtime, await loadNames(runtime.session));
}

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
    const target = writableTable(cursor.path(), await loadNames(session), session, at);
    if (isSymbol(cursor.peek(), ";")) cursor.next();
    cursor.end();
    await session.lock(target);
    const written = await count(runtime, `DELETE FROM ${sqlName(target)}`);
    await session.end("COMMIT");
    return { written };
  },
};
