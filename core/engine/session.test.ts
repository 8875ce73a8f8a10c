// Sessions: what one import sets, no other one sees.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { rowsOf } from "./answers.ts";
import { coolDown, type Session, withSession } from "./session.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-session-"));
  for (const name of ["a", "b"]) mkdirSync(join(folder, name));
});
afterAll(() => {
  coolDown();
  rmSync(folder, { recursive: true });
});

const spill = (): string => join(folder, "spill");
const inSession = <T>(use: (session: Session) => Promise<T>, name = "a"): Promise<T> =>
  withSession([join(folder, name)], spill(), use);
const settings = async (connection: DuckDBConnection): Promise<unknown> =>
  (
    await rowsOf(
      connection,
      "SELECT current_setting('threads'), current_setting('memory_limit'), current_setting('disabled_optimizers')",
    )
  )[0];

test("two at the same time have a database each", async () => {
  const used = await inSession(async (one) => {
    const first = await one.connect({ threads: 1, memoryLimitMb: 100 });
    await first.run("SET disabled_optimizers = 'statistics_propagation'; CREATE TABLE lookup_0 (id INT)");
    const before = await settings(first);
    const other = await inSession(async (two) => {
      const second = await two.connect({ threads: 3, memoryLimitMb: 300 });
      await second.run("CREATE TABLE lookup_0 (other INT)");
      expect(await settings(second)).toEqual([3n, "300.0 MiB", ""]);
      second.closeSync();
      return two;
    });
    expect(other).not.toBe(one);
    expect(await settings(first)).toEqual(before);
    expect(before).toEqual([1n, "100.0 MiB", "statistics_propagation"]);
    first.closeSync();
    return one;
  });
  // One after the other have the same one, with what does not fit memory in one folder.
  await inSession(async (next) => expect(next).toBe(used));
  expect(readdirSync(spill())).toHaveLength(1);
});

test("one that may not touch the folders is closed, and so is one that was in use when all were to be", async () => {
  const first = await inSession(async (session) => session);
  const other = await inSession(async (session) => session, "b");
  expect(other).not.toBe(first);
  const last = await inSession(async (session) => {
    coolDown();
    const connection = await session.connect({ threads: 1, memoryLimitMb: 100 });
    expect(await settings(connection)).toEqual([1n, "100.0 MiB", ""]);
    connection.closeSync();
    return session;
  }, "b");
  expect(last).toBe(other);
  expect(readdirSync(spill())).toEqual([]);
  await inSession(async (session) => expect(session).not.toBe(other), "b");
});
