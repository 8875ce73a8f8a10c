// A lock between processes: a file that names its holder.
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "../../core/errors.ts";
import { identify, isRunning, type ProcessIdentity } from "./identity.ts";

const PATIENCE_MS = 20 * 60_000;

/** One start at a time per state folder: two processes that both want the local AWS up end with the same one. */
export const startLock = (state: string): Promise<() => Promise<void>> =>
  takeLock(join(state, "local.lock"), `starting the local AWS of ${state}`);

/**
 * Waits for the lock and takes it; the function returned gives it back. A dead holder's lock is taken over.
 * @param doing what its holder does, for who waits in vain
 */
export async function takeLock(file: string, doing: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(JSON.stringify(identify(process.pid)));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const text = await readFile(file, "utf8").catch(() => "");
    const holder = parse(text);
    if (holder ? !isRunning(holder) : text !== "" || Date.now() > deadline - PATIENCE_MS + 5_000) {
      await rm(file, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new HeadraceError(
        "local_locked",
        `Another process has been ${doing} for 20 minutes.`,
        `End it, or remove ${file}.`,
        3,
      );
    }
    await sleep(100);
  }
}

function parse(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
