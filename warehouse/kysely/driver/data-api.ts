// The Data API as the driver uses it: a statement is submitted, waited for, read page by page, cancelled.

import { randomUUID } from "node:crypto";
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type ExecuteStatementOutput,
  GetStatementResultCommand,
  type RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import type { DialectSettings } from "../config.ts";
import type { RedshiftError } from "../errors.ts";
import { callError, checkLength, statementError } from "./api-errors.ts";
import type {
  ColumnMetadata,
  DataApiClient,
  Field,
  SqlParameter,
  StatementDescription,
} from "./api-types.ts";
import { keepLongsExact } from "./exact-longs.ts";
import { LongPolls } from "./long-polls.ts";
import { isThrottled, pause, withRetry } from "./retry.ts";

export interface Submission {
  sql: string;
  parameters: SqlParameter[];
  /** Runs in this session, … */
  sessionId?: string | undefined;
  /** … or opens one. */
  openSession?: boolean;
  signal?: AbortSignal | undefined;
}

/** A statement that has ended well. */
export interface Finished {
  id: string;
  sql: string;
  hasResultSet: boolean;
  sessionId: string | undefined;
  /** Where its batch has told it already. */
  resultRows?: number | undefined;
}

export interface Page {
  columns: ColumnMetadata[];
  records: Field[][];
  /** Of the page that follows. */
  next?: string | undefined;
}

type State = { Status?: string | undefined; HasResultSet?: boolean | undefined };

export class DataApi {
  readonly settings: DialectSettings;
  readonly #client: RedshiftDataClient;
  readonly #polls: LongPolls;

  constructor(client: DataApiClient, settings: DialectSettings) {
    // It takes the same commands; here their types are of use.
    this.#client = client as RedshiftDataClient;
    this.#polls = LongPolls.of(client);
    this.settings = settings;
  }

  /** Runs one statement to its end. `started` hears its id as soon as it is known, for whoever may cancel it. */
  async run(submission: Submission, started?: (id: string) => void): Promise<Finished> {
    const { sql, sessionId, signal } = submission;
    // Waiting at the service hides the id that a cancellation needs: with a signal, ask for the id first.
    const submitted = await this.#submit(submission, signal ? 0 : this.settings.waitSeconds);
    const id = submitted.Id as string;
    started?.(id);
    const state = await this.#end(id, sql, submitted, signal);
    return {
      id,
      sql,
      hasResultSet: state.HasResultSet ?? false,
      sessionId: submitted.SessionId ?? sessionId,
    };
  }

  /** Begins one statement, for whoever asks about it later. Answers its id. */
  async submit(submission: Submission): Promise<string> {
    return (await this.#submit(submission, 0)).Id as string;
  }

  #submit(submission: Submission, wait: number): Promise<ExecuteStatementOutput> {
    const { sql, parameters, sessionId, signal } = submission;
    checkLength(sql);
    const input = {
      Sql: sql,
      ClientToken: randomUUID(),
      ...(parameters.length > 0 && { Parameters: parameters }),
      ...(sessionId ? { SessionId: sessionId } : this.settings.target),
      ...(submission.openSession &&
        !sessionId && { SessionKeepAliveSeconds: this.settings.sessionKeepAliveSeconds }),
      ...(this.settings.statementName && { StatementName: this.settings.statementName }),
    };
    return this.#call(
      sql,
      () =>
        this.#polls.call(wait, (seconds) =>
          this.#client.send(new ExecuteStatementCommand({ ...input, ...waitTime(seconds) })),
        ),
      signal,
      // Others may wait for this very session: a refusal for now must not end its transaction.
      sessionId !== undefined,
    );
  }

  /** Runs the statements as one transaction: all or none. Answers the id of each, in order. */
  async runBatch(sqls: string[], parameters: SqlParameter[], signal?: AbortSignal): Promise<Finished[]> {
    for (const sql of sqls) checkLength(sql);
    const wait = signal ? 0 : this.settings.waitSeconds;
    const input = {
      Sqls: sqls,
      ClientToken: randomUUID(),
      ...(parameters.length > 0 && { Parameters: parameters }),
      ...this.settings.target,
      ...(this.settings.statementName && { StatementName: this.settings.statementName }),
    };
    const sql = sqls.join(";\n");
    const submitted = await this.#call(
      sql,
      () =>
        this.#polls.call(wait, (seconds) =>
          this.#client.send(new BatchExecuteStatementCommand({ ...input, ...waitTime(seconds) })),
        ),
      signal,
    );
    const id = submitted.Id as string;
    await this.#end(id, sql, submitted, signal, sqls).catch(async (error) => {
      if (signal?.aborted) await this.cancel(id, sql);
      throw error;
    });
    const described = await this.describe(id, sql);
    return sqls.map((one, index) => {
      const sub = described.SubStatements?.[index];
      return {
        id: sub?.Id ?? `${id}:${index + 1}`,
        sql: one,
        hasResultSet: sub?.HasResultSet ?? false,
        sessionId: undefined,
        resultRows: sub?.ResultRows,
      };
    });
  }

  /** The result's pages, one in memory at a time. */
  async *pages(statement: Pick<Finished, "id" | "sql">, signal?: AbortSignal): AsyncGenerator<Page> {
    let token: string | undefined;
    let columns: ColumnMetadata[] = [];
    do {
      const page: Page = await this.page(statement, token, signal);
      if (page.columns.length > 0) columns = page.columns;
      yield { columns, records: page.records };
      token = page.next;
    } while (token);
  }

  /** One page of the result: the first, or what a page before named as its next. */
  async page(statement: Pick<Finished, "id" | "sql">, token?: string, signal?: AbortSignal): Promise<Page> {
    const input = { Id: statement.id, ...(token && { NextToken: token }) };
    const { ColumnMetadata, Records, NextToken } = await this.#call(
      statement.sql,
      () => this.#client.send(keepLongsExact(new GetStatementResultCommand(input)), abortable(signal)),
      signal,
      // The statement has run: to fail it now would be to say that it had not.
      true,
    );
    return { columns: ColumnMetadata ?? [], records: Records ?? [], next: NextToken || undefined };
  }

  /** The rows that the statement wrote, by its description; undefined where Redshift does not say. */
  async rowsAffected(statement: Finished): Promise<bigint | undefined> {
    const rows = statement.resultRows ?? (await this.describe(statement.id, statement.sql)).ResultRows;
    return rows === undefined || rows < 0 ? undefined : BigInt(rows);
  }

  describe(id: string, sql: string, wait = 0, signal?: AbortSignal): Promise<StatementDescription> {
    return this.#call(
      sql,
      () =>
        this.#polls.call(wait, (seconds) =>
          this.#client.send(
            new DescribeStatementCommand({ Id: id, ...waitTime(seconds) }),
            abortable(signal),
          ),
        ),
      signal,
      // The statement is under way, and its caller must hear how it ends.
      true,
    );
  }

  /** Cancels the statement and waits until it has stopped; one that has already ended is left as it is. */
  async cancel(id: string, sql: string): Promise<void> {
    try {
      await this.#call(sql, () => this.#client.send(new CancelStatementCommand({ Id: id })));
    } catch (error) {
      if ((error as RedshiftError).exception !== "ValidationException") throw error;
    }
    await this.#end(id, sql, {}).catch(() => undefined);
  }

  #end(id: string, sql: string, first: State, signal?: AbortSignal, batch?: string[]): Promise<State> {
    return this.#polls.asking(() => this.#untilEnd(id, sql, first, signal, batch));
  }

  async #untilEnd(
    id: string,
    sql: string,
    first: State,
    signal?: AbortSignal,
    batch?: string[],
  ): Promise<State> {
    let state: State = first;
    for (let round = 0; ; round++) {
      if (state.Status === "FINISHED") return state;
      if (state.Status === "FAILED" || state.Status === "ABORTED")
        throw await this.#failure(id, sql, state, batch);
      signal?.throwIfAborted();
      const asked = performance.now();
      state = await this.describe(id, sql, this.settings.waitSeconds, signal);
      const took = performance.now() - asked;
      // Where the call did not wait the answer came at once: then pause between the questions.
      if (!isEnd(state) && took < 500) await pause(this.#polls.pauseMs(round), signal);
    }
  }

  async #failure(id: string, sql: string, state: State, batch?: string[]): Promise<RedshiftError> {
    const known = state as Partial<StatementDescription>;
    return statementError(
      id,
      known.Error === undefined ? await this.describe(id, sql) : known,
      batch ?? [sql],
    );
  }

  /** @param patient whether the service may say "not now" for as long as a session lives, and not a few times only */
  async #call<T>(sql: string, send: () => Promise<T>, signal?: AbortSignal, patient = false): Promise<T> {
    const { retry, sessionKeepAliveSeconds } = this.settings;
    const until = Date.now() + sessionKeepAliveSeconds * 1000;
    try {
      return await (patient
        ? withRetry(
            send,
            (error) => isThrottled(error) && Date.now() < until,
            { ...retry, attempts: Number.POSITIVE_INFINITY },
            signal,
          )
        : withRetry(send, isThrottled, retry, signal));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw callError(error, sql);
    }
  }

  destroy(): void {
    this.#client.destroy();
  }
}

function isEnd(state: State): boolean {
  return state.Status === "FINISHED" || state.Status === "FAILED" || state.Status === "ABORTED";
}

function waitTime(seconds: number): { WaitTimeSeconds?: number } {
  return seconds > 0 ? { WaitTimeSeconds: seconds } : {};
}

function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
