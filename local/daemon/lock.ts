// A lock between processes. The system keeps it, as a lock on a SQLite file, and gives it back when its holder ends,
// however it ends: no dead holder's lock is ever to be recognised and taken over, which two could do at once.
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "../../core/errors.ts";

const PATIENCE_MS = 20 * 60_000;
const POLL_MS = 50;
/** SQLite's code for a lock that another holds. */
const BUSY = 5;

export interface LockOptions {
  /** Held together with other shared holders; only one that is not shared excludes them. */
  shared?: boolean;
  signal?: AbortSignal | undefined;
  /** Called once, where another holds the lock. */
  onWait?: () => void;
  /** How long to wait, in milliseconds; 20 minutes where absent. */
  patience?: number;
}

/** One start at a time per state folder: two processes that both want the local AWS up end with the same one. */
export const startLock = (state: string): Promise<() => Promise<void>> =>
  takeLock(join(state, "local.mutex"), `starting the local AWS of ${state}`);

/**
 * Waits for the lock and takes it; the function returned gives it back. The file, empty, stays.
 * @param doing what its holder does, for who waits in vain
 * @throws HeadraceError locked, with exit code 3
 */
export async function takeLock(
  file: string,
  doing: string,
  { shared = false, signal, onWait, patience = PATIENCE_MS }: LockOptions = {},
): Promise<() => Promise<void>> {
  const deadline = Date.now() + patience;
  // Nobody else may so much as hold it.
  closeSync(openSync(file, "a", 0o600));
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    for (let waited = false; !held(database, shared); waited = true) {
      if (!waited) onWait?.();
      if (Date.now() > deadline)
        throw new HeadraceError(
          "locked",
          `Another process has been ${doing} for ${Math.round(patience / 60_000)} minutes.`,
          `End it and run again. What it holds is ${file}.`,
          3,
        );
      await sleep(POLL_MS, undefined, signal ? { signal } : {});
    }
  } catch (error) {
    database.close();
    signal?.throwIfAborted();
    throw error;
  }
  return async () => database.close();
}

function held(database: DatabaseSync, shared: boolean): boolean {
  try {
    // Nothing is ever written: no journal beside it, for which a full disk has no room.
    if (!database.isTransaction) database.exec("PRAGMA journal_mode = MEMORY");
    if (!shared) database.exec("BEGIN EXCLUSIVE");
    else {
      if (!database.isTransaction) database.exec("BEGIN");
      // A shared lock is taken by the first read.
      database.prepare("SELECT count(*) FROM sqlite_master").get();
    }
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === BUSY) return false;
    throw error;
  }
}
