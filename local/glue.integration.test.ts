// Glue on free ports: crawlers that look at objects and make tables that Athena reads, as their roles.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  type ColumnStatistics,
  CreateClassifierCommand,
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  DeleteColumnStatisticsForPartitionCommand,
  DeleteCrawlerCommand,
  GetColumnStatisticsForPartitionCommand,
  GetColumnStatisticsForTableCommand,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  GetTagsCommand,
  GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
  type Table,
  UpdateClassifierCommand,
  UpdateColumnStatisticsForPartitionCommand,
  UpdateCrawlerCommand,
} from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, drained, environment, type LocalAws, status, up } from "./index.ts";

let state: string;
let local: LocalAws;
let glue: GlueClient;
let s3: S3Client;
let athena: AthenaClient;
const region = "us-east-1";

const put = (Key: string, Body: string | Buffer) =>
  s3.send(new PutObjectCommand({ Bucket: "files", Key, Body }));

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A crawler over s3://files/PREFIX, run to its end. */
async function crawl(
  Name: string,
  prefix: string,
  more: Partial<CreateCrawlerCommandInput> = {},
): Promise<void> {
  await glue.send(
    new CreateCrawlerCommand({
      Name,
      Role: "crawler",
      DatabaseName: Name,
      Targets: { S3Targets: [{ Path: `s3://files/${prefix}` }] },
      ...more,
    }),
  );
  await again(Name);
}

async function again(Name: string): Promise<void> {
  await glue.send(new StartCrawlerCommand({ Name }));
  await drained(local);
}

const tables = async (DatabaseName: string): Promise<Map<string, Table>> => {
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName }));
  return new Map(TableList.map((table) => [table.Name ?? "", table]));
};
const columnsOf = (table: Table | undefined): Record<string, string | undefined> =>
  Object.fromEntries((table?.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => [Name, Type]));
const partitions = async (DatabaseName: string, TableName: string) => {
  const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName }));
  return Partitions.map(({ Values }) => Values?.join("/")).sort();
};
const refusal = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => "accepted",
    (error: Error) => error.name,
  );

async function parquetFile(sql: string): Promise<Buffer> {
  const path = join(state, "made.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFile(path);
}

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-glue-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  glue = new GlueClient({ region });
  s3 = new S3Client({ region });
  athena = new AthenaClient({ region });
  const iam = new IAMClient({ region });
  await iam.send(new CreateRoleCommand({ RoleName: "crawler", AssumeRolePolicyDocument: TRUST }));
  await iam.send(new CreateRoleCommand({ RoleName: "stranger", AssumeRolePolicyDocument: "{}" }));
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "crawler",
      PolicyName: "all",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["s3:GetObject", "s3:ListBucket"],
            Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
          },
          { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::files/secret/*" },
          { Effect: "Allow", Action: ["glue:*", "logs:*"], Resource: "*" },
        ],
      }),
    }),
  );
  iam.destroy();
  for (const Bucket of ["files", "results"]) await s3.send(new CreateBucketCommand({ Bucket }));
}, 240_000);
afterAll(async () => {
  for (const client of [glue, s3, athena]) client?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
});

/** The rows of a query, as texts. */
async function rowsOf(Database: string, QueryString: string): Promise<(string | undefined)[][]> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString,
      QueryExecutionContext: { Database },
      ResultConfiguration: { OutputLocation: "s3://results/" },
    }),
  );
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === "FAILED") throw new Error(StateChangeReason);
    if (State === "SUCCEEDED") break;
    await sleep(30);
  }
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? [])
    .slice(1)
    .map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
}

test("a folder of csv, of json and of parquet become three tables, with their partitions", async () => {
  for (const month of ["2026-01", "2026-02"])
    await put(`mixed/orders/month=${month}/a.csv`, "id,amount,who\n1,2.5,Ann\n2,10,Bo\n");
  await put("mixed/visits/2026/01/v.json", '{"at":1,"page":{"path":"/","tags":["a"]}}\n{"at":3000000000}\n');
  await put("mixed/visits/2026/02/v.json", '{"at":2,"page":{"path":"/b","tags":[],"from":"c"}}\n');
  await put(
    "mixed/stock/s.parquet",
    await parquetFile("SELECT 1::INT AS item, 2.50::DECIMAL(9,2) AS price, DATE '2026-01-02' AS day"),
  );
  await put("mixed/_hidden/x.csv", "a,b\n1,2\n");
  await put("mixed/.staging/x.csv", "a,b\n1,2\n");
  await crawl("mixed", "mixed/", { Tags: { team: "data" } });

  const found = await tables("mixed");
  expect([...found.keys()].sort()).toEqual(["orders", "stock", "visits"]);
  expect(columnsOf(found.get("orders"))).toEqual({ id: "bigint", amount: "double", who: "string" });
  expect(found.get("orders")).toMatchObject({
    PartitionKeys: [{ Name: "month", Type: "string" }],
    Parameters: {
      classification: "csv",
      "skip.header.line.count": "1",
      objectCount: "2",
      UPDATED_BY_CRAWLER: "mixed",
    },
    StorageDescriptor: { Location: "s3://files/mixed/orders/" },
  });
  expect(await partitions("mixed", "orders")).toEqual(["2026-01", "2026-02"]);
  expect(columnsOf(found.get("visits"))).toEqual({
    at: "bigint",
    page: "struct<path:string,tags:array<string>,from:string>",
  });
  expect(found.get("visits")?.PartitionKeys?.map(({ Name }) => Name)).toEqual(["partition_0", "partition_1"]);
  expect(await partitions("mixed", "visits")).toEqual(["2026/01", "2026/02"]);
  expect(columnsOf(found.get("stock"))).toEqual({ item: "int", price: "decimal(9,2)", day: "date" });
  expect(
    await rowsOf("mixed", "SELECT month, sum(amount) FROM orders GROUP BY month ORDER BY month"),
  ).toEqual([
    ["2026-01", "12.5"],
    ["2026-02", "12.5"],
  ]);
  expect(await rowsOf("mixed", "SELECT page.path FROM visits WHERE partition_1 = '02'")).toEqual([["/b"]]);
  expect(await rowsOf("mixed", "SELECT item, price, day FROM stock")).toEqual([["1", "2.50", "2026-01-02"]]);
  const { Tags } = await glue.send(
    new GetTagsCommand({ ResourceArn: `arn:aws:glue:${region}:123456789012:crawler/mixed` }),
  );
  expect(Tags).toEqual({ team: "data" });
}, 60_000);

test("another crawl adds what is new, and does with what is gone as its policy says", async () => {
  await put("grows/events/day=1/a.csv", "id,n,at\nx,1,y\n");
  await put("grows/other/a.json", '{"a":true}\n');
  await crawl("grows", "grows/", {
    SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "DELETE_FROM_DATABASE" },
  });
  expect([...(await tables("grows")).keys()].sort()).toEqual(["events", "other"]);
  await put("grows/events/day=2/a.csv", "id,n,at,more\nx,2.5,y,z\n");
  await s3.send(new DeleteObjectCommand({ Bucket: "files", Key: "grows/other/a.json" }));
  // With one folder alone left the include path would be the table.
  await put("grows/third/b.json", '{"b":1}\n');
  await again("grows");
  const found = await tables("grows");
  expect([...found.keys()].sort()).toEqual(["events", "third"]);
  expect(columnsOf(found.get("events"))).toEqual({ id: "string", n: "double", at: "string", more: "string" });
  expect(await partitions("grows", "events")).toEqual(["1", "2"]);
  const { CrawlerMetricsList } = await glue.send(
    new GetCrawlerMetricsCommand({ CrawlerNameList: ["grows"] }),
  );
  expect(CrawlerMetricsList).toMatchObject([{ TablesCreated: 1, TablesDeleted: 1 }]);
  const { Crawls } = await glue.send(new ListCrawlsCommand({ CrawlerName: "grows" }));
  expect(Crawls?.map(({ State }) => State)).toEqual(["COMPLETED", "COMPLETED"]);
}, 60_000);

test("files of a folder that are not alike are tables of their own, and alike folders one table", async () => {
  await put("odd/flat/a.csv", "id,n\nx,1\n");
  await put("odd/flat/b.csv", "when;where;why\n2026;x;1\n2027;y;2\n");
  await put("odd/flat/c.txt", "nothing that anybody knows");
  await put("alike/one/a.csv", "id,n\nx,1\n");
  await put("alike/two/a.csv", "id,n\ny,2\n");
  await crawl("odd", "odd/flat");
  const odd = await tables("odd");
  expect([...odd.keys()].sort()).toEqual(["a_csv", "b_csv", "c_txt"]);
  expect(odd.get("b_csv")?.StorageDescriptor?.SerdeInfo?.Parameters).toEqual({ "field.delim": ";" });
  expect(odd.get("c_txt")?.Parameters?.classification).toBe("UNKNOWN");
  await crawl("alike", "alike/");
  expect([...(await tables("alike")).keys()]).toEqual(["alike"]);
  expect(await partitions("alike", "alike")).toEqual(["one", "two"]);
  // At the level of its folders each is a table of its own.
  await crawl("level", "alike/", {
    TablePrefix: "raw_",
    Configuration: JSON.stringify({ Version: 1.0, Grouping: { TableLevelConfiguration: 3 } }),
  });
  expect([...(await tables("level")).keys()].sort()).toEqual(["raw_one", "raw_two"]);
}, 60_000);

test("statistics of columns are kept for tables and for partitions, and gone with them", async () => {
  const partition = { DatabaseName: "mixed", TableName: "orders", PartitionValues: ["2026-01"] };
  const ColumnNames = ["id", "amount"];
  const asked = { ...partition, ColumnNames };
  const none = await glue.send(new GetColumnStatisticsForPartitionCommand(asked));
  expect(none.ColumnStatisticsList).toEqual([]);
  const one: ColumnStatistics = {
    ColumnName: "id",
    ColumnType: "bigint",
    AnalyzedTime: new Date(0),
    StatisticsData: {
      Type: "LONG",
      LongColumnStatisticsData: {
        MinimumValue: 1,
        MaximumValue: 2,
        NumberOfNulls: 0,
        NumberOfDistinctValues: 2,
      },
    },
  };
  await glue.send(
    new UpdateColumnStatisticsForPartitionCommand({ ...partition, ColumnStatisticsList: [one] }),
  );
  const kept = await glue.send(new GetColumnStatisticsForPartitionCommand(asked));
  expect(kept.ColumnStatisticsList).toEqual([one]);
  const ofTable = { DatabaseName: "mixed", TableName: "orders" };
  expect(
    (await glue.send(new GetColumnStatisticsForTableCommand({ ...ofTable, ColumnNames })))
      .ColumnStatisticsList,
  ).toEqual([]);
  await glue.send(new DeleteColumnStatisticsForPartitionCommand({ ...partition, ColumnName: "id" }));
  await expect(
    glue.send(new DeleteColumnStatisticsForPartitionCommand({ ...partition, ColumnName: "id" })),
  ).rejects.toThrow("has no statistics");
  await expect(
    glue.send(new GetColumnStatisticsForPartitionCommand({ ...asked, PartitionValues: ["1999-01"] })),
  ).rejects.toMatchObject({ name: "EntityNotFoundException" });
});

test("classifiers say what built-in ones do not see", async () => {
  await put("custom/a.dat", "'1'!'a!b'\n'2'!'c'\n");
  await put("nested/a.json", '{"rows":[{"id":1,"name":"x"},{"id":2,"name":"y"}],"total":2}');
  await glue.send(
    new CreateClassifierCommand({
      CsvClassifier: {
        Name: "bang",
        Delimiter: "!",
        QuoteSymbol: "'",
        ContainsHeader: "ABSENT",
        Header: ["no"],
      },
    }),
  );
  await glue.send(
    new UpdateClassifierCommand({
      CsvClassifier: { Name: "bang", Header: ["number", "text"], Serde: "OpenCSVSerDe" },
    }),
  );
  await glue.send(new CreateClassifierCommand({ JsonClassifier: { Name: "rows", JsonPath: "$.rows[*]" } }));
  await crawl("custom", "custom/", { Classifiers: ["bang"] });
  expect(await rowsOf("custom", "SELECT number, text FROM custom ORDER BY 1")).toEqual([
    ["1", "a!b"],
    ["2", "c"],
  ]);
  await crawl("nested", "nested/", { Classifiers: ["rows"] });
  expect(columnsOf((await tables("nested")).get("nested"))).toEqual({ id: "int", name: "string" });
}, 60_000);

test("gzip, exclusions, and a crawl that may not read", async () => {
  await put("packed/a.csv.gz", gzipSync("id,n\nx,1\ny,2\n"));
  await put("packed/skipped/b.csv", "other,columns,here\n1,2,3\n");
  await crawl("packed", "packed/", {
    Targets: { S3Targets: [{ Path: "s3://files/packed/", Exclusions: ["skipped/**"] }] },
  });
  expect((await tables("packed")).get("packed")?.Parameters).toMatchObject({ compressionType: "gzip" });
  // Athena does not know of exclusions: it reads what lies under the table's location.
  expect(columnsOf((await tables("packed")).get("packed"))).toEqual({ id: "string", n: "bigint" });
  expect(await rowsOf("packed", "SELECT id, n FROM packed WHERE n = 1 AND id = 'x'")).toEqual([["x", "1"]]);
  await put("secret/a.csv", "id,n\nx,1\n");
  await crawl("secret", "secret/");
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: "secret" }));
  expect(Crawler?.LastCrawl).toMatchObject({
    Status: "FAILED",
    LogGroup: "/aws-glue/crawlers",
    LogStream: "secret",
  });
  expect(Crawler?.LastCrawl?.ErrorMessage).toContain("s3:GetObject");
  expect((await status(local)).denied).toMatchObject([
    { action: "s3:GetObject", resource: "arn:aws:s3:::files/secret/a.csv" },
  ]);
  const logs = new CloudWatchLogsClient({ region });
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: "/aws-glue/crawlers", logStreamNames: ["packed"] }),
  );
  logs.destroy();
  expect(events.map(({ message }) => message).join("\n")).toContain(
    "Created table packed in database packed",
  );
}, 60_000);

test("what AWS refuses is refused", async () => {
  const make = (more: Partial<CreateCrawlerCommandInput>) =>
    refusal(
      glue.send(
        new CreateCrawlerCommand({
          ...{ Name: "refused", Role: "crawler", DatabaseName: "refused" },
          Targets: { S3Targets: [{ Path: "s3://files/mixed/" }] },
          ...more,
        }),
      ),
    );
  expect(await make({ Role: "stranger" })).toBe("InvalidInputException");
  expect(await make({ Role: "nobody" })).toBe("InvalidInputException");
  expect(await make({ Targets: {} })).toBe("InvalidInputException");
  expect(await make({ Schedule: "every day" })).toBe("InvalidInputException");
  expect(await make({ RecrawlPolicy: { RecrawlBehavior: "CRAWL_NEW_FOLDERS_ONLY" } })).toBe(
    "InvalidInputException",
  );
  expect(await make({ Classifiers: ["nobody's"] })).toBe("EntityNotFoundException");
  expect(await make({ Configuration: "{" })).toBe("InvalidInputException");
  expect(await make({ Name: "mixed" })).toBe("AlreadyExistsException");
  expect(await refusal(glue.send(new StartCrawlerCommand({ Name: "nobody" })))).toBe(
    "EntityNotFoundException",
  );
  expect(await refusal(glue.send(new StopCrawlerCommand({ Name: "mixed" })))).toBe(
    "CrawlerNotRunningException",
  );
  await glue.send(new StartCrawlerCommand({ Name: "mixed" }));
  expect(await refusal(glue.send(new StartCrawlerCommand({ Name: "mixed" })))).toBe(
    "CrawlerRunningException",
  );
  expect(await refusal(glue.send(new DeleteCrawlerCommand({ Name: "mixed" })))).toBe(
    "CrawlerRunningException",
  );
  await drained(local);
  await glue.send(new UpdateCrawlerCommand({ Name: "mixed", Schedule: "cron(15 12 * * ? *)" }));
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: "mixed" }));
  expect(Crawler).toMatchObject({
    Role: "crawler",
    Version: 2,
    State: "READY",
    Schedule: { ScheduleExpression: "cron(15 12 * * ? *)", State: "SCHEDULED" },
    Targets: { S3Targets: [{ Path: "s3://files/mixed/" }] },
  });
  await glue.send(new DeleteCrawlerCommand({ Name: "mixed" }));
  expect(await refusal(glue.send(new GetCrawlerCommand({ Name: "mixed" })))).toBe("EntityNotFoundException");
}, 60_000);
