// The processes of this machine that belong to a test: those that name its folder, or were started with it in sight.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Processes of a local AWS, which is meant to go on when a command ends. */
export const LOCAL_AWS = /daemon\/main\.ts|serve\.py|read -r _|bootstrap\.mjs/;

/**
 * Command lines of running processes that have `folder` in their arguments; on Linux also of those that have it in their
 * environment or as their own folder.
 */
export const processesOf = (folder: string): string[] =>
  process.platform === "linux" ? fromProc(folder) : fromPs(folder);

const fromPs = (folder: string): string[] =>
  execFileSync("ps", ["-axww", "-o", "command="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(folder));

function fromProc(folder: string): string[] {
  const found: string[] = [];
  const read = (path: string, how: (path: string) => string): string => {
    try {
      return how(path);
    } catch {
      // It ended, or is another's.
      return "";
    }
  };
  const text = (path: string): string => readFileSync(path, "latin1");
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const line = read(`/proc/${pid}/cmdline`, text).replaceAll("\0", " ").trim();
    const about = [
      line,
      read(`/proc/${pid}/environ`, text),
      read(`/proc/${pid}/cwd`, (p) => readlinkSync(p)),
    ];
    if (line && about.some((one) => one.includes(folder))) found.push(line);
  }
  return found;
}

/** Waits until no process but those that `mayStay` describes belongs to the folder; those that still do where it takes too long. */
export async function leftOver(folder: string, mayStay: RegExp, patience: number): Promise<string[]> {
  const deadline = Date.now() + patience;
  for (;;) {
    const left = processesOf(folder).filter((line) => !mayStay.test(line));
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(100);
  }
}

/** Kills a process as a crash would. @returns false where it had ended by itself before */
export function killed(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
