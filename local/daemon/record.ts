// state/local.json: which local AWS runs for a state folder, for every other process that wants to reach or end it.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessIdentity } from "./identity.ts";

/** A running local AWS. */
export interface LocalAws {
  /** http://127.0.0.1:PORT */
  endpoint: string;
  port: number;
  region: string;
  accountId: string;
  /** The keys of the account's root: made anew for each start, and in no other file than the record. */
  accessKeyId: string;
  secretAccessKey: string;
  /** Another one for each start: what Terraform's state says of another instance's resources is gone. */
  instance: string;
  /** The folder that holds its files. */
  state: string;
  pid: number;
}

export interface LocalRecord extends LocalAws {
  version: 1;
  daemon: ProcessIdentity;
  /** moto's process, or its container's name. */
  moto: { process?: ProcessIdentity; container?: string };
  /** What Athena's queries run on. */
  athena?: AthenaEngine;
  startedAt: string;
}

export type AthenaEngine = "duckdb" | "trino";

export const recordFile = (state: string): string => join(state, "local.json");
export const logFile = (state: string): string => join(state, "local.log");
/** Large S3 objects, as long as the local AWS runs. */
export const objectsFolder = (state: string): string => join(state, "objects");
export const motoLogFile = (state: string): string => join(state, "moto.log");

export async function readRecord(state: string): Promise<LocalRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(recordFile(state), "utf8")) as LocalRecord;
    return record.version === 1 && typeof record.port === "number" ? record : undefined;
  } catch {
    return undefined;
  }
}

export async function writeRecord(record: LocalRecord): Promise<void> {
  const draft = `${recordFile(record.state)}.${process.pid}`;
  await rm(draft, { force: true });
  // Nobody else's from its first byte on, whatever the process's umask is.
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  await rename(draft, recordFile(record.state));
}

export async function removeRecord(state: string): Promise<void> {
  await rm(recordFile(state), { force: true });
}

export function publicPart(record: LocalRecord): LocalAws {
  const { endpoint, port, region, accountId, accessKeyId, secretAccessKey, instance, state, pid } = record;
  return { endpoint, port, region, accountId, accessKeyId, secretAccessKey, instance, state, pid };
}
