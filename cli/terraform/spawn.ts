// Runs a Terraform command to its end. It has a process group of its own: a terminal's Ctrl-C would reach it
// together with ours, and two interrupts make Terraform drop its state.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Terraform } from "./find.ts";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface SpawnOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Gets every line of stdout; then `stdout` of the result stays empty. */
  onLine?: (line: string) => void;
}

/** Resolves at the process's end, whatever its code. An aborted signal interrupts Terraform once, gracefully. */
export function spawnTerraform(
  terraform: Terraform,
  args: readonly string[],
  { cwd, env, signal, onLine }: SpawnOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(terraform.path, args, {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    const interrupt = (): void => void child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    // A second Ctrl-C ends us at once; Terraform's own second interrupt makes it write its state and end too.
    process.once("exit", interrupt);
    if (onLine) createInterface({ input: child.stdout }).on("line", onLine);
    else child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-20_000)));
    child.on("error", reject);
    child.on("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      process.removeListener("exit", interrupt);
      resolve({ code: code ?? 1, stdout, stderr });
    });
    if (signal?.aborted) interrupt();
  });
}
