// Which process a number means: a pid is reused by the system, a pid with its start time is not.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own form; only compared, never read. */
  started: string;
}

function startOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      // After the command's closing parenthesis come state (field 3) and, as field 22, the start time.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The identity of a running process, or undefined where there is none of that number. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isRunning(process: ProcessIdentity): boolean {
  return startOf(process.pid) === process.started;
}

/** Ends this very process: politely, and after `patience` milliseconds for certain. */
export async function end(identity: ProcessIdentity, patience = 5_000): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      if (isRunning(identity)) process.kill(identity.pid, name);
    } catch {
      // It ended meanwhile.
    }
  };
  signal("SIGTERM");
  const deadline = Date.now() + patience;
  while (isRunning(identity) && Date.now() < deadline) await sleep(50);
  signal("SIGKILL");
  while (isRunning(identity) && Date.now() < deadline + 2_000) await sleep(20);
}
