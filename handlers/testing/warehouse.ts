// An emulated account with a warehouse for the handlers' tests: the local Redshift over the fake AWS, and as much of
// DynamoDB, SQS and Lambda as the functions ask for. No process of its own.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely, sql } from "kysely";
import type {
  Forward,
  LocalService,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../local/gateway/service.ts";
import { redshiftData } from "../../local/services/redshift/index.ts";
import { type FakeAws, fakeAws } from "../../local/testing/fake-aws.ts";
import { RedshiftDataDialect } from "../../warehouse/kysely/index.ts";

const ROLE = "arn:aws:iam::123456789012:role/spectrum";
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

type Json = Record<string, unknown>;
const answer = (body: unknown, status = 200): ServiceResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(body),
});

export class WarehouseAccount {
  readonly scratch: string;
  readonly aws: FakeAws;
  /** Audit items by run id, in DynamoDB's form. */
  readonly audit = new Map<string, Json>();
  /** Bodies sent to queues. */
  readonly sent: string[] = [];
  /** Seconds until a message comes again, by its receipt handle, as the function asked. */
  readonly again = new Map<string, number>();
  /** How many messages a function deleted itself. */
  takenOff = 0;
  /** Payloads of asynchronous invocations. */
  readonly invoked: Json[] = [];
  /** Bodies of jobs that were submitted; the n-th has the id `job-n`, from 1. */
  readonly submitted: Json[] = [];
  /** The state of each of them, as ListJobs tells it. */
  jobState = "RUNNABLE";
  /** The models' layer, which Lambda hands out as any version of any layer. */
  layer: Buffer = Buffer.alloc(0);
  /** Called before each statement reaches the warehouse. */
  beforeStatement: (sql: string) => Promise<void> = async () => {};
  // biome-ignore lint/suspicious/noExplicitAny: tables are named by the tests
  readonly db: Kysely<any>;

  private constructor(scratch: string, services: WarehouseServices, aws: FakeAws) {
    this.scratch = scratch;
    this.aws = aws;
    services.account = this;
    this.db = new Kysely({
      dialect: new RedshiftDataDialect({
        endpoint: aws.context.endpoint,
        region: "us-east-1",
        credentials: CREDENTIALS,
        clusterIdentifier: "wh",
        database: "analytics",
        dbUser: "admin",
      }),
    });
  }

  static async open(): Promise<WarehouseAccount> {
    const scratch = await mkdtemp(join(tmpdir(), "headrace-warehouse-"));
    const services: WarehouseServices = { account: undefined };
    const aws = await fakeAws(
      {
        redshift: (context) => watched(redshiftData(context), services),
        s3: () => deletingS3(services),
        dynamodb: () => dynamodb(services),
        sqs: () => sqs(services),
        lambda: ({ endpoint }) => lambda(services, endpoint),
        batch: () => batch(services),
      },
      scratch,
    );
    aws.roles.set("spectrum", '{"Statement":[{"Principal":{"Service":"redshift.amazonaws.com"}}]}');
    aws.clusterRoles.push(ROLE);
    return new WarehouseAccount(scratch, services, aws);
  }

  /** What both functions are told, with a contract (as yaml would give it) in the curated bucket. */
  environment(contract: object): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.aws.context.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      CLUSTER_IDENTIFIER: "wh",
      DATABASE: "analytics",
      DB_USER: "admin",
      EXTERNAL_SCHEMA: "lake",
      LEDGER_SCHEMA: "headrace",
      IAM_ROLE_ARN: ROLE,
      EXPORTS_BUCKET: "exports",
      ...this.put("CONTRACT", contract),
    };
  }

  /** Puts a value where a function reads it as JSON; returns NAME_URI and NAME_DIGEST, which tell the function. */
  put(name: string, value: object): Record<string, string> {
    const text = JSON.stringify(value);
    this.aws.objects.set(`curated/_told/${name}.json`, Buffer.from(text));
    return {
      [`${name}_URI`]: `s3://curated/_told/${name}.json`,
      [`${name}_DIGEST`]: createHash("sha256").update(text).digest("hex"),
    };
  }

  async ask(text: string): Promise<Record<string, unknown>[]> {
    return (await sql.raw<Record<string, unknown>>(text).execute(this.db)).rows;
  }

  /** Writes a query's rows as Parquet; returns the file's bytes. */
  async parquet(key: string, query: string): Promise<number> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const file = join(this.scratch, "rows.parquet");
    await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const body = await readFile(file);
    await writeFile(file, "");
    this.aws.objects.set(`curated/${key}`, body);
    return body.length;
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.aws.close();
    await rm(this.scratch, { recursive: true, force: true });
  }
}

interface WarehouseServices {
  account: WarehouseAccount | undefined;
}

function watched(service: OwnService, services: WarehouseServices): OwnService {
  return {
    ...service,
    async handle(request, forward) {
      await services.account?.beforeStatement(request.body.toString());
      return service.handle(request, forward);
    },
  };
}

/** The fake S3 knows no DeleteObjects. */
function deletingS3(services: WarehouseServices): LocalService {
  return {
    services: ["s3"],
    errors: "s3",
    async handle(request: ServiceRequest, forward: Forward) {
      if (request.method !== "POST" || !request.query.has("delete")) return forward(request);
      const chunks: Buffer[] = [];
      for await (const chunk of request.stream ?? []) chunks.push(chunk as Buffer);
      const text = chunks.length > 0 ? Buffer.concat(chunks).toString() : request.body.toString();
      const bucket = decodeURIComponent(request.path).slice(1).replace(/\/$/, "");
      for (const [, key] of text.matchAll(/<Key>(.*?)<\/Key>/g))
        services.account?.aws.objects.delete(`${bucket}/${key}`);
      const headers = { "content-type": "application/xml" };
      return { status: 200, headers, body: '<?xml version="1.0"?><DeleteResult></DeleteResult>' };
    },
  };
}

/** GetItem, and UpdateItem of `SET #0 = :0, …`. */
function dynamodb(services: WarehouseServices): LocalService {
  return {
    services: ["dynamodb"],
    async handle(request: ServiceRequest) {
      const input = JSON.parse(request.body.toString()) as {
        Key: { run_id: { S: string } };
        ExpressionAttributeNames: Record<string, string>;
        ExpressionAttributeValues: Json;
      };
      const id = input.Key.run_id.S;
      const audit = services.account?.audit as Map<string, Json>;
      if (request.operation === "GetItem") return answer({ Item: audit.get(id) });
      const item = audit.get(id) ?? {};
      for (const [at, name] of Object.entries(input.ExpressionAttributeNames))
        item[name] = input.ExpressionAttributeValues[at.replace("#", ":")];
      audit.set(id, item);
      return answer({});
    },
  };
}

function sqs(services: WarehouseServices): LocalService {
  return {
    services: ["sqs"],
    async handle(request) {
      const { MessageBody, ReceiptHandle, VisibilityTimeout } = JSON.parse(request.body.toString()) as {
        MessageBody?: string;
        ReceiptHandle?: string;
        VisibilityTimeout?: number;
      };
      if (ReceiptHandle !== undefined && VisibilityTimeout !== undefined)
        services.account?.again.set(ReceiptHandle, VisibilityTimeout);
      if (request.operation === "DeleteMessage" && services.account) services.account.takenOff++;
      if (MessageBody === undefined) return answer({});
      services.account?.sent.push(MessageBody);
      return answer({
        MessageId: "1",
        MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
      });
    },
  };
}

function lambda(services: WarehouseServices, endpoint: string): LocalService {
  return {
    services: ["lambda"],
    async handle(request) {
      const { account } = services;
      if (request.path.startsWith("/2018-10-31/layers/") && account) {
        account.aws.objects.set("layers/models.zip", account.layer);
        const CodeSha256 = createHash("sha256").update(account.layer).digest("base64");
        return answer({ Content: { Location: `${endpoint}/layers/models.zip`, CodeSha256 } });
      }
      account?.invoked.push(JSON.parse(request.body.toString()) as Json);
      return { status: 202, headers: {}, body: "" };
    },
  };
}

/** SubmitJob, and ListJobs of a name. */
function batch(services: WarehouseServices): LocalService {
  return {
    services: ["batch"],
    errors: "json",
    async handle({ path, body }) {
      const { submitted, jobState } = services.account as WarehouseAccount;
      const asked = JSON.parse(body.toString()) as Json;
      if (path === "/v1/submitjob") return answer({ jobId: `job-${submitted.push(asked)}` });
      const named = (asked.filters as { values: string[] }[])[0]?.values ?? [];
      const jobSummaryList = submitted
        .map(({ jobName }, at) => ({ jobId: `job-${at + 1}`, jobName, status: jobState }))
        .filter(({ jobName }) => named.includes(String(jobName)));
      return answer({ jobSummaryList });
    },
  };
}
