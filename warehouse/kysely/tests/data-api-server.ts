// A Redshift Data API over HTTP for the driver's tests: its wire form, its states, pages and sessions, on real SQL of DuckDB.
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type Answer, fieldsOf, metadataOf } from "./data-api-values.ts";
import { forDuckDb } from "./duckdb-sql.ts";

export interface Call {
  operation: string;
  input: Record<string, unknown>;
}

interface Statement {
  id: string;
  status: "STARTED" | "FINISHED" | "FAILED" | "ABORTED";
  answer?: Answer;
  error?: string;
  done: Promise<void>;
  connection: DuckDBConnection;
  subs?: { Id: string; Status: string; HasResultSet: boolean; ResultRows: number; Error?: string }[];
}

export class FakeDataApi {
  readonly calls: Call[] = [];
  pageRows = 1000;
  /** Answers the next calls of an operation with this exception, then goes on as usual. */
  readonly refusals: { operation: string; exception: string; message: string }[] = [];
  /** Statements that match fail this many times with Redshift's words. */
  readonly failures: { pattern: RegExp; message: string; times: number }[] = [];
  readonly #statements = new Map<string, Statement>();
  readonly #sessions = new Map<string, DuckDBConnection>();
  #instance!: DuckDBInstance;
  #server!: Server;
  endpoint = "";

  static async start(): Promise<FakeDataApi> {
    const api = new FakeDataApi();
    api.#instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const setup = await api.#instance.connect();
    await setup.run("create macro json_parse(x) as cast(x as json)");
    await setup.run("create macro getdate() as cast(now() as timestamp)");
    api.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", async () => {
        const operation = String(request.headers["x-amz-target"]).replace("RedshiftData.", "");
        const input = JSON.parse(Buffer.concat(chunks).toString());
        api.calls.push({ operation, input });
        try {
          response.setHeader("content-type", "application/x-amz-json-1.1");
          response.end(await api.#answer(operation, input));
        } catch (error) {
          const { name, message } = error as Error;
          response.statusCode = 400;
          response.end(JSON.stringify({ __type: name, message }));
        }
      });
    });
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    api.endpoint = `http://127.0.0.1:${(api.#server.address() as AddressInfo).port}`;
    return api;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    for (const session of this.#sessions.values()) session.closeSync();
    this.#instance.closeSync();
  }

  /** SQL past the API, to look at what a test left. */
  async look(sql: string): Promise<unknown[][]> {
    const connection = await this.#instance.connect();
    const reader = await connection.runAndReadAll(sql);
    connection.closeSync();
    return reader.getRowsJson() as unknown[][];
  }

  // biome-ignore lint/suspicious/noExplicitAny: the input is whatever a client sends
  async #answer(operation: string, input: any): Promise<string> {
    const refusal = this.refusals.findIndex((one) => one.operation === operation);
    if (refusal >= 0) {
      const [one] = this.refusals.splice(refusal, 1);
      throw exception(one?.exception ?? "", one?.message ?? "");
    }
    switch (operation) {
      case "ExecuteStatement":
        return this.#execute(input, [input.Sql], false);
      case "BatchExecuteStatement":
        return this.#execute(input, input.Sqls, true);
      case "DescribeStatement": {
        const statement = this.#statement(input.Id);
        await within(statement.done, input.WaitTimeSeconds);
        return JSON.stringify({
          Id: statement.id,
          Status: statement.status,
          HasResultSet: Boolean(statement.answer?.columns.length),
          ResultRows: statement.answer?.changed ?? -1,
          ...(statement.error && { Error: statement.error }),
          ...(statement.subs && { SubStatements: statement.subs }),
        });
      }
      case "CancelStatement": {
        const statement = this.#statement(input.Id);
        if (statement.status !== "STARTED")
          throw exception(
            "ValidationException",
            "Could not cancel a query that is already in finished state",
          );
        statement.status = "ABORTED";
        statement.error = "Query cancelled on user's request";
        statement.connection.interrupt();
        return JSON.stringify({ Status: true });
      }
      case "GetStatementResult": {
        const { answer } = this.#statement(input.Id);
        if (!answer) throw exception("ResourceNotFoundException", "Query does not have result");
        const from = Number(input.NextToken ?? 0);
        const rows = answer.rows.slice(from, from + this.pageRows);
        const next =
          from + this.pageRows < answer.rows.length ? { NextToken: String(from + this.pageRows) } : {};
        // Longs are written as they are: beyond 2^53 too, as the service does.
        const records = `[${rows.map((row) => `[${fieldsOf(answer, row).join(",")}]`).join(",")}]`;
        const rest = JSON.stringify({
          ColumnMetadata: metadataOf(answer),
          TotalNumRows: answer.rows.length,
          ...next,
        });
        return `{"Records":${records},${rest.slice(1)}`;
      }
      default:
        throw exception("ValidationException", `unknown operation ${operation}`);
    }
  }

  #statement(id: string): Statement {
    const statement = this.#statements.get(id);
    if (!statement) throw exception("ResourceNotFoundException", `Query ${id} does not exist`);
    return statement;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the input is whatever a client sends
  async #execute(input: any, sqls: string[], batch: boolean): Promise<string> {
    if (input.SessionId && (input.Database || input.WorkgroupName || input.ClusterIdentifier)) {
      throw exception("ValidationException", "Database can't be specified with SessionId");
    }
    for (const parameter of input.Parameters ?? []) {
      if (typeof parameter.value !== "string" || parameter.value === "") {
        throw exception("ValidationException", "parameter value must have length greater than or equal to 1");
      }
      if (!sqls.some((sql) => new RegExp(`:${parameter.name}\\b`).test(sql))) {
        throw exception(
          "ValidationException",
          `Parameters list contains unused parameters: [${parameter.name}]`,
        );
      }
    }
    let sessionId = input.SessionId;
    let connection = this.#sessions.get(sessionId);
    if (sessionId && !connection)
      throw exception("ValidationException", `Session ${sessionId} is not available`);
    connection ??= await this.#instance.connect();
    if (!sessionId && input.SessionKeepAliveSeconds) {
      sessionId = randomUUID();
      this.#sessions.set(sessionId, connection);
    }
    const id = randomUUID();
    const statement: Statement = { id, status: "STARTED", done: Promise.resolve(), connection };
    this.#statements.set(id, statement);
    statement.done = batch
      ? this.#runBatch(statement, sqls, input.Parameters ?? [])
      : this.#run(statement, sqls[0] as string, input.Parameters ?? []);
    await within(statement.done, input.WaitTimeSeconds);
    const state = input.WaitTimeSeconds
      ? { Status: statement.status, HasResultSet: Boolean(statement.answer?.columns.length) }
      : {};
    return JSON.stringify({ Id: id, ...state, ...(sessionId && { SessionId: sessionId }) });
  }

  /** Ends of sessions, as when their time is over. */
  endSessions(): void {
    this.#sessions.clear();
  }

  async #run(
    statement: Statement,
    sql: string,
    parameters: { name: string; value: string }[],
  ): Promise<void> {
    try {
      statement.answer = await this.#query(statement.connection, sql, parameters);
      if (statement.status === "STARTED") statement.status = "FINISHED";
    } catch (error) {
      if (statement.status === "ABORTED") return;
      statement.status = "FAILED";
      statement.error = `ERROR: ${(error as Error).message}`;
    }
  }

  async #runBatch(
    statement: Statement,
    sqls: string[],
    parameters: { name: string; value: string }[],
  ): Promise<void> {
    statement.subs = [];
    await statement.connection.run("begin");
    for (const [index, sql] of sqls.entries()) {
      const sub: Statement = { ...statement, id: `${statement.id}:${index + 1}`, status: "STARTED" };
      this.#statements.set(sub.id, sub);
      await this.#run(sub, sql, parameters);
      statement.subs.push({
        Id: sub.id,
        Status: sub.status,
        HasResultSet: Boolean(sub.answer?.columns.length),
        ResultRows: sub.answer?.changed ?? -1,
        ...(sub.error && { Error: sub.error }),
      });
      if (sub.status === "FAILED") {
        await statement.connection.run("rollback");
        statement.status = "FAILED";
        statement.error = `Query #${index + 1} failed with ${sub.error}`;
        return;
      }
    }
    await statement.connection.run("commit");
    statement.status = "FINISHED";
  }

  async #query(
    connection: DuckDBConnection,
    sql: string,
    parameters: { name: string; value: string }[],
  ): Promise<Answer> {
    const failure = this.failures.find((one) => one.times > 0 && one.pattern.test(sql));
    if (failure) {
      failure.times--;
      throw new Error(failure.message);
    }
    const used = parameters.filter(({ name }) => new RegExp(`:${name}\\b`).test(sql));
    const text = forDuckDb(sql).replace(/("[^"]*"|'[^']*')|:(?=[a-z]\w*)/g, (_, quoted) => quoted ?? "$");
    const prepared = await connection.prepare(text);
    for (const { name, value } of used) prepared.bindVarchar(prepared.parameterIndex(name), value);
    const reader = await prepared.runAndReadAll();
    const changes = reader.rowsChanged;
    const written = /^\s*(insert|update|delete|merge)\b/i.test(sql);
    const shown = /^\s*(select|with|explain)\b/i.test(sql);
    return {
      columns: shown ? reader.columnNames().map((name, i) => ({ name, type: reader.columnType(i) })) : [],
      rows: shown ? reader.getRows() : [],
      changed: written ? Number(changes) : shown ? reader.currentRowCount : 0,
    };
  }
}

function exception(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

async function within(done: Promise<void>, seconds: number | undefined): Promise<void> {
  if (!seconds) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}
