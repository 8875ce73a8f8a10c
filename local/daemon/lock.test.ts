// The lock between processes: one holder at a time, whatever became of the one before.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { takeLock } from "./lock.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-lock-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SCRIPT = `
  const { appendFileSync } = await import("node:fs");
  const { takeLock } = await import(process.argv[1]);
  const [, , file, log, hold] = process.argv;
  const unlock = await takeLock(file, "testing");
  appendFileSync(log, "in ");
  console.log("held");
  await new Promise((done) => setTimeout(done, Number(hold)));
  appendFileSync(log, "out ");
  await unlock();
`;

/** A process that takes the lock, holds it for so long and writes when it does. */
const holder = (file: string, log: string, hold: number): ChildProcess =>
  spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      SCRIPT,
      join(import.meta.dirname, "lock.ts"),
      ...[file, log, String(hold)],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );

test("of many that wait for a killed holder's lock, one has it at a time", async () => {
  const [file, log] = [join(folder, "a"), join(folder, "a.log")];
  writeFileSync(log, "");
  const dead = holder(file, log, 60_000);
  if (dead.stdout) await once(dead.stdout, "data");
  const waiting = Array.from({ length: 6 }, () => holder(file, log, 30));
  await new Promise((done) => setTimeout(done, 1_000));
  expect(readFileSync(log, "utf8")).toBe("in ");
  dead.kill("SIGKILL");
  await Promise.all(waiting.map((child) => once(child, "exit")));
  expect(readFileSync(log, "utf8")).toBe(`in ${"in out ".repeat(6)}`);
}, 60_000);

test("readers share it, and who would write waits for them", async () => {
  const file = join(folder, "b");
  const readers = [
    await takeLock(file, "reading", { shared: true }),
    await takeLock(file, "reading", { shared: true }),
  ];
  let told = 0;
  const writer = takeLock(file, "writing", { onWait: () => void told++ });
  await new Promise((done) => setTimeout(done, 200));
  expect(told).toBe(1);
  for (const done of readers) await done();
  const unlock = await writer;
  const refused = takeLock(file, "reading", { shared: true, patience: 100 });
  await expect(refused).rejects.toMatchObject({ code: "locked", exitCode: 3 });
  await unlock();
});

test("who waits may be interrupted", async () => {
  const file = join(folder, "c");
  const unlock = await takeLock(file, "testing");
  const controller = new AbortController();
  const waiting = takeLock(file, "testing", { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("interrupted")), 100);
  await expect(waiting).rejects.toThrow("interrupted");
  await unlock();
});
