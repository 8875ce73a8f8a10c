// The local AWS, as the rest of the project sees it: start it, end it, ask it, point tools at it, wait until it is idle.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "../core/errors.ts";
import { DOOR_HEADER, doorKey } from "./daemon/door.ts";
import { end, isRunning } from "./daemon/identity.ts";
import { startLock } from "./daemon/lock.ts";
import type { Report } from "./daemon/main.ts";
import { makePrivate } from "./daemon/private-folder.ts";
import {
  type AthenaEngine,
  type LocalAws,
  type LocalRecord,
  logFile,
  publicPart,
  readRecord,
  removeRecord,
} from "./daemon/record.ts";
import { stopContainer } from "./moto/container.ts";
import { nodeBinary } from "./process/node.ts";

export type { AthenaEngine, LocalAws } from "./daemon/record.ts";
export type { LocalStatus } from "./daemon/status.ts";
export { advance, drained, status } from "./drained.ts";
export { environment } from "./environment.ts";
export type { FunctionStatus, QueueStatus } from "./gateway/service.ts";
export type { DeniedRequest, Permission } from "./iam/report.ts";
export { localApiAddress } from "./services/apigateway/address.ts";
export { whyNoSpark } from "./services/glue/jobs/spark.ts";

export interface UpOptions {
  /** Folder that holds the local AWS's files: its record, its logs, the code of functions. */
  state: string;
  /** A free one where absent. */
  port?: number;
  /** us-east-1 where absent. */
  region?: string;
  /** What Athena's queries run on; DuckDB, or what one that runs has, where absent. */
  athena?: AthenaEngine;
  onProgress?: (message: string) => void;
}

/** How long a process that runs may leave the question unanswered: under load it may be slow, and all it holds is at stake. */
const PATIENCE_MS = 60_000;

async function healthy(record: LocalRecord): Promise<boolean> {
  // One of a version without keys is of no use to anyone.
  if (!record.secretAccessKey) return false;
  const deadline = Date.now() + PATIENCE_MS;
  while (isRunning(record.daemon) && Date.now() < deadline) {
    try {
      const answer = await fetch(`${record.endpoint}/_headrace/health`, {
        headers: { [DOOR_HEADER]: doorKey(record) },
        signal: AbortSignal.timeout(deadline - Date.now()),
      });
      return answer.ok && ((await answer.json()) as { instance?: string }).instance === record.instance;
    } catch {
      await sleep(200);
    }
  }
  return false;
}

/** Ends what the record names, if it still is what it was, and forgets it. */
async function clear(state: string, record: LocalRecord): Promise<void> {
  await end(record.daemon);
  if (record.moto.process) await end(record.moto.process);
  if (record.moto.container) await stopContainer(record.moto.container);
  await removeRecord(state);
}

function start(
  state: string,
  port: number,
  region: string,
  athena: AthenaEngine,
  onProgress: (message: string) => void,
): Promise<void> {
  const log = openSync(logFile(state), "a", 0o600);
  const daemon = spawn(
    nodeBinary(),
    [
      "--disable-warning=ExperimentalWarning",
      join(import.meta.dirname, "daemon", `main${extname(import.meta.filename)}`),
      ...["--state", state, "--port", String(port), "--region", region, "--athena", athena],
    ],
    { detached: true, stdio: ["ignore", log, log, "ipc"], env: process.env },
  );
  closeSync(log);
  return new Promise((done, fail) => {
    const failed = (message: string) =>
      fail(new HeadraceError("local_failed", message, `Look into ${logFile(state)}.`, 3));
    daemon.once("error", (error) => failed(`The local AWS did not start: ${error.message}`));
    daemon.once("exit", (code, signal) =>
      failed(`The local AWS ended while it started (${signal ?? code}).`),
    );
    daemon.on("message", (report: Report) => {
      if (report.type === "progress") onProgress(report.message);
      if (report.type === "failed") {
        const exitCode = report.exitCode === 1 || report.exitCode === 2 ? report.exitCode : 3;
        fail(new HeadraceError(report.code, report.message, report.fix, exitCode));
      }
      if (report.type === "ready") {
        daemon.removeAllListeners();
        if (daemon.connected) daemon.disconnect();
        daemon.unref();
        done();
      }
    });
  });
}

/** Starts the local AWS of a state folder, or finds the one that runs already. It goes on when this process ends. */
export async function up(options: UpOptions): Promise<LocalAws> {
  const state = resolve(options.state);
  await makePrivate(state);
  const unlock = await startLock(state);
  try {
    const found = await readRecord(state);
    if (found && (await healthy(found))) {
      if (options.athena && options.athena !== (found.athena ?? "duckdb"))
        throw new HeadraceError(
          "already_running",
          `The local AWS of ${state} runs already, and its Athena runs on ${found.athena ?? "duckdb"}.`,
          "End it first (headrace local down), or leave --athena out to use it as it is.",
          2,
        );
      if (!options.port || options.port === found.port) return publicPart(found);
      throw new HeadraceError(
        "already_running",
        `The local AWS of ${state} runs on port ${found.port} already.`,
        "End it first (headrace local down), or leave the port out to use it as it is.",
        2,
      );
    }
    if (found) await clear(state, found);
    await start(
      state,
      options.port ?? 0,
      options.region ?? "us-east-1",
      options.athena ?? "duckdb",
      options.onProgress ?? (() => undefined),
    );
    const made = await readRecord(state);
    if (!made) {
      throw new HeadraceError(
        "local_failed",
        "The local AWS ended as it started.",
        `Look into ${logFile(state)}.`,
        3,
      );
    }
    return publicPart(made);
  } finally {
    await unlock();
  }
}

/** Ends the local AWS of a state folder. Says whether one ran; ending none is no error. */
export async function down(options: { state: string }): Promise<boolean> {
  const state = resolve(options.state);
  const record = await readRecord(state);
  if (!record) return false;
  const ran = isRunning(record.daemon);
  await clear(state, record);
  return ran;
}

/** The running local AWS of a state folder, or undefined. */
export async function find(options: { state: string }): Promise<LocalAws | undefined> {
  const record = await readRecord(resolve(options.state));
  return record && (await healthy(record)) ? publicPart(record) : undefined;
}
