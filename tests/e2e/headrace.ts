// Runs the real command as a user would: its own process, its exit code, its stdout and stderr.
import { spawn } from "node:child_process";
import { join } from "node:path";

export const CHECKOUT = join(import.meta.dirname, "..", "..");
const COMMAND = join(CHECKOUT, "bin", "headrace.mjs");

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
  /** stdout as the one JSON object that it must be. Throws where it is anything else. */
  json<T = Record<string, unknown>>(): T;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Show what the command says on stderr while it works: for commands that take minutes. */
  loud?: boolean;
  /** The size that no file may pass, in blocks of the shell's (512 bytes, or 1 KiB). */
  fileBlocks?: number;
  /** Gets the process once it runs. */
  onStart?: (process: { pid: number; kill(signal: NodeJS.Signals): void }) => void;
}

/** Runs `headrace ARGS` to its end. */
export function headrace(
  args: readonly string[],
  { env = process.env, cwd, loud, fileBlocks, onStart }: RunOptions = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const limited = fileBlocks ? ["/bin/sh", "-c", `ulimit -f ${fileBlocks}; exec "$@"`, "sh"] : [];
    const [program = "", ...words] = [...limited, process.execPath, COMMAND, ...args];
    const child = spawn(program, words, {
      env,
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (loud) process.stderr.write(text);
    });
    child.on("spawn", () => onStart?.({ pid: child.pid ?? 0, kill: (signal) => void child.kill(signal) }));
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        code: code ?? (signal ? 128 : 1),
        stdout,
        stderr,
        json: () => {
          try {
            return JSON.parse(stdout);
          } catch {
            throw new Error(`stdout is no JSON object:\n${stdout}\nstderr:\n${stderr}`);
          }
        },
      }),
    );
  });
}
