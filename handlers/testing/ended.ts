// How a process that a test or a bench has started ended, and all that it printed.
import type { ChildProcess } from "node:child_process";

export interface Ended {
  /** Its exit code, or the signal that ended it. */
  code: number | string | null;
  /** Standard output and standard error, as they came. */
  log: string;
}

export function endOf(child: ChildProcess): Promise<Ended> {
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data) => {
      log += data;
    });
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code: code ?? signal, log })),
  );
}
