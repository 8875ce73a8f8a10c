// The DuckDB that runs imports: in process, closed to every file outside the folders it was opened for, and kept
// warm from one import to the next.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { texts } from "../plan/sql.ts";
import { innerVariable, outerVariable, paddedKeys } from "../tokens/hmac.ts";
import { registerBadRows } from "./bad-rows.ts";

export interface Limits {
  threads: number;
  /** DuckDB's memory_limit. */
  memoryLimitMb: number;
}

let opened = 0;

/** What one import sets holds for its whole database, so that one import at a time has it. */
export class Session {
  readonly #instance: DuckDBInstance;
  readonly #spill: string;
  readonly roots: readonly string[];

  private constructor(instance: DuckDBInstance, spill: string, roots: readonly string[]) {
    this.#instance = instance;
    this.#spill = spill;
    this.roots = roots;
  }

  /** @param within a folder for what does not fit memory; each session has its own folder in it */
  static async open(roots: readonly string[], within: string): Promise<Session> {
    const spill = join(within, `${process.pid}-${opened++}`);
    mkdirSync(spill, { recursive: true });
    const instance = await DuckDBInstance.create(":memory:", {
      // Read when the instance is made, before its file system is closed.
      temp_directory: spill,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      preserve_insertion_order: "false",
      // Every byte is read once: a cache of files would only take memory from what needs it.
      enable_external_file_cache: "false",
    });
    const session = new Session(instance, spill, roots);
    const connection = await instance.connect();
    try {
      const list = texts(roots.map((root) => root + sep));
      await connection.run(`SET allowed_directories = [${list}]`);
      await connection.run("SET enable_external_access = false");
      registerBadRows(connection);
    } finally {
      connection.closeSync();
    }
    return session;
  }

  covers(paths: readonly string[]): boolean {
    return paths.every((path) => this.roots.some((root) => isWithin(path, root)));
  }

  async connect({ threads, memoryLimitMb }: Limits): Promise<DuckDBConnection> {
    // The folder may have been emptied since the session was opened.
    mkdirSync(this.#spill, { recursive: true });
    const connection = await this.#instance.connect();
    // In one go: to a small file each call to the database is something.
    await connection.run(
      `SET threads = ${Math.max(1, Math.trunc(threads))}; SET memory_limit = '${Math.trunc(memoryLimitMb)}MiB';
       SET TimeZone = 'UTC'; SET disabled_optimizers = ''`,
    );
    return connection;
  }

  close(): void {
    this.#instance.closeSync();
    rmSync(this.#spill, { recursive: true, force: true });
  }
}

const isWithin = (path: string, root: string): boolean => {
  const full = resolve(path);
  return full === root || full.startsWith(root + sep);
};

/** One that nobody uses, kept for the next import. */
let warm: Session | undefined;
/** Goes up when all that is open is to be closed: what is in use then, as soon as it no longer is. */
let season = 0;

/**
 * Runs `use` in the warm session, if nobody uses it and it may touch all these folders; else in a new one that may. The one that was
 * used last stays warm.
 */
export async function withSession<T>(
  folders: readonly string[],
  spill: string,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const roots = [...new Set(folders.map((folder) => resolve(folder)))];
  const begun = season;
  const session = takeWarm(roots) ?? (await Session.open(roots, spill));
  try {
    return await use(session);
  } finally {
    if (begun === season) {
      warm?.close();
      warm = session;
    } else session.close();
  }
}

function takeWarm(roots: readonly string[]): Session | undefined {
  const kept = warm;
  warm = undefined;
  if (!kept || kept.covers(roots)) return kept;
  kept.close();
  return undefined;
}

/** Opens a session for these folders ahead of the first import (a Lambda function's start). */
export async function warmUp(folders: readonly string[], spill: string): Promise<void> {
  await withSession(folders, spill, async () => {});
}

/** Closes the warm session, and those in use when they no longer are; the next import opens one again. */
export function coolDown(): void {
  warm?.close();
  warm = undefined;
  season += 1;
}

/** Binds a version of the token key to this connection, for hmacSql. */
export async function bindTokenKey(
  connection: DuckDBConnection,
  key: Uint8Array,
  version: number,
): Promise<void> {
  const { inner, outer } = paddedKeys(key);
  for (const [name, bytes] of [
    [innerVariable(version), inner],
    [outerVariable(version), outer],
  ] as const) {
    const statement = await connection.prepare(`SET VARIABLE ${name} = $1`);
    statement.bindBlob(1, bytes);
    await statement.run();
  }
}
