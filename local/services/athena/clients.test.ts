// What other people's clients ask of Athena: aws-sdk-pandas, dbt-athena, Redash and the like.
import { StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestAthena } from "../../testing/athena.ts";

let athena: TestAthena;

beforeAll(async () => {
  athena = await TestAthena.start();
});
afterAll(() => athena.close());

const ok = async (sql: string) => {
  const ran = await athena.run(sql);
  if (ran.state !== "SUCCEEDED") throw new Error(`${sql}: ${ran.reason}`);
  return ran;
};

describe("aws-sdk-pandas", () => {
  test("CTAS names a manifest of the objects that it wrote, and so does INSERT", async () => {
    for (const sql of [
      "CREATE TABLE made WITH (table_type = 'hive', format = 'PARQUET') AS SELECT 1 AS x",
      "INSERT INTO made VALUES (2)",
    ]) {
      const { execution } = await ok(sql);
      const manifest = execution.Statistics?.DataManifestLocation ?? "";
      expect(manifest).toMatch(/^s3:\/\/results\/q\/.*-manifest\.csv$/);
      const lines =
        athena.aws.objects.get(manifest.slice("s3://".length))?.toString().trim().split("\n") ?? [];
      expect(lines).toHaveLength(1);
      expect(athena.aws.objects.has((lines[0] as string).slice("s3://".length))).toBe(true);
    }
    expect((await ok("SELECT x FROM made ORDER BY x")).rows).toEqual([["x"], ["1"], ["2"]]);
  });

  test("names in backticks: of a database in the context, and in DDL", async () => {
    const { QueryExecutionId } = await athena.client.send(
      new StartQueryExecutionCommand({
        QueryString: "SELECT count(*) FROM orders",
        QueryExecutionContext: { Database: "`acme`" },
        ResultConfiguration: { OutputLocation: "s3://results/q/" },
      }),
    );
    expect(QueryExecutionId).toBeDefined();
    expect((await ok("DESCRIBE `acme`.`orders`")).rows[0]?.slice(0, 2)).toEqual(["order_id", "bigint"]);
    expect((await ok("SHOW CREATE TABLE `acme`.`orders`")).rows[0]).toEqual([
      "CREATE EXTERNAL TABLE `acme.orders`(",
    ]);
  });

  test("text with an escape character", async () => {
    athena.aws.objects.set("acme/escaped/x", Buffer.from("a\\,b,c\nd,\\N\n\\\\,e\\,\n"));
    await ok(
      "CREATE EXTERNAL TABLE escaped (a string, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' LOCATION 's3://acme/escaped/'",
    );
    expect((await ok("SELECT a, b FROM escaped")).rows.slice(1)).toEqual([
      ["a,b", "c"],
      ["d", null],
      ["\\", "e,"],
    ]);
  });
});

describe("information_schema", () => {
  test("tables and columns of the catalog", async () => {
    const tables =
      "SELECT table_schema, table_type FROM information_schema.tables WHERE table_name = 'orders'";
    expect((await ok(tables)).rows[1]).toEqual(["acme", "BASE TABLE"]);
    const columns =
      "SELECT column_name, data_type, extra_info FROM awsdatacatalog.information_schema.columns WHERE table_schema = 'acme' AND table_name = 'orders' ORDER BY ordinal_position";
    expect((await ok(columns)).rows.slice(1)).toEqual([
      ["order_id", "bigint", null],
      ["email", "varchar", null],
      ["amount", "decimal(12,2)", null],
      ["ordered_at", "timestamp(3)", null],
      ["note", "varchar", null],
      ["ordered_at_day", "date", "partition key"],
    ]);
  });
});

describe("what is not here says so", () => {
  test.each([
    [
      "CREATE TABLE ice WITH (table_type = 'iceberg') AS SELECT 1 AS x",
      "table_type = 'ICEBERG' is not available",
    ],
    ['SELECT "$path" FROM orders', 'the column "$path" is not available'],
    ["SELECT st_point(1, 2)", "the function st_point is not available"],
    ["SELECT count(*) FROM orders WHERE order_id = 'x'", "TYPE_MISMATCH"],
    ["SELECT count(*) FROM orders WHERE ordered_at_day > '2024-01-01'", "TYPE_MISMATCH"],
  ])("%s", async (sql, words) => {
    expect((await athena.run(sql)).reason).toContain(words);
  });
});
