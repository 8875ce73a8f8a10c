// The running Trino: a process that is asked one query a line and answers one line each, in order.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { HeadraceError } from "../../../../core/errors.ts";
import { environment } from "../../../environment.ts";
import type { Libraries } from "./libraries.ts";

export interface TrinoAnswer {
  columns?: { name: string; type: string }[];
  /** As Athena prints them. */
  rows?: (string | null)[][];
  error?: string;
  message?: string;
}

export class Trino {
  readonly #process: ChildProcess;
  readonly #waiting: ((answer: TrinoAnswer) => void)[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /**
   * Starts it over the catalog and the objects of a local AWS, and waits until it takes queries: half a minute.
   * @param log the folder for its log
   */
  static async start(
    { java, classPath }: Libraries,
    local: Parameters<typeof environment>[0],
    log: string,
  ): Promise<Trino> {
    const file = join(log, "trino.log");
    const errors = openSync(file, "a", 0o600);
    const args = [
      "-Xmx2g",
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-modules=jdk.incubator.vector",
    ];
    const child = spawn(java, [...args, "-cp", classPath, "Engine"], {
      env: { ...process.env, ...environment(local) },
      stdio: ["pipe", "pipe", errors],
    });
    closeSync(errors);
    const trino = new Trino(child);
    const ready = new Promise<TrinoAnswer>((resolve) => trino.#waiting.push(resolve));
    child.on("error", () => trino.#gone());
    child.on("close", () => trino.#gone());
    child.stdin?.on("error", () => undefined);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) =>
      trino.#waiting.shift()?.(JSON.parse(line) as TrinoAnswer),
    );
    const { error } = await ready;
    if (error) throw new HeadraceError("no_trino", "Trino did not start.", `Look into ${file}.`, 3);
    return trino;
  }

  #gone(): void {
    for (const answer of this.#waiting.splice(0))
      answer({ error: "GENERIC_INTERNAL_ERROR", message: "the local AWS's Trino has ended" });
  }

  ask(sql: string, database: string | undefined): Promise<TrinoAnswer> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null)
      return Promise.resolve({ error: "GENERIC_INTERNAL_ERROR", message: "the local AWS's Trino has ended" });
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin?.write(`${JSON.stringify({ sql, database: database?.toLowerCase() })}\n`);
    });
  }

  close(): void {
    this.#process.kill("SIGKILL");
  }
}
