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

describe("tables and their objects", () => {
  test('"$path" is the object of each row, whatever the format, and none in an empty table', async () => {
    for (const format of ["PARQUET", "TEXTFILE"]) {
      await ok(
        `CREATE TABLE at_${format} WITH (format = '${format}', partitioned_by = ARRAY['p']) AS SELECT 1 AS x, 'a' AS p`,
      );
      await ok(`INSERT INTO at_${format} VALUES (2, 'b')`);
      const { rows } = await ok(
        `SELECT x, p, "$path" FROM at_${format} WHERE "$path" LIKE 's3://%' ORDER BY x`,
      );
      expect(rows.slice(1)).toEqual([
        ["1", "a", expect.stringMatching(/^s3:\/\/[^/]+\/.*\/p=a\/[^/]+$/)],
        ["2", "b", expect.stringMatching(/^s3:\/\/[^/]+\/.*\/p=b\/[^/]+$/)],
      ]);
      const paths = rows.slice(1).map((row) => String(row[2]).slice("s3://".length));
      for (const path of paths) expect(athena.aws.objects.has(path)).toBe(true);
    }
    await ok("CREATE TABLE lines WITH (format = 'JSON') AS SELECT 1 AS x");
    expect((await ok('SELECT "$path" FROM lines')).rows[1]).toEqual([expect.stringMatching(/^s3:/)]);
    await ok("CREATE TABLE none AS SELECT 1 AS x WHERE false");
    expect((await ok('SELECT count("$path") AS n FROM none')).rows[1]).toEqual(["0"]);
    expect((await ok("SELECT * FROM at_parquet ORDER BY x")).rows[1]).toEqual(["1", "a"]);
  });

  test("CTAS takes maps and rows, which are read back as they were", async () => {
    await ok(
      "CREATE TABLE nested AS SELECT map(array['k', 'l'], array[1, 2]) AS m, cast(row(1, 'x') AS row(n integer, s varchar)) AS r, array[cast(row(2) AS row(a integer))] AS l",
    );
    expect((await ok("SELECT m['l'] AS a, r.s AS b, r.n AS c, l[1].a AS d FROM nested")).rows[1]).toEqual([
      "2",
      "x",
      "1",
      "2",
    ]);
  });

  test("CTAS keeps buckets in the catalog, and refuses those that cannot be", async () => {
    await ok(
      "CREATE TABLE bucketed WITH (bucketed_by = ARRAY['x'], bucket_count = 4) AS SELECT 1 AS x UNION ALL SELECT 2",
    );
    // Their files are not dealt out to buckets, which the real Trino asks for.
    if (!athena.isTrino) expect((await ok("SELECT sum(x) AS n FROM bucketed")).rows[1]).toEqual(["3"]);
    for (const [properties, words] of [
      ["bucketed_by = ARRAY['y'], bucket_count = 4", "Bucketing columns [y] not present in schema"],
      ["bucketed_by = ARRAY['x']", "bucket_count must be greater than zero"],
      ["bucket_count = 4", "bucket_count requires bucketed_by"],
    ])
      expect((await athena.run(`CREATE TABLE no WITH (${properties}) AS SELECT 1 AS x`)).reason).toContain(
        words,
      );
  });
});

describe("what is not here says so", () => {
  test.each([
    [
      "CREATE TABLE ice WITH (table_type = 'iceberg') AS SELECT 1 AS x",
      "table_type = 'ICEBERG' is not available",
    ],
    [
      "CREATE TABLE no WITH (format = 'JSON', partitioned_by = ARRAY['p']) AS SELECT 1 AS x, 'a' AS p",
      "partitioned JSON is not available",
    ],
    ["SELECT st_point(1, 2)", "the function st_point is not available"],
    ["SELECT count(*) FROM orders WHERE order_id = 'x'", "TYPE_MISMATCH"],
    ["SELECT count(*) FROM orders WHERE ordered_at_day > '2024-01-01'", "TYPE_MISMATCH"],
  ])("%s", async (sql, words) => {
    expect((await athena.run(sql)).reason).toContain(words);
  });

  test.each([
    ['SELECT *, "$path" FROM orders', 'a * beside "$path" is not available'],
    ['SELECT "$file_size" FROM orders', 'the column "$file_size" is not available'],
  ])("%s, which the real Trino has", async (sql, words) => {
    const { state, reason = "" } = await athena.run(sql);
    if (athena.isTrino) expect(state).toBe("SUCCEEDED");
    else expect(reason).toContain(words);
  });
});
