// Runs queries, a few at a time, and writes their results to the output location.
import { join } from "node:path";
import { ObjectCache, parseS3 } from "../../sql/objects.ts";
import type { ClientPool, Principal } from "../../sql/principal.ts";
import { columnAt } from "../../sql/results.ts";
import { identifier, literal, SqlError } from "../../sql/tokens.ts";
import { uploadFile, uploadText } from "../../sql/upload.ts";
import { QueryEnvironment } from "./environment.ts";
import type { Execution, ExecutionStore } from "./execution.ts";
import type { Trino } from "./real-trino/engine.ts";
import { type Slot, Slots } from "./slot.ts";
import type { Recognised, StatementResult } from "./statements/statement.ts";
import { stateReason, trinoError } from "./trino/errors.ts";
import { formatHeader, textOf } from "./trino/format.ts";

const AT_ONCE = 4;
const INTERRUPT_MS = 50;

export class Runner {
  readonly #state: string;
  readonly #clients: ClientPool;
  readonly #store: ExecutionStore;
  readonly #cache: ObjectCache;
  readonly #free: Slots;
  readonly #waiting: (() => void)[] = [];
  readonly #running = new Map<string, QueryEnvironment>();
  readonly #all = new Set<Promise<void>>();
  readonly #trino: () => Trino | undefined;
  #slots = AT_ONCE;

  /** @param trino what queries run on; DuckDB where absent */
  constructor(state: string, clients: ClientPool, store: ExecutionStore, trino: () => Trino | undefined) {
    this.#trino = trino;
    this.#state = state;
    this.#clients = clients;
    this.#store = store;
    this.#cache = new ObjectCache(join(state, "objects"));
    this.#free = new Slots(join(state, "work"), join(state, "executions"));
  }

  /** Begins a query that was saved as QUEUED. */
  start(execution: Execution, what: Recognised, caller: Principal): void {
    const run = this.#run(execution, what, caller).finally(() => this.#all.delete(run));
    this.#all.add(run);
  }

  /** Cancels a query; one that is over stays as it is. */
  async stop(execution: Execution): Promise<void> {
    if (execution.state !== "QUEUED" && execution.state !== "RUNNING") return;
    execution.state = "CANCELLED";
    execution.reason = "Query cancelled by user";
    execution.completed = Date.now();
    this.#interrupt(execution.id);
    await this.#store.save(execution);
  }

  /** Interrupts until the query has noticed: an interrupt between two of its steps is lost. */
  #interrupt(id: string): void {
    const environment = this.#running.get(id);
    if (!environment) return;
    environment.connection.interrupt();
    setTimeout(() => this.#interrupt(id), INTERRUPT_MS);
  }

  async close(): Promise<void> {
    for (const execution of await this.#store.all()) {
      if (execution.state === "QUEUED" || execution.state === "RUNNING") await this.stop(execution);
    }
    await Promise.allSettled(this.#all);
    await this.#free.close();
  }

  async #run(execution: Execution, what: Recognised, caller: Principal): Promise<void> {
    if (this.#slots > 0) this.#slots--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      if (execution.state === "QUEUED") await this.#execute(execution, what, caller);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#slots++;
    }
  }

  async #execute(execution: Execution, { tokens, statement }: Recognised, caller: Principal): Promise<void> {
    execution.state = "RUNNING";
    execution.started = Date.now();
    let slot: Slot | undefined;
    let environment: QueryEnvironment | undefined;
    try {
      slot = await this.#free.take();
      environment = new QueryEnvironment(slot, this.#clients.as(caller), this.#cache);
      this.#running.set(execution.id, environment);
      const outcome = await statement.run({
        environment,
        tokens,
        text: execution.query,
        database: execution.database,
        queryId: execution.id,
        outputFolder: execution.outputFolder,
        enforced: execution.enforced,
        encryption: execution.encryption,
        trino: this.#trino(),
        resultFile: this.#store.resultFile(execution.id),
      });
      execution.scannedBytes = environment.scannedBytes;
      const cutoff = execution.bytesScannedCutoff;
      if (cutoff && execution.scannedBytes > cutoff) {
        throw new SqlError("CANCELLED", "Bytes scanned limit was exceeded", 0, 0);
      }
      await this.#writeResult(execution, outcome, environment);
      execution.outcome = outcome;
      if (execution.state === "RUNNING") {
        // Together: whoever sees that it is over asks when it was.
        execution.completed = Date.now();
        execution.state = "SUCCEEDED";
      }
    } catch (error) {
      // A query that was stopped fails in whatever it was doing; its state says why already.
      if (execution.state === "RUNNING") {
        const fault = serviceError(error) ?? trinoError(error, tokens);
        execution.completed = Date.now();
        execution.state = fault.code === "CANCELLED" ? "CANCELLED" : "FAILED";
        execution.reason = fault.code === "CANCELLED" ? fault.message : stateReason(fault);
        execution.errorCategory = fault.code === "GENERIC_INTERNAL_ERROR" ? 1 : 2;
      }
    } finally {
      this.#running.delete(execution.id);
      const isWell = execution.state === "SUCCEEDED";
      if (slot) await this.#free.giveBack(slot, isWell, environment?.hasViews ?? false);
    }
    execution.completed ??= Date.now();
    await this.#store.save(execution);
  }

  /** Rows as CSV with everything quoted, other outcomes as text; beside them a description of the columns. */
  async #writeResult(
    execution: Execution,
    outcome: StatementResult,
    environment: QueryEnvironment,
  ): Promise<void> {
    const { s3 } = environment.clients;
    const target = parseS3(execution.outputLocation);
    const encryption = execution.encryption;
    if (outcome.kind === "rows") {
      const { result } = outcome;
      const file = join(environment.folder, "result.csv");
      const list = result.columns.map((column, i) => {
        const name = identifier(columnAt(i));
        return `${textOf(name, column.type)} AS ${name}`;
      });
      const body = join(environment.folder, "body.csv");
      await environment.connection.run(
        `COPY (SELECT ${list.join(", ")} FROM read_parquet(${literal(result.file)})) TO ${literal(body)} (FORMAT csv, HEADER false, FORCE_QUOTE *)`,
      );
      await formatHeader(
        result.columns.map((column) => column.name),
        body,
        file,
      );
      await uploadFile(s3, file, target, encryption);
    } else if (outcome.kind === "text") {
      const text = outcome.rows.map((row) => `${row.join("\t")}\n`).join("");
      await uploadText(s3, text, target, encryption);
    }
    if (outcome.kind !== "none") {
      const columns =
        outcome.kind === "rows" ? outcome.result.columns : outcome.columns.map((name) => ({ name }));
      const metadata = { ...target, key: `${target.key}.metadata` };
      await uploadText(s3, JSON.stringify({ columns }), metadata, encryption);
    }
  }
}

/** Errors of S3 and Glue: what the caller may not do or what is not there. */
function serviceError(error: unknown): SqlError | undefined {
  const fault = error as { name?: string; message?: string; $metadata?: { httpStatusCode?: number } };
  if (!fault.$metadata) return undefined;
  if (fault.$metadata.httpStatusCode === 403 || /AccessDenied/.test(fault.name ?? "")) {
    return new SqlError("PERMISSION_DENIED", `${fault.name}: ${fault.message}`, 0, 0);
  }
  if (fault.name === "NoSuchBucket") {
    return new SqlError(
      "HIVE_METASTORE_ERROR",
      `The specified bucket does not exist: ${fault.message}`,
      0,
      0,
    );
  }
  return new SqlError("GENERIC_INTERNAL_ERROR", `${fault.name}: ${fault.message}`, 0, 0);
}
