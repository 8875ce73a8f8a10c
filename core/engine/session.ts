// The DuckDB that runs imports: in process, closed to every file outside the folders it was opened for, and kept
// warm from one import to the next.
import { mkdirSync } from "node:fs";
import { resolve, sep } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { texts } from "../plan/sql.ts";
import { innerVariable, outerVariable, paddedKeys } from "../tokens/hmac.ts";
import { registerBadRows } from "./bad-rows.ts";

export interface Limits {
  threads: number;
  /** DuckDB's memory_limit. */
  memoryLimitMb: number;
}

export class Session {
  readonly #instance: DuckDBInstance;
  readonly roots: readonly string[];

  private constructor(instance: DuckDBInstance, roots: readonly string[]) {
    this.#instance = instance;
    this.roots = roots;
  }

  static async open(roots: readonly string[], spill: string): Promise<Session> {
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
    const session = new Session(instance, roots);
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
  }
}

const isWithin = (path: string, root: string): boolean => {
  const full = resolve(path);
  return full === root || full.startsWith(root + sep);
};

let warm: Session | undefined;
const leases = new Map<Session, number>();

/**
 * Runs `use` in the warm session, if that may touch all these folders; else in a new one that may, which takes its
 * place once nobody uses it any more.
 */
export async function withSession<T>(
  folders: readonly string[],
  spill: string,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const roots = [...new Set(folders.map((folder) => resolve(folder)))];
  if (!warm?.covers(roots)) {
    const previous = warm;
    warm = await Session.open(roots, spill);
    if (previous && !leases.has(previous)) previous.close();
  }
  // The folder may have been emptied since the session was opened.
  mkdirSync(spill, { recursive: true });
  const session = warm;
  leases.set(session, (leases.get(session) ?? 0) + 1);
  try {
    return await use(session);
  } finally {
    const left = (leases.get(session) ?? 1) - 1;
    if (left > 0) leases.set(session, left);
    else {
      leases.delete(session);
      if (session !== warm) session.close();
    }
  }
}

/** Opens a session for these folders ahead of the first import (a Lambda function's start). */
export async function warmUp(folders: readonly string[], spill: string): Promise<void> {
  await withSession(folders, spill, async () => {});
}

/** Closes the warm session; the next import opens one again. */
export function coolDown(): void {
  if (warm && !leases.has(warm)) warm.close();
  warm = undefined;
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
