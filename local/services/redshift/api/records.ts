// Statements as the Data API remembers them: for 24 hours, in files of the state folder, so that they survive a restart.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SpilledResult } from "../../../sql/results.ts";
import type { Parameter } from "./parameters.ts";

export type Status = "SUBMITTED" | "PICKED" | "STARTED" | "FINISHED" | "FAILED" | "ABORTED";

export interface SubStatement {
  id: string;
  sql: string;
  status: Status;
  created: number;
  updated: number;
  started?: number;
  ended?: number;
  error?: string;
  result?: SpilledResult;
  written?: number;
  queryId: number;
}

export interface StatementRecord {
  id: string;
  batch: boolean;
  statements: SubStatement[];
  status: Status;
  error?: string;
  created: number;
  updated: number;
  warehouse: string;
  kind: "cluster" | "workgroup";
  /** What the warehouse's data is kept under. */
  data: string;
  database: string;
  user: string;
  secretArn?: string;
  name?: string;
  parameters: Parameter[];
  format: "JSON" | "CSV";
  sessionId?: string;
  clientToken?: string;
  executionMode?: string;
  caller: string;
}

const KEPT_MS = 24 * 3600 * 1000;
const UNTIL_NEXT_SWEEP_MS = 3600 * 1000;

export const isOver = (status: Status): boolean => ["FINISHED", "FAILED", "ABORTED"].includes(status);

export class Records {
  readonly #folder: string;
  readonly #records = new Map<string, StatementRecord>();
  #loaded: Promise<void> | undefined;
  #swept = 0;
  #nextQuery = 1000;

  constructor(folder: string) {
    this.#folder = folder;
  }

  nextQueryId(): number {
    return this.#nextQuery++;
  }

  /** Oldest first. */
  async all(): Promise<StatementRecord[]> {
    await this.#load();
    return [...this.#records.values()];
  }

  /** Those read already; for the system views. */
  known(): StatementRecord[] {
    return [...this.#records.values()];
  }

  async get(id: string): Promise<StatementRecord | undefined> {
    await this.#load();
    return this.#records.get(id);
  }

  async byToken(token: string | undefined, caller: string): Promise<StatementRecord | undefined> {
    if (token === undefined) return undefined;
    return (await this.all()).find((record) => record.clientToken === token && record.caller === caller);
  }

  resultFile(record: StatementRecord, index: number): string {
    return join(this.#folder, `${record.id}-${index + 1}.parquet`);
  }

  async save(record: StatementRecord): Promise<void> {
    await this.#load();
    this.#records.set(record.id, record);
    const file = join(this.#folder, `${record.id}.json`);
    // Each writer its own part: two saves of one record may overlap.
    const part = `${file}.${record.updated}.${Math.random().toString(36).slice(2)}.part`;
    await writeFile(part, JSON.stringify(record));
    await rename(part, file);
    if (Date.now() - this.#swept > UNTIL_NEXT_SWEEP_MS) await this.#sweep();
  }

  async #sweep(): Promise<void> {
    this.#swept = Date.now();
    for (const record of this.#records.values()) {
      if (!isOver(record.status) || Date.now() - record.updated < KEPT_MS) continue;
      this.#records.delete(record.id);
      await rm(join(this.#folder, `${record.id}.json`), { force: true });
      for (const [i] of record.statements.entries()) await rm(this.resultFile(record, i), { force: true });
    }
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  async #read(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const found: StatementRecord[] = [];
    for (const name of await readdir(this.#folder)) {
      if (name.endsWith(".part")) await rm(join(this.#folder, name), { force: true });
      if (!name.endsWith(".json")) continue;
      const record = JSON.parse(await readFile(join(this.#folder, name), "utf8")) as StatementRecord;
      if (!isOver(record.status)) {
        record.status = "ABORTED";
        record.error = "ERROR: the local AWS was ended while the statement ran";
        record.updated = Date.now();
        for (const statement of record.statements)
          if (!isOver(statement.status)) statement.status = "ABORTED";
      }
      for (const { queryId } of record.statements) this.#nextQuery = Math.max(this.#nextQuery, queryId + 1);
      found.push(record);
    }
    found.sort((a, b) => a.created - b.created);
    for (const record of found) this.#records.set(record.id, record);
    await this.#sweep();
  }
}
