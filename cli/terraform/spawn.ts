// Runs a Terraform command to its end, by a supervisor that ends it where this process is gone.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { nodeBinary } from "../../local/process/node.ts";
import type { Terraform } from "./find.ts";

const SUPERVISOR = join(import.meta.dirname, "supervisor.mjs");

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface SpawnOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Lock files: one that is held as long as anything of Terraform's runs, and one that is shared meanwhile. */
  running: string;
  reading?: string | undefined;
  /** Interrupts Terraform once: it ends what it is in the midst of. */
  signal?: AbortSignal | undefined;
  /** Ends Terraform and its providers at once. */
  givenUp?: AbortSignal | undefined;
  /** Gets every line of stdout; then `stdout` of the result stays empty. */
  onLine?: (line: string) => void;
}

/** Resolves at the process's end, whatever its code. */
export function spawnTerraform(
  terraform: Terraform,
  args: readonly string[],
  { cwd, env, running, reading = "", signal, givenUp, onLine }: SpawnOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      nodeBinary(),
      ["--disable-warning=ExperimentalWarning", SUPERVISOR, running, reading, terraform.path, ...args],
      { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] },
    );
    let stdout = "";
    let stderr = "";
    const stop = (): void => void child.stdin.write("stop\n");
    const kill = (): void => void child.stdin.write("kill\n");
    signal?.addEventListener("abort", stop, { once: true });
    givenUp?.addEventListener("abort", kill, { once: true });
    // The supervisor may have ended just now.
    child.stdin.on("error", () => undefined);
    if (onLine) createInterface({ input: child.stdout }).on("line", onLine);
    else child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-20_000)));
    child.on("error", reject);
    child.on("close", (code) => {
      signal?.removeEventListener("abort", stop);
      givenUp?.removeEventListener("abort", kill);
      resolve({ code: code ?? 128, stdout, stderr });
    });
    if (signal?.aborted) stop();
  });
}
