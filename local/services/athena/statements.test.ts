import {
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestAthena } from "../../testing/athena.ts";

let athena: TestAthena;

beforeAll(async () => {
  athena = await TestAthena.start();
});
afterAll(() => athena.close());

describe("tables that queries make", () => {
  test("CTAS, INSERT, SHOW PARTITIONS, views and DROP", async () => {
    await athena.run(
      "CREATE TABLE made WITH (format = 'PARQUET', partitioned_by = ARRAY['d']) AS SELECT order_id, amount, ordered_at_day AS d FROM orders",
    );
    const inserted = await athena.run("INSERT INTO made VALUES (1, 2.5, DATE '2024-03-01'), (2, NULL, NULL)");
    expect(inserted.state).toBe("SUCCEEDED");
    expect((await athena.run("SHOW PARTITIONS made")).rows.flat()).toEqual([
      "d=2024-01-01",
      "d=2024-01-02",
      "d=2024-03-01",
      "d=__HIVE_DEFAULT_PARTITION__",
    ]);
    await athena.run("CREATE VIEW doubled AS SELECT order_id, amount * DECIMAL '2' AS twice, d FROM made");
    const { reason, rows } = await athena.run(
      "SELECT d, count(*), sum(twice) FROM doubled GROUP BY d ORDER BY d",
    );
    expect(reason).toBeUndefined();
    expect(rows.slice(1)).toEqual([
      ["2024-01-01", "1000", "1498500.00"],
      ["2024-01-02", "10", "20.00"],
      ["2024-03-01", "1", "5.00"],
      [null, "1", null],
    ]);
    expect((await athena.run("SHOW TABLES")).rows.flat()).toEqual(["doubled", "made", "orders"]);
    expect((await athena.run("DROP TABLE made")).state).toBe("SUCCEEDED");
    expect((await athena.run("SELECT * FROM doubled")).reason).toContain("TABLE_NOT_FOUND");
    await athena.run("DROP VIEW doubled");
  });

  test("maps and rows of tables are unnested by their types, with their numbers", async () => {
    await athena.run(
      "CREATE TABLE nested AS SELECT map(ARRAY['k', 'j'], ARRAY[1, 2]) AS m, ARRAY[CAST(ROW(7, 'x') AS ROW(a integer, b varchar))] AS r",
    );
    const rows = async (sql: string) => (await athena.run(sql)).rows.slice(1);
    expect(await rows("SELECT k, v FROM nested CROSS JOIN UNNEST(m) AS t(k, v) ORDER BY 1")).toEqual([
      ["j", "2"],
      ["k", "1"],
    ]);
    expect(await rows("SELECT a, n FROM nested CROSS JOIN UNNEST(r) WITH ORDINALITY AS t(a, b, n)")).toEqual([
      ["7", "1"],
    ]);
    expect(
      await rows("SELECT a, b, n FROM UNNEST(ARRAY[1, 2], ARRAY['x']) WITH ORDINALITY AS t(a, b, n)"),
    ).toEqual([
      ["1", "x", "1"],
      ["2", null, "2"],
    ]);
    await athena.run("DROP TABLE nested");
  });

  test("a sum of integers is a bigint in a table and in a view", async () => {
    await athena.run("CREATE TABLE sums AS SELECT sum(order_id) AS s FROM orders");
    await athena.run("CREATE VIEW summed AS SELECT sum(order_id) AS s FROM orders");
    for (const name of ["sums", "summed"]) {
      expect((await athena.run(`DESCRIBE ${name}`)).rows[0]?.slice(0, 2)).toEqual(["s", "bigint"]);
      expect((await athena.run(`SELECT s FROM ${name}`)).types).toEqual(["bigint"]);
    }
    await athena.run("DROP TABLE sums");
    await athena.run("DROP VIEW summed");
  });

  test("decimals of the query are columns with all digits that Trino gives them", async () => {
    await athena.run(
      "CREATE TABLE products AS SELECT amount * amount AS square, amount + 1 AS more, amount / 3 AS third, round(amount, 1) AS about, sum(amount) * 0.19 AS tax FROM orders GROUP BY amount",
    );
    const { rows } = await athena.run("DESCRIBE products");
    expect(rows.map(([, type]) => type)).toEqual([
      "decimal(24,4)",
      "decimal(13,2)",
      "decimal(12,2)",
      "decimal(13,2)",
      "decimal(38,4)",
    ]);
    await athena.run("DROP TABLE products");
  });

  test("a CTAS that cannot be here says so, and one of dbt's can", async () => {
    const ctas = (properties: string) =>
      athena.run(`CREATE TABLE refused WITH (${properties}) AS SELECT 1 AS a`);
    for (const format of ["ORC", "AVRO"])
      expect((await ctas(`format = '${format}'`)).reason).toContain(
        `format = '${format}' is not available in the local Athena`,
      );
    expect(
      (await ctas("table_type = 'iceberg', location = 's3://results/i/', is_external = false")).reason,
    ).toContain("table_type = 'ICEBERG' is not available in the local Athena");
    expect((await ctas("is_external = false")).reason).toContain("INVALID_TABLE_PROPERTY");
    expect((await ctas("table_type = 'hive', is_external = true, format = 'parquet'")).state).toBe(
      "SUCCEEDED",
    );
    await athena.run("DROP TABLE refused");
    // The real Trino has the first of these, and other words for the second.
    if (athena.isTrino) return;
    for (const [sql, words] of [
      ["SELECT * FROM orders TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE"],
      ["SELECT * FROM orders FOR VERSION AS OF 1", "FOR VERSION AS OF"],
    ] as const)
      expect((await athena.run(sql)).reason).toContain(`${words} is not available in the local Athena`);
  });

  test("partitions are added and dropped by the table's keys", async () => {
    const shown = async () => (await athena.run("SHOW PARTITIONS orders")).rows.flat();
    const before = await shown();
    const place = "LOCATION 's3://curated/orders/ordered_at_day=2024-01-01/'";
    await athena.run(`ALTER TABLE orders ADD PARTITION (ordered_at_day = '2031-01-01') ${place}`);
    expect(await shown()).toEqual([...before, "ordered_at_day=2031-01-01"]);
    expect(
      (await athena.run("SELECT count(*) FROM orders WHERE ordered_at_day = DATE '2031-01-01'")).rows[1],
    ).toEqual(["1000"]);
    for (const wrong of ["day = '2031-01-02'", "ordered_at_day = '2031-01-02', day = '1'"]) {
      const { reason } = await athena.run(`ALTER TABLE orders ADD PARTITION (${wrong}) ${place}`);
      expect(reason).toContain("the partition must name ordered_at_day");
    }
    await athena.run("ALTER TABLE orders DROP PARTITION (ORDERED_AT_DAY = '2031-01-01')");
    expect(await shown()).toEqual(before);
    const { reason } = await athena.run("ALTER TABLE orders DROP PARTITION (ordered_at_day = '2031-01-01')");
    expect(reason).toContain("Partition not found");
  });

  test("external text tables: delimited, quoted CSV and JSON, by Hive's DDL", async () => {
    athena.aws.objects.set("curated/text/x.csv", Buffer.from('a,b\n1,x\n2,"y\nbad,z\n3\n'));
    await athena.run(
      "CREATE EXTERNAL TABLE `lines` (a int, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://curated/text/' TBLPROPERTIES ('skip.header.line.count'='1')",
    );
    expect((await athena.run("SELECT * FROM lines")).rows.slice(1)).toEqual([
      ["1", "x"],
      ["2", '"y'],
      [null, "z"],
      ["3", null],
    ]);
    athena.aws.objects.set("curated/csv/x.csv", Buffer.from('1,"a, b"\n2,"c ""d"""\n'));
    await athena.run(
      "CREATE EXTERNAL TABLE quoted (a int, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION 's3://curated/csv/'",
    );
    expect((await athena.run("SELECT * FROM quoted")).rows.slice(1)).toEqual([
      ["1", "a, b"],
      ["2", 'c "d"'],
    ]);
    athena.aws.objects.set("curated/json/x.json", Buffer.from('{"a":1,"t":{"x":"y"},"l":[1,2]}\n{"a":2}\n'));
    await athena.run(
      "CREATE EXTERNAL TABLE objects (a int, t struct<x:string>, l array<int>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://curated/json/'",
    );
    expect((await athena.run("SELECT a, t.x, cardinality(l) FROM objects ORDER BY a")).rows.slice(1)).toEqual(
      [
        ["1", "y", "2"],
        ["2", null, null],
      ],
    );
  });

  test("UNLOAD writes files and a manifest, and nothing over what is there", async () => {
    const sql =
      "UNLOAD (SELECT order_id FROM orders WHERE order_id < 3) TO 's3://results/out/' WITH (format = 'JSON')";
    const { execution } = await athena.run(sql);
    const key = `results/out/${execution.QueryExecutionId}-0.json`;
    expect(
      athena.aws.objects
        .get(key)
        ?.toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([{ order_id: 0 }, { order_id: 1 }, { order_id: 2 }]);
    const manifest = execution.Statistics?.DataManifestLocation?.replace("s3://", "") ?? "";
    expect(athena.aws.objects.get(manifest)?.toString()).toBe(`s3://${key}\n`);
    expect((await athena.run(sql)).reason).toContain("HIVE_PATH_ALREADY_EXISTS");
  });
});

describe("the request", () => {
  test("an enforced workgroup's settings win, and its limit stops a query", async () => {
    const cheap = await athena.run("SELECT 1", { workgroup: "strict" });
    expect(cheap.execution.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/strict\//);
    const dear = await athena.run("SELECT * FROM orders", { workgroup: "strict" });
    expect([dear.state, dear.reason]).toEqual(["CANCELLED", "Bytes scanned limit was exceeded"]);
  });

  test("a token names one query", async () => {
    const input = {
      QueryString: "SELECT 1",
      ResultConfiguration: { OutputLocation: "s3://results/q/" },
      ClientRequestToken: "0123456789012345678901234567890123",
    };
    const first = await athena.client.send(new StartQueryExecutionCommand(input));
    const again = await athena.client.send(new StartQueryExecutionCommand(input));
    expect(again.QueryExecutionId).toBe(first.QueryExecutionId);
    const other = new StartQueryExecutionCommand({ ...input, QueryString: "SELECT 2" });
    await expect(athena.client.send(other)).rejects.toThrow("Idempotent parameters do not match");
  });

  test("no output location, unknown workgroup, unknown query", async () => {
    await expect(
      athena.client.send(new StartQueryExecutionCommand({ QueryString: "SELECT 1" })),
    ).rejects.toThrow("No output location provided");
    await expect(athena.run("SELECT 1", { workgroup: "nope" })).rejects.toThrow(
      "WorkGroup nope is not found.",
    );
    await expect(
      athena.client.send(new GetQueryExecutionCommand({ QueryExecutionId: "nope" })),
    ).rejects.toThrow("was not found");
  });

  test("a running query is stopped", async () => {
    const { QueryExecutionId } = await athena.client.send(
      new StartQueryExecutionCommand({
        QueryString:
          "SELECT count(*) FROM orders a, orders b, orders c WHERE a.order_id + b.order_id + c.order_id = -1",
        QueryExecutionContext: { Database: "acme" },
        ResultConfiguration: { OutputLocation: "s3://results/q/" },
      }),
    );
    await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await athena.client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe("CANCELLED");
  });
});
