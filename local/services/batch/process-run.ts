// A job of one of our own images as a process: started as the image starts it, with a folder of its own to write to.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { nodeBinary, trusted } from "../../process/node.ts";
import { watch } from "../../process/watch.ts";
import { OUT_OF_MEMORY, type Run, type RunEnd, STOP_MS, type ToRun } from "./run.ts";

/** Exit code of what a signal ended: 128 and the signal's number. */
const SIGNALS: Readonly<Record<string, number>> = { SIGKILL: 137, SIGTERM: 143, SIGSEGV: 139, SIGABRT: 134 };

/** The packages that the image's layer brings, as they are installed for this machine's processor. */
const installedPackages = (): string =>
  dirname(dirname(dirname(createRequire(import.meta.url).resolve("@duckdb/node-api/package.json"))));

/** A path within a mounted folder as a process has it, which sees this machine's own file system. */
const hostPath = (value: string, mounts: ToRun["mounts"]): string => {
  const mount = mounts.find(({ path }) => value === path || value.startsWith(`${path}/`));
  return mount ? `${mount.host}${value.slice(mount.path.length)}` : value;
};

/** @param scratch the folder of all jobs' folders */
export async function runProcess(
  entry: string,
  { command, env, memory, log, mounts }: ToRun,
  scratch: string,
): Promise<Run> {
  const folder = join(scratch, randomBytes(6).toString("hex"));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const child = spawn(nodeBinary(), [entry, ...command], {
    cwd: dirname(entry),
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANG: "en_US.UTF-8",
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, hostPath(value, mounts)])),
      NODE_PATH: installedPackages(),
      ...trusted(),
      HOME: folder,
      TMPDIR: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk: Buffer) => log.write(chunk));
  child.stderr.on("data", (chunk: Buffer) => log.write(chunk));
  let reason: string | undefined;
  const watched = watch(
    () => child.pid,
    folder,
    { seconds: 2 ** 31 / 1000 - 1, memory, storage: Number.POSITIVE_INFINITY },
    ({ limit }) => {
      if (limit !== "memory") return;
      reason = OUT_OF_MEMORY;
      child.kill("SIGKILL");
    },
  );
  let killing: NodeJS.Timeout | undefined;
  const ended = new Promise<RunEnd>((resolve) => {
    const end = (result: RunEnd) => {
      watched.stop();
      clearTimeout(killing);
      rm(folder, { recursive: true, force: true }).then(() =>
        resolve({ ...result, ...(reason !== undefined && { reason }) }),
      );
    };
    child.once("error", (error) => end({ reason: `CannotStartContainerError: ${error.message}` }));
    child.once("close", (code, signal) => end({ exitCode: code ?? SIGNALS[signal ?? ""] ?? 1 }));
  });
  return {
    ended,
    stop: (grace = STOP_MS) => {
      child.kill("SIGTERM");
      killing ??= setTimeout(() => child.kill("SIGKILL"), grace);
    },
  };
}
