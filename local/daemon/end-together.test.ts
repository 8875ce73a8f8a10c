// A daemon that is killed takes with it what would never notice.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { identify, isRunning } from "./identity.ts";

const DAEMON = `
  const { spawn } = await import("node:child_process");
  const { endTogether } = await import(process.argv[1]);
  endTogether();
  const busy = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); for (;;);"], { stdio: "ignore" });
  console.log(busy.pid);
  setInterval(() => {}, 1000);
`;

test("whatever it has started ends with it", async () => {
  const daemon = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      DAEMON,
      join(import.meta.dirname, "end-together.ts"),
    ],
    { detached: true, stdio: ["ignore", "pipe", "inherit"] },
  );
  const [said] = await once(daemon.stdout, "data");
  const busy = identify(Number(String(said)));
  if (!busy) throw new Error("nothing was started");
  daemon.kill("SIGKILL");
  for (const deadline = Date.now() + 10_000; isRunning(busy) && Date.now() < deadline; ) await sleep(50);
  expect(isRunning(busy)).toBe(false);
}, 30_000);
