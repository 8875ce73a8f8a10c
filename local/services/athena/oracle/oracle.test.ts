// A real Trino's answers, replayed: what differs is on the list in differences.ts, with its reason.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { verdict } from "./compare.ts";
import { DIFFERENCES } from "./differences.ts";
import { generatedStatements } from "./generate.ts";
import { type Answer, localAnswer, openLocal } from "./local-answer.ts";
import { nullStatements } from "./null-statements.ts";

/** Of what is generated, one in this many is replayed here: all are by `npm run oracle:athena`. */
const ONE_IN = 4;
const functions = readFileSync(join(import.meta.dirname, "functions.sql"), "utf8").split("\n");
const nulls = new Set(nullStatements(functions));
const generated = new Map([...generatedStatements(), ...nulls].map((sql, i) => [sql, i]));

const answers = readFileSync(join(import.meta.dirname, "answers.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Answer)
  .filter(({ sql }) => (generated.get(sql) ?? 0) % ONE_IN === 0);

const asked = new Set(answers.map(({ sql }) => sql));
const listed = new Set(
  Object.values(DIFFERENCES)
    .flat()
    .filter((sql) => asked.has(sql)),
);

let connection: DuckDBConnection;
const locals = new Map<string, Answer>();

beforeAll(async () => {
  connection = await openLocal();
  for (const { sql } of answers) locals.set(sql, await localAnswer(connection, sql));
  // Thousands of statements, on a machine that may have much else to do.
}, 900_000);
afterAll(() => connection.closeSync());

const judged = () =>
  answers.map((trino) => ({
    trino,
    local: locals.get(trino.sql) as Answer,
    verdict: verdict(trino, locals.get(trino.sql) as Answer),
  }));

describe("against Trino", () => {
  test("nothing is silently wrong, or refused as if it were the caller's fault, but what is listed, and all that is listed is", () => {
    const wrong = judged().filter((one) => one.verdict === "wrong" || one.verdict === "misleading");
    const unlisted = wrong.filter(({ trino }) => !listed.has(trino.sql));
    expect(unlisted.map(({ trino, local }) => ({ trino, local }))).toEqual([]);
    expect(wrong.map(({ trino }) => trino.sql).sort()).toEqual([...listed].sort());
  });

  test("what is refused says that it is not available here, and is at most 5 %", () => {
    const refused = judged().filter((one) => one.verdict === "refused");
    for (const { local } of refused)
      expect(local.message).toMatch(/not available in the local Athena|not supported|here/);
    // A call that is refused is so with each of its arguments a null.
    const ofWhole = (all: readonly { trino: Answer }[]) => all.filter(({ trino }) => !nulls.has(trino.sql));
    expect(ofWhole(refused).length / ofWhole(judged()).length).toBeLessThan(0.05);
  });

  test("errors are not DuckDB's", () => {
    const words = judged().flatMap(({ local }) => local.message ?? []);
    for (const message of words)
      expect(message).not.toMatch(/_LITERAL|Macro |No function matches|explicit (type )?cast/);
  });
});
