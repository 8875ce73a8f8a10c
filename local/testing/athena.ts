// For tests: Athena over the fake AWS's small lake, and a query run to its end.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { athena } from "../services/athena/index.ts";
import { Trino } from "../services/athena/real-trino/engine.ts";
import { trinoLibraries } from "../services/athena/real-trino/libraries.ts";
import { type FakeAws, fakeAws } from "./fake-aws.ts";
import { makeLake } from "./lake.ts";

export interface Ran {
  execution: QueryExecution;
  state: string | undefined;
  reason: string | undefined;
  /** The first page, header included. */
  rows: (string | null)[][];
  types: (string | undefined)[];
}

export class TestAthena {
  readonly aws: FakeAws;
  readonly client: AthenaClient;
  readonly #folder: string;
  readonly #trino: Trino | undefined;

  private constructor(aws: FakeAws, client: AthenaClient, folder: string, trino: Trino | undefined) {
    this.#trino = trino;
    this.aws = aws;
    this.client = client;
    this.#folder = folder;
  }

  /** On the real Trino where HEADRACE_ATHENA says so. */
  static async start(): Promise<TestAthena> {
    const folder = await mkdtemp(join(tmpdir(), "athena-"));
    let trino: Trino | undefined;
    const aws = await fakeAws(
      {
        athena: (context) =>
          athena({
            ...context,
            get trino() {
              return trino;
            },
          }),
      },
      folder,
    );
    if (process.env.HEADRACE_ATHENA === "trino") {
      const root = { region: "us-east-1", accessKeyId: "AKIAREADER", secretAccessKey: "x" };
      const libraries = await trinoLibraries(() => undefined);
      trino = await Trino.start(libraries, { endpoint: aws.context.endpoint, ...root }, folder);
    }
    aws.workgroups.set("primary", { Name: "primary", State: "ENABLED", Configuration: {} });
    aws.workgroups.set("strict", {
      Name: "strict",
      State: "ENABLED",
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 10,
        ResultConfiguration: { OutputLocation: "s3://results/strict/" },
      },
    });
    await makeLake(aws, folder);
    const client = new AthenaClient({
      endpoint: aws.context.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIAREADER", secretAccessKey: "x" },
    });
    return new TestAthena(aws, client, folder, trino);
  }

  /** Whether SELECTs run on the real Trino. */
  get isTrino(): boolean {
    return this.#trino !== undefined;
  }

  async close(): Promise<void> {
    this.#trino?.close();
    this.client.destroy();
    await this.aws.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async run(
    sql: string,
    options: { parameters?: string[]; workgroup?: string; database?: string } = {},
  ): Promise<Ran> {
    const { QueryExecutionId } = await this.client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database: options.database ?? "acme" },
        ResultConfiguration: { OutputLocation: "s3://results/q" },
        ExecutionParameters: options.parameters,
        WorkGroup: options.workgroup,
      }),
    );
    for (;;) {
      const answer = await this.client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const execution = answer.QueryExecution as QueryExecution;
      const state = execution.Status?.State;
      if (state === "SUCCEEDED") {
        const { ResultSet } = await this.client.send(new GetQueryResultsCommand({ QueryExecutionId }));
        return {
          execution,
          state,
          reason: undefined,
          rows: (ResultSet?.Rows ?? []).map((row) =>
            (row.Data ?? []).map((cell) => cell.VarCharValue ?? null),
          ),
          types: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => column.Type),
        };
      }
      if (state === "FAILED" || state === "CANCELLED") {
        return { execution, state, reason: execution.Status?.StateChangeReason, rows: [], types: [] };
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  /** All rows of an answer, without its header. */
  async allRows(id: string | undefined): Promise<(string | null)[][]> {
    const found: (string | null)[][] = [];
    for await (const page of paginateGetQueryResults({ client: this.client }, { QueryExecutionId: id })) {
      for (const row of page.ResultSet?.Rows ?? [])
        found.push((row.Data ?? []).map((cell) => cell.VarCharValue ?? null));
    }
    return found.slice(1);
  }
}
