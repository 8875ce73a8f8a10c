// npm run check:wrangler: aws-sdk-pandas, as pip has it, against a local AWS of its own. Each call of calls.py gives the rows that
// AWS gives, or is refused in the local AWS's own words. It needs Python with venv, and pip's registry.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { downAtASignal } from "../at-a-signal.ts";
import { down, environment, up } from "../index.ts";

/** Of the one against which the calls were written. */
const PACKAGE = "awswrangler==3.17.1";

interface Told {
  name: string;
  ok: boolean;
  error?: string;
}

const scratch = await mkdtemp(join(tmpdir(), "headrace-wrangler-"));
const state = join(scratch, "state");
downAtASignal({ state, home: scratch });
try {
  const python = join(scratch, "venv", "bin", "python");
  await run("python3", ["-m", "venv", join(scratch, "venv")]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]);
  const local = await up({ state });
  const told: Told[] = [];
  await run(python, [join(import.meta.dirname, "calls.py")], environment(local), (line) => {
    const one = JSON.parse(line) as Told;
    told.push(one);
    if (!one.ok) console.log(`✗ ${one.name}: ${one.error}`);
  });
  const failed = told.filter(({ ok }) => !ok).length;
  console.log(`${told.length} calls of ${PACKAGE}: ${told.length - failed} as they should be, ${failed} not`);
  process.exitCode = failed === 0 && told.length > 0 ? 0 : 1;
} catch (error) {
  // Such as no Python, or a registry that pip does not reach: it says what is missing, and no line of this file is at fault.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await down({ state });
  await rm(scratch, { recursive: true, force: true });
}

/** Runs a program to its end. Its lines are told one by one; a failure is one where they are not asked for. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onLine?: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", onLine ? "ignore" : "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => onLine?.(line));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 || onLine ? resolve() : reject(new Error(`${program} ended with ${code}`)),
    );
  });
}
