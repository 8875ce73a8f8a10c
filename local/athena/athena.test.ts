import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type FakeAws, fakeAws } from "../sql/testing/fake-aws.ts";
import { makeLake } from "../sql/testing/lake.ts";
import { athena } from "./index.ts";

let folder: string;
let aws: FakeAws;
let client: AthenaClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "athena-"));
  aws = await fakeAws({ athena }, folder);
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
  client = new AthenaClient({
    endpoint: aws.context.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAREADER", secretAccessKey: "x" },
  });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  execution: QueryExecution;
  state: string | undefined;
  reason: string | undefined;
  rows: (string | null)[][];
  types: (string | undefined)[];
}

async function run(sql: string, options: { parameters?: string[]; workgroup?: string } = {}): Promise<Ran> {
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Database: "acme" },
      ResultConfiguration: { OutputLocation: "s3://results/q" },
      ExecutionParameters: options.parameters,
      WorkGroup: options.workgroup,
    }),
  );
  for (;;) {
    const answer = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const execution = answer.QueryExecution as QueryExecution;
    const state = execution.Status?.State;
    if (state === "SUCCEEDED") {
      const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId }));
      return {
        execution,
        state,
        reason: undefined,
        rows: (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((cell) => cell.VarCharValue ?? null)),
        types: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => column.Type),
      };
    }
    if (state === "FAILED" || state === "CANCELLED") {
      return { execution, state, reason: execution.Status?.StateChangeReason, rows: [], types: [] };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The one row of a query without a table. */
const values = async (sql: string): Promise<(string | null)[]> => (await run(sql)).rows[1] ?? [];

describe("queries on catalog tables", () => {
  test("partitions, missing columns, hidden objects; results are counted, typed and written as CSV", async () => {
    const { execution, rows, types } = await run(
      'SELECT ordered_at_day, count(*) AS n, count(note), sum(amount) FROM "acme"."orders" GROUP BY 1 ORDER BY 1',
    );
    expect(rows).toEqual([
      ["ordered_at_day", "n", "_col2", "_col3"],
      ["2024-01-01", "1000", "0", "749250.00"],
      ["2024-01-02", "10", "10", "10.00"],
    ]);
    expect(types).toEqual(["date", "bigint", "bigint", "decimal"]);
    const id = execution.QueryExecutionId;
    expect(execution.ResultConfiguration?.OutputLocation).toBe(`s3://results/q/${id}.csv`);
    expect(aws.objects.get(`results/q/${id}.csv`)?.toString()).toBe(
      '"ordered_at_day","n","_col2","_col3"\n"2024-01-01","1000","0","749250.00"\n"2024-01-02","10","10","10.00"\n',
    );
    expect(aws.objects.has(`results/q/${id}.csv.metadata`)).toBe(true);
    expect(execution.Statistics?.DataScannedInBytes).toBeGreaterThan(0);
  });

  test("results come in pages, the header first", async () => {
    const { execution } = await run("SELECT order_id FROM AwsDataCatalog.acme.orders ORDER BY order_id");
    const seen: string[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await client.send(
        new GetQueryResultsCommand({
          QueryExecutionId: execution.QueryExecutionId,
          NextToken,
          MaxResults: 400,
        }),
      );
      seen.push(...(page.ResultSet?.Rows ?? []).map((row) => row.Data?.[0]?.VarCharValue ?? ""));
      NextToken = page.NextToken;
      pages++;
    } while (NextToken);
    expect(pages).toBe(3);
    expect(seen).toHaveLength(1011);
    expect(seen.slice(0, 3)).toEqual(["order_id", "0", "1"]);
    expect(seen.at(-1)).toBe("2009");
  });

  test("parameters are literals, whatever they hold", async () => {
    const { rows } = await run("SELECT ? + 1, ?, ? FROM orders WHERE order_id = ?", {
      parameters: ["41", "'it''s'", "x'); DROP TABLE orders", "5"],
    });
    expect(rows[1]).toEqual(["42", "it's", "x'); DROP TABLE orders"]);
  });

  test("the caller's own rights hold on S3", async () => {
    aws.forbidden.add("AKIAREADER");
    const { state, reason } = await run("SELECT count(*) FROM orders");
    aws.forbidden.delete("AKIAREADER");
    expect(state).toBe("FAILED");
    expect(reason).toContain("PERMISSION_DENIED");
  });
});

describe("errors in Athena's words", () => {
  test.each([
    ["SELECT * FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.acme.nope' does not exist"],
    ["SELECT * FROM no.t", "SCHEMA_NOT_FOUND: line 1:15: Schema 'no' does not exist"],
    ["SELECT\n  nope FROM orders", "COLUMN_NOT_FOUND: line 2:3: Column 'nope' cannot be resolved"],
    ["SELECT strftime(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'strftime' not registered"],
    ["SELECT * FROM read_text('/etc/passwd')", "FUNCTION_NOT_FOUND: line 1:15"],
    ["SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero"],
    ["SELECT 1 % 0", "DIVISION_BY_ZERO"],
    ["SELECT CAST('x' AS integer)", "INVALID_CAST_ARGUMENT"],
    ["SELECT '1'::int", "SYNTAX_ERROR: line 1:11: mismatched input '::'"],
    ["SELECT [1]", "SYNTAX_ERROR: line 1:8"],
    ["SELECT email, count(*) FROM orders", "EXPRESSION_NOT_AGGREGATE"],
    ["SELECT * FROM information_schema.tables", "NOT_SUPPORTED"],
  ])("%s", async (sql, reason) => {
    const ran = await run(sql);
    expect(ran.state).toBe("FAILED");
    expect(ran.reason).toContain(reason);
  });

  test("what is no statement is refused with the request", async () => {
    await expect(run("SELEC 1")).rejects.toThrow("mismatched input 'SELEC'");
    await expect(run("SELECT 1; SELECT 2")).rejects.toThrow("Only one sql statement is allowed");
    await expect(run("EXPLAIN SELECT 1")).rejects.toThrow("NOT_SUPPORTED");
    await expect(run("SELECT ?")).rejects.toThrow("expected 1 but found 0");
  });
});

describe("Trino's functions", () => {
  test.each([
    ["7 / 2, 1.00 / 3, 7e0 / 2", ["3", "0.33", "3.5"]],
    [
      "1e7, 12345678.9e0, -0.00012e0, 1e22, 0e0, 1.5e0",
      ["1.0E7", "1.23456789E7", "-1.2E-4", "1.0E22", "0.0", "1.5"],
    ],
    ["concat('a', NULL), greatest(1, NULL), CAST(2.5e0 AS integer)", [null, null, "3"]],
    ["date_diff('day', TIMESTAMP '2024-01-01 12:00:00', TIMESTAMP '2024-01-02 11:00:00')", ["0"]],
    [
      "date_add('month', 1, DATE '2024-01-31'), date_trunc('month', DATE '2024-05-05')",
      ["2024-02-29", "2024-05-01"],
    ],
    ["date_format(TIMESTAMP '2024-01-31 13:05:09', '%d/%m/%Y %H:%i:%s')", ["31/01/2024 13:05:09"]],
    [
      "DATE '2024-01-31' + INTERVAL '1' MONTH, CAST('2024-01-02' AS date) - INTERVAL '1' DAY, TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '1' HOUR",
      ["2024-02-29", "2024-01-01", "2024-01-01 01:00:00.000"],
    ],
    ["date_add('day', 1, DATE '2024-01-01') + INTERVAL '1' DAY + INTERVAL '1' DAY", ["2024-01-04"]],
    ["date_parse('31/01/2024', '%d/%m/%Y')", ["2024-01-31 00:00:00.000"]],
    ["format_datetime(TIMESTAMP '2024-01-31 13:05:09', 'yyyy-MM-dd''T''HH:mm')", ["2024-01-31T13:05"]],
    [
      "json_extract_scalar('{\"a\":{\"b\":1}}', '$.a.b'), json_extract_scalar('{\"a\":{\"b\":1}}', '$.a')",
      ["1", null],
    ],
    ["split_part('a,b', ',', 3), element_at(ARRAY[1], 2), cardinality(ARRAY[1, 2])", [null, null, "2"]],
    [
      "regexp_replace('abc', '(b)', '[$1]'), regexp_extract('abc', 'x'), regexp_like('abc', 'b')",
      ["a[b]c", null, "true"],
    ],
    ["transform(ARRAY[1, 2], x -> x * 10), filter(ARRAY[1, 2], x -> x > 1)", ["[10, 20]", "[2]"]],
    ["try(CAST('x' AS integer)), CAST(ROW(1, 'x') AS ROW(a integer, b varchar))", [null, "{a=1, b=x}"]],
    [
      "CAST(TIMESTAMP '2024-01-01 00:00:00' AS varchar), CAST('abcdef' AS varchar(3))",
      ["2024-01-01 00:00:00.000", "abc"],
    ],
    ["to_hex(md5(to_utf8('a'))), X'00ff'", ["0CC175B9C0F1B6A831C399E269772661", "00 ff"]],
  ])("%s", async (list, expected) => {
    expect(await values(`SELECT ${list}`)).toEqual(expected);
  });

  test("aggregates", async () => {
    const { rows, types } = await run(
      "SELECT approx_distinct(email), count_if(amount > 100), avg(amount), avg(order_id), max_by(order_id, amount), listagg(DISTINCT email, '|') WITHIN GROUP (ORDER BY email) FROM orders",
    );
    expect(rows[1]).toEqual([
      "7",
      "933",
      "741.84",
      expect.stringMatching(/^514\.40099/),
      "999",
      "p0|p1|p2|p3|p4|p5|p6",
    ]);
    expect(types.slice(0, 4)).toEqual(["bigint", "bigint", "decimal", "double"]);
  });
});

describe("tables that queries make", () => {
  test("CTAS, INSERT, SHOW PARTITIONS, views and DROP", async () => {
    await run(
      "CREATE TABLE made WITH (format = 'PARQUET', partitioned_by = ARRAY['d']) AS SELECT order_id, amount, ordered_at_day AS d FROM orders",
    );
    const inserted = await run("INSERT INTO made VALUES (1, 2.5, DATE '2024-03-01'), (2, NULL, NULL)");
    expect(inserted.state).toBe("SUCCEEDED");
    expect((await run("SHOW PARTITIONS made")).rows.flat()).toEqual([
      "d=2024-01-01",
      "d=2024-01-02",
      "d=2024-03-01",
      "d=__HIVE_DEFAULT_PARTITION__",
    ]);
    await run("CREATE VIEW doubled AS SELECT order_id, amount * 2 AS twice, d FROM made");
    const { rows } = await run("SELECT d, count(*), sum(twice) FROM doubled GROUP BY d ORDER BY d");
    expect(rows.slice(1)).toEqual([
      ["2024-01-01", "1000", "1498500.00"],
      ["2024-01-02", "10", "20.00"],
      ["2024-03-01", "1", "5.00"],
      [null, "1", null],
    ]);
    expect((await run("SHOW TABLES")).rows.flat()).toEqual(["doubled", "made", "orders"]);
    expect((await run("DROP TABLE made")).state).toBe("SUCCEEDED");
    expect((await run("SELECT * FROM doubled")).reason).toContain("TABLE_NOT_FOUND");
    await run("DROP VIEW doubled");
  });

  test("external text tables: delimited, quoted CSV and JSON, by Hive's DDL", async () => {
    aws.objects.set("curated/text/x.csv", Buffer.from('a,b\n1,x\n2,"y\nbad,z\n3\n'));
    await run(
      "CREATE EXTERNAL TABLE `lines` (a int, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://curated/text/' TBLPROPERTIES ('skip.header.line.count'='1')",
    );
    expect((await run("SELECT * FROM lines")).rows.slice(1)).toEqual([
      ["1", "x"],
      ["2", '"y'],
      [null, "z"],
      ["3", null],
    ]);
    aws.objects.set("curated/csv/x.csv", Buffer.from('1,"a, b"\n2,"c ""d"""\n'));
    await run(
      "CREATE EXTERNAL TABLE quoted (a int, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION 's3://curated/csv/'",
    );
    expect((await run("SELECT * FROM quoted")).rows.slice(1)).toEqual([
      ["1", "a, b"],
      ["2", 'c "d"'],
    ]);
    aws.objects.set("curated/json/x.json", Buffer.from('{"a":1,"t":{"x":"y"},"l":[1,2]}\n{"a":2}\n'));
    await run(
      "CREATE EXTERNAL TABLE objects (a int, t struct<x:string>, l array<int>) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://curated/json/'",
    );
    expect((await run("SELECT a, t.x, cardinality(l) FROM objects ORDER BY a")).rows.slice(1)).toEqual([
      ["1", "y", "2"],
      ["2", null, null],
    ]);
  });

  test("UNLOAD writes files and a manifest, and nothing over what is there", async () => {
    const sql =
      "UNLOAD (SELECT order_id FROM orders WHERE order_id < 3) TO 's3://results/out/' WITH (format = 'JSON')";
    const { execution } = await run(sql);
    const key = `results/out/${execution.QueryExecutionId}-0.json`;
    expect(
      aws.objects
        .get(key)
        ?.toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([{ order_id: 0 }, { order_id: 1 }, { order_id: 2 }]);
    const manifest = execution.Statistics?.DataManifestLocation?.replace("s3://", "") ?? "";
    expect(aws.objects.get(manifest)?.toString()).toBe(`s3://${key}\n`);
    expect((await run(sql)).reason).toContain("HIVE_PATH_ALREADY_EXISTS");
  });
});

describe("the request", () => {
  test("an enforced workgroup's settings win, and its limit stops a query", async () => {
    const cheap = await run("SELECT 1", { workgroup: "strict" });
    expect(cheap.execution.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/strict\//);
    const dear = await run("SELECT * FROM orders", { workgroup: "strict" });
    expect([dear.state, dear.reason]).toEqual(["CANCELLED", "Bytes scanned limit was exceeded"]);
  });

  test("a token names one query", async () => {
    const input = {
      QueryString: "SELECT 1",
      ResultConfiguration: { OutputLocation: "s3://results/q/" },
      ClientRequestToken: "0123456789012345678901234567890123",
    };
    const first = await client.send(new StartQueryExecutionCommand(input));
    const again = await client.send(new StartQueryExecutionCommand(input));
    expect(again.QueryExecutionId).toBe(first.QueryExecutionId);
    const other = new StartQueryExecutionCommand({ ...input, QueryString: "SELECT 2" });
    await expect(client.send(other)).rejects.toThrow("Idempotent parameters do not match");
  });

  test("no output location, unknown workgroup, unknown query", async () => {
    await expect(client.send(new StartQueryExecutionCommand({ QueryString: "SELECT 1" }))).rejects.toThrow(
      "No output location provided",
    );
    await expect(run("SELECT 1", { workgroup: "nope" })).rejects.toThrow("WorkGroup nope is not found.");
    await expect(client.send(new GetQueryExecutionCommand({ QueryExecutionId: "nope" }))).rejects.toThrow(
      "was not found",
    );
  });

  test("a running query is stopped", async () => {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString:
          "SELECT count(*) FROM orders a, orders b, orders c WHERE a.order_id + b.order_id + c.order_id = -1",
        QueryExecutionContext: { Database: "acme" },
        ResultConfiguration: { OutputLocation: "s3://results/q/" },
      }),
    );
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe("CANCELLED");
  });
});
