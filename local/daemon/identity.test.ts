import { spawn } from "node:child_process";
import { expect, test } from "@jest/globals";
import { end, identify, isRunning } from "./identity.ts";

test("a process is known by its number and its start, and only that one is ended", async () => {
  const child = spawn(process.execPath, [
    "-e",
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)",
  ]);
  const identity = identify(Number(child.pid));
  expect(identity).toBeDefined();
  if (!identity) return;
  const other = { pid: identity.pid, started: "another time" };
  expect(isRunning(other)).toBe(false);
  await end(other, 100);
  expect(isRunning(identity)).toBe(true);
  await end(identity, 300);
  expect(isRunning(identity)).toBe(false);
});
