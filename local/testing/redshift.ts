// For tests: the Data API over the fake AWS's small lake, with a cluster `wh` and an external schema `lake`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { redshiftData } from "../services/redshift/index.ts";
import { type FakeAws, fakeAws } from "./fake-aws.ts";
import { makeLake } from "./lake.ts";

export const ROLE = "arn:aws:iam::123456789012:role/spectrum";
export const TARGET = { ClusterIdentifier: "wh", Database: "analytics", DbUser: "admin" };

export interface Ran {
  id: string;
  status: string | undefined;
  error: string | undefined;
  /** Rows that the statement wrote or answered with. */
  written: number | undefined;
  rows: unknown[][];
  /** `name:type` */
  columns: string[];
  /** `numeric(12,2)` for decimals, the type's name for others. */
  types: string[];
}

/** The value of a field. */
export const plain = (field: Field): unknown =>
  field.isNull ? null : (field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue);

export class TestWarehouse {
  readonly aws: FakeAws;
  readonly client: RedshiftDataClient;
  readonly #folder: string;

  private constructor(aws: FakeAws, client: RedshiftDataClient, folder: string) {
    this.aws = aws;
    this.client = client;
    this.#folder = folder;
  }

  /** @param region of the warehouse: a statement asks that of its own region */
  static async start(region = "us-east-1"): Promise<TestWarehouse> {
    const folder = await mkdtemp(join(tmpdir(), "redshift-"));
    const aws = await fakeAws({ redshift: redshiftData }, folder);
    aws.roles.set("spectrum", '{"Statement":[{"Principal":{"Service":"redshift.amazonaws.com"}}]}');
    aws.roles.set("stranger", '{"Statement":[{"Principal":{"Service":"lambda.amazonaws.com"}}]}');
    aws.clusterRoles.push(ROLE, ROLE.replace("spectrum", "stranger"));
    await makeLake(aws, folder);
    const client = new RedshiftDataClient({
      endpoint: aws.context.endpoint,
      region,
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "x" },
    });
    const warehouse = new TestWarehouse(aws, client, folder);
    await warehouse.ok(`create external schema lake from data catalog database 'acme' iam_role '${ROLE}'`);
    return warehouse;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.aws.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async run(sql: string, parameters: Record<string, string> = {}, session?: string): Promise<Ran> {
    const { Id } = await this.client.send(
      new ExecuteStatementCommand({
        Sql: sql,
        ...(session ? { SessionId: session } : TARGET),
        WaitTimeSeconds: 30,
        Parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
      }),
    );
    return this.described(Id as string);
  }

  /** A statement at its end, with the first page of its result. */
  async described(id: string): Promise<Ran> {
    const about = await this.client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: 30 }));
    const ran: Ran = {
      id,
      status: about.Status,
      error: about.Error,
      written: about.ResultRows,
      rows: [],
      columns: [],
      types: [],
    };
    if (!about.HasResultSet) return ran;
    const page = await this.client.send(new GetStatementResultCommand({ Id: id }));
    ran.rows = (page.Records ?? []).map((row) => row.map(plain));
    ran.columns = (page.ColumnMetadata ?? []).map((column) => `${column.name}:${column.typeName}`);
    ran.types = (page.ColumnMetadata ?? []).map(({ typeName, precision, scale }) =>
      typeName === "numeric" ? `numeric(${precision},${scale})` : (typeName ?? ""),
    );
    return ran;
  }

  /** Runs what must work. */
  async ok(sql: string, parameters?: Record<string, string>, session?: string): Promise<Ran> {
    const ran = await this.run(sql, parameters, session);
    if (ran.status !== "FINISHED") throw new Error(`${sql}: ${ran.error}`);
    return ran;
  }

  /** The error of what must fail. */
  async errorOf(sql: string, session?: string): Promise<string> {
    const ran = await this.run(sql, {}, session);
    if (ran.status !== "FAILED") throw new Error(`${sql} did not fail: ${ran.status}`);
    return ran.error ?? "";
  }

  /** A session that begins with a statement. */
  async session(sql: string): Promise<string> {
    const answer = await this.client.send(
      new ExecuteStatementCommand({ ...TARGET, Sql: sql, SessionKeepAliveSeconds: 60, WaitTimeSeconds: 30 }),
    );
    return answer.SessionId as string;
  }
}
