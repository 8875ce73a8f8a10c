// A second region: Athena and Redshift ask the catalog of the region that they are asked in, and know nothing of another one's.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { LambdaClient, PublishLayerVersionCommand } from "@aws-sdk/client-lambda";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, environment, up } from "./index.ts";
import { signedFetch } from "./testing/signed-fetch.ts";

const HOME = "us-east-1";
const AWAY = "eu-central-1";
const ROLE = "arn:aws:iam::123456789012:role/spectrum";
let state: string;
let env: Record<string, string>;

const CSV = {
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    Parameters: { "field.delim": "," },
  },
};

/** A catalog with the same table in each region, over other objects. */
async function catalog(region: string, rows: string): Promise<void> {
  const [s3, glue] = [new S3Client({ region }), new GlueClient({ region })];
  const Bucket = `files-${region}`;
  const place = region === HOME ? {} : { CreateBucketConfiguration: { LocationConstraint: AWAY } as const };
  await s3.send(new CreateBucketCommand({ Bucket, ...place }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "orders/1.csv", Body: rows }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "acme" } }));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: "acme",
      TableInput: {
        Name: "orders",
        TableType: "EXTERNAL_TABLE",
        StorageDescriptor: {
          ...CSV,
          Columns: [{ Name: "order_id", Type: "bigint" }],
          Location: `s3://${Bucket}/orders/`,
        },
      },
    }),
  );
  s3.destroy();
  glue.destroy();
}

async function athena(region: string, QueryString: string): Promise<string> {
  const client = new AthenaClient({ region });
  const ResultConfiguration = { OutputLocation: `s3://files-${region}/results/` };
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString,
      QueryExecutionContext: { Database: "acme" },
      ResultConfiguration,
    }),
  );
  try {
    for (;;) {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State, StateChangeReason = "" } = QueryExecution?.Status ?? {};
      if (State === "FAILED") return StateChangeReason;
      if (State === "SUCCEEDED") break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId }));
    return (ResultSet?.Rows ?? []).map((row) => row.Data?.[0]?.VarCharValue).join();
  } finally {
    client.destroy();
  }
}

async function redshift(region: string, Sql: string): Promise<string> {
  const client = new RedshiftDataClient({ region });
  try {
    const target = { ClusterIdentifier: "wh", Database: "analytics", DbUser: "admin" };
    const { Id } = await client.send(new ExecuteStatementCommand({ ...target, Sql, WaitTimeSeconds: 30 }));
    const { Error: failure, HasResultSet } = await client.send(
      new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }),
    );
    if (failure !== undefined) return failure;
    if (!HasResultSet) return "done";
    const { Records = [] } = await client.send(new GetStatementResultCommand({ Id }));
    return Records.map(([field]) => field?.longValue).join();
  } finally {
    client.destroy();
  }
}

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-regions-"));
  env = environment(await up({ state, region: HOME }));
  Object.assign(process.env, env);
  await catalog(HOME, "1\n");
  await catalog(AWAY, "2\n3\n");
  const iam = new IAMClient({ region: HOME });
  const allow = (Action: string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
  await iam.send(
    new CreateRoleCommand({
      RoleName: "spectrum",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            ...allow(["sts:AssumeRole"], ""),
            Resource: undefined,
            Principal: { Service: "redshift.amazonaws.com" },
          },
        ],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "spectrum",
      PolicyName: "reads",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [allow(["glue:Get*", "s3:GetObject", "s3:ListBucket"], "*")],
      }),
    }),
  );
  iam.destroy();
}, 240_000);
afterAll(async () => {
  await down({ state });
  await rm(state, { recursive: true, force: true });
});

test("Athena reads the tables of the region that it is asked in", async () => {
  const sql = "select order_id from orders order by 1";
  expect(await athena(AWAY, sql)).toBe("order_id,2,3");
  expect(await athena(HOME, sql)).toBe("order_id,1");
  await athena(AWAY, "create external table only_here (a bigint) location 's3://files-eu-central-1/none/'");
  expect(await athena(AWAY, "select count(*) from only_here")).toBe("_col0,0");
  expect(await athena(HOME, "select count(*) from only_here")).toMatch(/TABLE_NOT_FOUND/);
}, 120_000);

test("Lambda takes code from a bucket of its own region alone", async () => {
  const lambda = new LambdaClient({ region: AWAY });
  const publish = (S3Bucket: string) =>
    lambda.send(
      new PublishLayerVersionCommand({ LayerName: "code", Content: { S3Bucket, S3Key: "orders/1.csv" } }),
    );
  await expect(publish("files-us-east-1")).rejects.toThrow(/The bucket is in this region: us-east-1/);
  await expect(publish("files-eu-central-1")).rejects.toThrow(/Could not unzip uploaded file/);
  lambda.destroy();
}, 60_000);

test("so does Redshift, where its cluster is; and another region's catalog where the schema says so", async () => {
  const schema = `from data catalog database 'acme' iam_role '${ROLE}'`;
  expect(await redshift(AWAY, "select 1").catch((error: Error) => error.message)).toMatch(/no cluster wh/);
  const form = new URLSearchParams({
    ...{ Action: "CreateCluster", Version: "2012-12-01", ClusterIdentifier: "wh", NodeType: "ra3.large" },
    ...{ ClusterType: "single-node", DBName: "analytics" },
    ...{ MasterUsername: "admin", MasterUserPassword: "Passw0rd1", "IamRoles.IamRoleArn.1": ROLE },
  });
  const made = await signedFetch(
    `${env.AWS_ENDPOINT_URL}/`,
    {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    },
    {
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID as string,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY as string,
      },
      service: "redshift",
      region: AWAY,
    },
  );
  expect({ status: made.status, body: await made.text() }).toMatchObject({ status: 200 });
  expect(await redshift(AWAY, `create external schema lake ${schema}`)).toBe("done");
  expect(await redshift(AWAY, "select order_id from lake.orders order by 1")).toBe("2,3");
  expect(await redshift(AWAY, `create external schema home ${schema} region '${HOME}'`)).toBe("done");
  expect(await redshift(AWAY, "select order_id from home.orders")).toBe("1");
  expect(await redshift(HOME, "select 1").catch((error: Error) => error.message)).toMatch(/no cluster wh/);
}, 120_000);
