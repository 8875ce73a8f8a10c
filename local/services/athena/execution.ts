// One query execution: what was asked, its state, what it left; and the store that keeps executions over restarts.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Encryption } from "../../sql/upload.ts";
import type { StatementKind, StatementResult } from "./statements/statement.ts";

export type State = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

export interface Execution {
  id: string;
  query: string;
  parameters: string[];
  kind: StatementKind;
  type: string;
  workgroup: string;
  database?: string;
  catalog?: string;
  enforced: boolean;
  encryption: Encryption;
  encryptionConfiguration?: { EncryptionOption?: string; KmsKey?: string };
  bytesScannedCutoff?: number;
  /** s3:// folder of its results, with a slash at its end. */
  outputFolder: string;
  /** The result's own object. */
  outputLocation: string;
  state: State;
  reason?: string;
  /** Athena's error category: 1 system, 2 user. */
  errorCategory?: number;
  submitted: number;
  started?: number;
  completed?: number;
  scannedBytes: number;
  outcome?: StatementResult;
}

const KEPT_MS = 45 * 24 * 3600 * 1000;

export class ExecutionStore {
  readonly #folder: string;
  readonly #executions = new Map<string, Execution>();
  readonly #tokens = new Map<string, { id: string; digest: string }>();
  #loaded: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Newest last. */
  async all(): Promise<Execution[]> {
    await this.#load();
    return [...this.#executions.values()];
  }

  async get(id: string): Promise<Execution | undefined> {
    await this.#load();
    return this.#executions.get(id);
  }

  /** The id that a request with this token got before; undefined where it is new, "changed" where it said otherwise. */
  async tokenUsed(token: string | undefined, request: unknown): Promise<string | "changed" | undefined> {
    await this.#load();
    const used = token === undefined ? undefined : this.#tokens.get(token);
    if (!used) return undefined;
    return used.digest === digestOf(request) ? used.id : "changed";
  }

  rememberToken(token: string | undefined, request: unknown, id: string): void {
    if (token !== undefined) this.#tokens.set(token, { id, digest: digestOf(request) });
  }

  newId(): string {
    return randomUUID();
  }

  resultFile(id: string): string {
    return join(this.#folder, `${id}.parquet`);
  }

  async save(execution: Execution): Promise<void> {
    this.#executions.set(execution.id, execution);
    await mkdir(this.#folder, { recursive: true });
    const file = join(this.#folder, `${execution.id}.json`);
    await writeFile(`${file}.part`, JSON.stringify(execution));
    await rename(`${file}.part`, file);
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  async #read(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const found: Execution[] = [];
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith(".json")) continue;
      const file = join(this.#folder, name);
      if (Date.now() - (await stat(file)).mtimeMs > KEPT_MS) {
        await rm(file, { force: true });
        await rm(file.replace(/json$/, "parquet"), { force: true });
        continue;
      }
      const execution = JSON.parse(await readFile(file, "utf8")) as Execution;
      if (execution.state === "QUEUED" || execution.state === "RUNNING") {
        execution.state = "FAILED";
        execution.reason = "GENERIC_INTERNAL_ERROR: the local AWS was ended while the query ran";
        execution.errorCategory = 1;
        execution.completed = Date.now();
      }
      found.push(execution);
    }
    found.sort((a, b) => a.submitted - b.submitted);
    for (const execution of found) this.#executions.set(execution.id, execution);
  }
}

function digestOf(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("hex");
}
