// Runs submitted statements in their sessions, notes every state, and lets others wait for the end or cancel.
import { join } from "node:path";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { redshiftError } from "../dialect/errors.ts";
import { execute } from "../engine/execute.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { Session } from "../engine/session.ts";
import { systemFunctions } from "../engine/system-functions.ts";
import { changeSetting, settingOf } from "../statements/settings.ts";
import { bind } from "./parameters.ts";
import { isOver, type Records, type StatementRecord, type Status, type SubStatement } from "./records.ts";
import { statementError } from "./statement-error.ts";

/** What of a statement's runtime the service knows. */
export type RuntimeBase = Pick<
  Runtime,
  "cache" | "region" | "accountId" | "forward" | "as" | "history" | "databases"
>;

const CANCELLED = "ERROR: Query cancelled on user's request";

const INTERRUPT_MS = 50;

interface Running {
  done: Promise<void>;
  session?: Session;
  cancelled: boolean;
}

export class StatementRunner {
  readonly #records: Records;
  readonly #running = new Map<string, Running>();

  constructor(records: Records) {
    this.#records = records;
  }

  /** Begins a record in a session, as soon as `turn` is over; `after` is called at the end, whatever it was. */
  start(
    record: StatementRecord,
    tokens: readonly (readonly Token[] | SqlError)[],
    session: Promise<Session>,
    base: RuntimeBase,
    turn: Promise<unknown>,
    after: (session: Session | undefined) => Promise<void>,
  ): Promise<void> {
    const running: Running = { done: Promise.resolve(), cancelled: false };
    running.done = (async () => {
      try {
        await turn.catch(() => undefined);
        if (running.cancelled) return;
        await this.#mark(record, "PICKED");
        running.session = await session;
        await this.#run(record, tokens, running.session, base, running);
      } catch (error) {
        record.error = redshiftError(error);
        for (const statement of record.statements) {
          if (!isOver(statement.status))
            finish(statement, statement === record.statements[0] ? "FAILED" : "ABORTED", record.error);
        }
        await this.#mark(record, "FAILED");
      } finally {
        this.#running.delete(record.id);
        await after(await session.catch(() => undefined));
      }
    })();
    this.#running.set(record.id, running);
    return running.done;
  }

  /** Waits until a statement is over, for some seconds at most. */
  async wait(id: string, seconds: number): Promise<void> {
    const running = this.#running.get(id);
    if (!running || seconds <= 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
    });
    await Promise.race([running.done.catch(() => undefined), timeout]);
    clearTimeout(timer);
  }

  async cancel(record: StatementRecord): Promise<void> {
    const running = this.#running.get(record.id);
    if (!running) return;
    running.cancelled = true;
    if (running.session) {
      running.session.database.locks.cancel(
        running.session,
        new SqlError("ERROR", "Query cancelled on user's request"),
      );
      // An interrupt between two steps of a statement is lost: the next one is not.
      const { connection } = running.session;
      connection.interrupt();
      const again = setInterval(() => {
        if (this.#running.has(record.id)) connection.interrupt();
        else clearInterval(again);
      }, INTERRUPT_MS);
    }
    if (record.status === "SUBMITTED") await this.#abort(record);
  }

  async close(): Promise<void> {
    for (const id of [...this.#running.keys()]) {
      const record = await this.#records.get(id);
      if (record) await this.cancel(record);
    }
    await Promise.allSettled([...this.#running.values()].map((running) => running.done));
  }

  async #run(
    record: StatementRecord,
    tokens: readonly (readonly Token[] | SqlError)[],
    session: Session,
    base: RuntimeBase,
    running: Running,
  ): Promise<void> {
    const together = record.batch && record.executionMode === "TRANSACTION" && session.transaction === "none";
    await this.#mark(record, "STARTED");
    if (together) await session.begin(true);
    for (const [i, statement] of record.statements.entries()) {
      statement.status = "STARTED";
      statement.started = Date.now();
      statement.updated = statement.started;
      try {
        if (running.cancelled) throw new SqlError("ERROR", "Query cancelled on user's request");
        const own = tokens[i] as readonly Token[] | SqlError;
        if (own instanceof SqlError) throw own;
        const runtime = this.#runtime(record, i, session, base);
        const outcome = await execute(bind(own, record.parameters), runtime);
        statement.result = outcome.result;
        statement.written = outcome.written;
        finish(statement, "FINISHED");
      } catch (error) {
        const message = running.cancelled ? CANCELLED : statementError(error, statement.sql);
        finish(statement, running.cancelled ? "ABORTED" : "FAILED", message);
        if (together) await session.end("ROLLBACK").catch(() => undefined);
        if (record.batch && record.executionMode === "AUTO_COMMIT" && !running.cancelled) {
          record.error ??= message;
          continue;
        }
        if (running.cancelled) return this.#abort(record);
        record.error = message;
        for (const rest of record.statements.slice(i + 1)) finish(rest, "ABORTED");
        return this.#mark(record, "FAILED");
      }
    }
    if (together && session.transaction !== "none") {
      try {
        await session.end("COMMIT");
      } catch (error) {
        record.error = redshiftError(error);
        return this.#mark(record, "FAILED");
      }
    }
    await this.#mark(record, record.error === undefined ? "FINISHED" : "FAILED");
  }

  #runtime(record: StatementRecord, index: number, session: Session, base: RuntimeBase): Runtime {
    const statement = record.statements[index] as SubStatement;
    const calls = systemFunctions({
      session,
      accountId: base.accountId,
      queryId: statement.queryId,
      setting: (name) => settingOf(session, name),
      change: (name, value) => changeSetting(session, name, value),
    });
    return {
      ...base,
      session,
      calls,
      queryId: statement.queryId,
      folder: join(session.database.work, statement.id.replace(":", "-")),
      resultFile: this.#records.resultFile(record, index),
    };
  }

  async #abort(record: StatementRecord): Promise<void> {
    record.error = CANCELLED;
    for (const statement of record.statements)
      if (!isOver(statement.status)) finish(statement, "ABORTED", CANCELLED);
    await this.#mark(record, "ABORTED");
  }

  async #mark(record: StatementRecord, status: Status): Promise<void> {
    record.status = status;
    record.updated = Date.now();
    // What is on the way needs no file of its own: after a crash, whatever had no end was aborted.
    if (isOver(status)) await this.#records.save(record);
  }
}

function finish(statement: SubStatement, status: Status, error?: string): void {
  statement.status = status;
  statement.ended = Date.now();
  statement.updated = statement.ended;
  if (error !== undefined) statement.error = error;
}
