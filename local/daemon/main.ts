// The process behind `local up`: moto, the gateway in front of it, and the services that the local AWS brings itself.
// Started detached by ../index.ts, with an IPC channel on which it reports progress and, once, that it is ready.
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HeadraceError } from "../../core/errors.ts";
import { diskFull, saysFull } from "../../core/full-disk.ts";
import { type Moto, startMoto } from "../moto/launch.ts";
import { trinoLibraries } from "../services/athena/real-trino/libraries.ts";
import { assemble } from "./assemble.ts";
import { endNow, endTogether } from "./end-together.ts";
import { identify } from "./identity.ts";
import { makePrivate } from "./private-folder.ts";
import { type LocalRecord, motoLogFile, objectsFolder, removeRecord, writeRecord } from "./record.ts";

/** What the daemon tells the process that started it. */
export type Report =
  | { type: "progress"; message: string }
  | { type: "ready" }
  | { type: "failed"; code: string; message: string; fix: string; exitCode: number };

const report = (message: Report): void => {
  if (process.connected) process.send?.(message);
};

const { values } = parseArgs({
  options: {
    state: { type: "string" },
    port: { type: "string" },
    region: { type: "string" },
    athena: { type: "string" },
  },
});
const state = String(values.state);
const region = String(values.region);

async function main(): Promise<void> {
  endTogether();
  // Who starts it waits until it is ready; where they are gone before that, nobody would know of it.
  process.once("disconnect", endNow);
  // What this process and those it starts write is for nobody else.
  process.umask(0o077);
  await makePrivate(state);
  // These are the logs of the account before, which is gone.
  await rm(join(state, "logs"), { recursive: true, force: true });
  const progress = (message: string): void => report({ type: "progress", message });
  const trino = values.athena === "trino" ? await trinoLibraries(progress) : undefined;
  const moto: Moto = await startMoto(motoLogFile(state), objectsFolder(state), progress);
  if (trino) progress("starting Trino");
  const instance = randomUUID();
  const port = Number(values.port ?? 0);
  const local = await assemble({ state, region, port, moto, instance, trino }).catch(
    async (error: unknown) => {
      await moto.stop();
      throw error;
    },
  );

  let ending = false;
  const stop = async () => {
    if (ending) return;
    ending = true;
    // Whatever hangs, the process ends.
    setTimeout(endNow, 8_000).unref();
    await removeRecord(state);
    await local.close();
    await moto.stop();
    await rm(objectsFolder(state), { recursive: true, force: true });
    endNow();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", () => undefined);
  // On a full disk the log gets no more lines: no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  process.on("unhandledRejection", (error) => console.error(new Date().toISOString(), error));
  moto.ended.then(() => {
    if (!ending) console.error(new Date().toISOString(), "moto ended by itself; the local AWS ends with it");
    return stop();
  });

  const daemon = identify(process.pid);
  if (!daemon) throw new Error("the process cannot identify itself");
  const record: LocalRecord = {
    version: 1,
    endpoint: local.endpoint,
    port: local.port,
    region,
    accountId: local.accountId,
    accessKeyId: local.root.accessKeyId,
    secretAccessKey: local.root.secretAccessKey,
    instance,
    state,
    pid: process.pid,
    daemon,
    moto: { process: moto.pid === undefined ? undefined : identify(moto.pid), container: moto.container },
    athena: trino ? "trino" : "duckdb",
    startedAt: new Date().toISOString(),
  };
  await writeRecord(record);
  process.removeListener("disconnect", endNow);
  report({ type: "ready" });
  if (process.connected) process.disconnect();
}

main().catch((thrown: unknown) => {
  const error = saysFull(thrown) ? diskFull([state], (thrown as Error).message) : thrown;
  const known = error instanceof HeadraceError;
  report({
    type: "failed",
    code: known ? error.code : "local_failed",
    message: known ? error.message : `The local AWS did not start: ${(error as Error).message}`,
    fix: known ? error.fix : `Look into local.log in ${state}.`,
    exitCode: known ? error.exitCode : 3,
  });
  if (!known) console.error(error);
  setTimeout(endNow, 50);
});
