import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  ListStatementsCommand,
  ListTablesCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type FakeAws, fakeAws } from "../sql/testing/fake-aws.ts";
import { makeLake } from "../sql/testing/lake.ts";
import { redshiftData } from "./index.ts";

const ROLE = "arn:aws:iam::123456789012:role/spectrum";
const TARGET = { ClusterIdentifier: "wh", Database: "analytics", DbUser: "admin" };

let folder: string;
let aws: FakeAws;
let client: RedshiftDataClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "redshift-"));
  aws = await fakeAws({ redshift: redshiftData }, folder);
  aws.roles.set("spectrum", '{"Statement":[{"Principal":{"Service":"redshift.amazonaws.com"}}]}');
  aws.roles.set("stranger", '{"Statement":[{"Principal":{"Service":"lambda.amazonaws.com"}}]}');
  aws.clusterRoles.push(ROLE, ROLE.replace("spectrum", "stranger"));
  await makeLake(aws, folder);
  client = new RedshiftDataClient({
    endpoint: aws.context.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "x" },
  });
  await ok(`create external schema lake from data catalog database 'acme' iam_role '${ROLE}'`);
});
afterAll(async () => {
  client.destroy();
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  id: string;
  status: string | undefined;
  error: string | undefined;
  written: number | undefined;
  rows: unknown[][];
  columns: string[];
}

const plain = (field: Field): unknown =>
  field.isNull ? null : (field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue);

async function run(sql: string, parameters: Record<string, string> = {}, session?: string): Promise<Ran> {
  const { Id } = await client.send(
    new ExecuteStatementCommand({
      Sql: sql,
      ...(session ? { SessionId: session } : TARGET),
      WaitTimeSeconds: 30,
      Parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    }),
  );
  return described(Id as string);
}

async function described(id: string): Promise<Ran> {
  const about = await client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: 30 }));
  const ran: Ran = {
    id,
    status: about.Status,
    error: about.Error,
    written: about.ResultRows,
    rows: [],
    columns: [],
  };
  if (!about.HasResultSet) return ran;
  const page = await client.send(new GetStatementResultCommand({ Id: id }));
  ran.rows = (page.Records ?? []).map((row) => row.map(plain));
  ran.columns = (page.ColumnMetadata ?? []).map((column) => `${column.name}:${column.typeName}`);
  return ran;
}

/** Runs what must work. */
async function ok(sql: string, parameters?: Record<string, string>, session?: string): Promise<Ran> {
  const ran = await run(sql, parameters, session);
  if (ran.status !== "FINISHED") throw new Error(`${sql}: ${ran.error}`);
  return ran;
}

const errorOf = async (sql: string, session?: string): Promise<string> => {
  const ran = await run(sql, {}, session);
  expect(ran.status).toBe("FAILED");
  return ran.error ?? "";
};

async function newSession(sql: string): Promise<string> {
  const answer = await client.send(
    new ExecuteStatementCommand({ ...TARGET, Sql: sql, SessionKeepAliveSeconds: 60, WaitTimeSeconds: 30 }),
  );
  return answer.SessionId as string;
}

describe("values and their types", () => {
  test("every type comes as the Data API gives it", async () => {
    const { rows, columns } = await ok(
      "select 1::smallint, 2, 3000000000, 1.50::decimal(10,2), 99999999999999999999999999999999999999::decimal(38,0), 1.5::float8, true, date '2024-01-01', timestamp '2024-01-01 10:00:00.5', 'x', null::int, json_parse('{\"a\":[1]}'), 'NaN'::float8",
    );
    expect(columns.map((column) => column.split(":")[1])).toEqual(
      "int2 int4 int8 numeric numeric float8 bool date timestamp varchar int4 super float8".split(" "),
    );
    expect(rows[0]).toEqual([
      1,
      2,
      3000000000,
      "1.50",
      "99999999999999999999999999999999999999",
      1.5,
      true,
      "2024-01-01",
      "2024-01-01 10:00:00.5",
      "x",
      null,
      '{"a":[1]}',
      Number.NaN,
    ]);
  });

  test("columns are named as PostgreSQL names them, in lower case", async () => {
    const { columns } = await ok(
      "select 1 as \"Big\", count(*), nvl(1, 2), 1 + 1, '1'::int, case when true then 1 end",
    );
    expect(columns.map((column) => column.split(":")[0])).toEqual([
      "big",
      "count",
      "coalesce",
      "?column?",
      "int4",
      "case",
    ]);
  });

  test("integers divide to integers, averages keep their type, sums widen", async () => {
    const { rows, columns } = await ok(
      "select 7 / 2, avg(order_id), avg(amount), sum(order_id) from lake.orders",
    );
    expect(rows[0]).toEqual([3, 514, "741.84", "519545"]);
    expect(columns.map((column) => column.split(":")[1])).toEqual(["int4", "int8", "numeric", "numeric"]);
  });

  test("nulls sort last upwards and first downwards", async () => {
    const list = "from (select 1 as x union all select null union all select 2)";
    expect((await ok(`select x ${list} order by x`)).rows.flat()).toEqual([1, 2, null]);
    expect((await ok(`select x ${list} order by x desc`)).rows.flat()).toEqual([null, 2, 1]);
  });
});

describe("parameters", () => {
  test("take the type of their place and are never SQL", async () => {
    const { rows } = await ok(
      "select :n::int + 1, :text, order_id * :n from lake.orders where order_id = :id and :text <> 'a' limit :n",
      { n: "1", text: "it's; drop table x --", id: "7" },
    );
    expect(rows).toEqual([[2, "it's; drop table x --", 7]]);
  });

  test("unused and missing ones are refused with the request", async () => {
    await expect(run("select 1", { a: "1" })).rejects.toThrow("Unused parameters: [a]");
    await expect(run("select :a")).rejects.toThrow("Cannot find parameter: a");
  });
});

describe("tables", () => {
  test("attributes are kept, lengths and nulls are watched, keys are not enforced", async () => {
    await ok(
      "create table fact (id bigint identity(1,1), k bigint not null encode az64, name varchar(5) encode zstd, amount decimal(12,2) default 0, doc super, primary key (k)) distkey (k) compound sortkey (k, name)",
    );
    expect((await ok("insert into fact (k, name) values (1, 'ab'), (1, 'é')")).written).toBe(2);
    expect(await errorOf("insert into fact (k, name) values (2, 'ééé')")).toContain(
      "Value too long for character type",
    );
    expect(await errorOf("insert into fact (name) values ('x')")).toContain(
      "Cannot insert a NULL value into column k",
    );
    expect(await errorOf("insert into fact (id, k) values (9, 9)")).toContain("identity column");
    expect(await errorOf("insert into fact (k, amount) values (3, 99999999999)")).toContain(
      "Numeric data overflow",
    );
    await ok('insert into fact (k, doc) values (4, json_parse(\'{"a":[{"b":"c"}]}\')), (5, \'text\')');
    expect((await ok("select k, amount, doc.a[0].b, doc from fact where k > 3 order by k")).rows).toEqual([
      [4, "0.00", '"c"', '{"a":[{"b":"c"}]}'],
      [5, "0.00", null, '"text"'],
    ]);
    expect((await ok("select f.k, x.b from fact f, f.doc.a as x")).rows).toEqual([[4, '"c"']]);
    const layout = await ok(
      `select "column", type, encoding, distkey, sortkey, "notnull" from pg_table_def where tablename = 'fact' limit 3`,
    );
    expect(layout.rows).toEqual([
      ["id", "bigint", "none", false, 0, true],
      ["k", "bigint", "az64", true, 1, true],
      ["name", "character varying(5)", "zstd", false, 2, false],
    ]);
    const { ColumnList } = await client.send(
      new DescribeTableCommand({ ...TARGET, Schema: "public", Table: "fact" }),
    );
    expect(ColumnList?.map((column) => `${column.name} ${column.typeName} ${column.nullable}`)).toContain(
      "name varchar 1",
    );
  });

  test("ALTER TABLE keeps rows and rules", async () => {
    await ok("create table changing (a int, b varchar(2))");
    await ok("insert into changing values (1, 'x')");
    await ok("alter table changing add column c varchar(3) default 'new'");
    expect(await errorOf("insert into changing values (2, 'y', 'long')")).toContain("Value too long");
    await ok("alter table changing alter column b type varchar(10)");
    await ok("alter table changing rename column a to n");
    await ok("insert into changing values (2, 'longer', null)");
    await ok("alter table changing drop column c");
    expect((await ok("select * from changing order by n")).rows).toEqual([
      [1, "x"],
      [2, "longer"],
    ]);
    await ok("create table more (like changing)");
    await ok("alter table more append from changing");
    expect((await ok("select count(*) from more")).rows).toEqual([[2]]);
    expect((await ok("select count(*) from changing")).rows).toEqual([[0]]);
    await ok("drop table changing, more");
  });

  test("a table is swapped by its name in one transaction, and no reader sees less than a whole one", async () => {
    await ok("create table swap as select 1 as x");
    const session = await newSession("begin");
    for (const sql of [
      "create table swap_new as select 2 as x",
      "alter table swap rename to swap_old",
      "alter table swap_new rename to swap",
      "drop table swap_old",
    ]) {
      await ok(sql, {}, session);
      expect((await ok("select x from swap")).rows).toEqual([[1]]);
    }
    await ok("commit", {}, session);
    expect((await ok("select x from swap")).rows).toEqual([[2]]);
  });

  test("MERGE, UPDATE FROM and DELETE USING", async () => {
    await ok("create table target (id int, v varchar(10))");
    await ok("insert into target values (1, 'old'), (2, 'keep')");
    await ok("create table source as select 1 as id, 'new'::varchar(10) as v union all select 3, 'add'");
    await ok(
      "merge into target using source on target.id = source.id when matched then update set v = source.v when not matched then insert values (source.id, source.v)",
    );
    expect((await ok("select * from target order by id")).rows).toEqual([
      [1, "new"],
      [2, "keep"],
      [3, "add"],
    ]);
    expect(
      await errorOf(
        "merge into target using (select 1 as id union all select 1) s on target.id = s.id when matched then delete when not matched then insert values (s.id, 'x')",
      ),
    ).toContain("Found multiple matches to update the same tuple");
    await ok("update target set v = upper(source.v) from source where target.id = source.id");
    await ok("delete from target using source where target.id = source.id and source.id = 3");
    expect((await ok("select v from target order by id")).rows.flat()).toEqual(["NEW", "keep"]);
    await ok("merge into target using source on target.id = source.id remove duplicates");
    expect((await ok("select v from target order by id")).rows.flat()).toEqual(["new", "keep", "add"]);
  });

  test("late-binding views survive what they read; others hold it", async () => {
    await ok("create view late as select * from public.not_yet with no schema binding");
    expect(await errorOf("select * from late")).toContain('relation "public.not_yet" does not exist');
    await ok("create table not_yet as select 1 as x");
    expect((await ok("select late.x from public.late")).rows).toEqual([[1]]);
    await ok("create view bound as select x as y from not_yet");
    expect(await errorOf("drop table not_yet")).toContain("other objects depend on it");
    await ok("drop table not_yet cascade");
    expect(await errorOf("select * from bound")).toContain('relation "bound" does not exist');
    expect(await errorOf("create view v as select * from orders with no schema binding")).toContain(
      "should be qualified",
    );
    expect(await errorOf("create view v as select * from lake.orders")).toContain("WITH NO SCHEMA BINDING");
    await ok(
      "create or replace view lake_days as select ordered_at_day, count(*) as n from lake.orders group by 1 with no schema binding",
    );
    expect((await ok("select * from lake_days order by 1")).rows).toEqual([
      ["2024-01-01", 1000],
      ["2024-01-02", 10],
    ]);
  });
});

describe("what Redshift refuses is refused", () => {
  test.each([
    "insert into swap values (1) on conflict do nothing",
    "insert into swap values (1) returning x",
    "with a as (select 1) insert into swap select * from a",
    "select distinct on (x) x from swap",
    "select * from swap, lateral (select 1) l",
    "select sum(x) filter (where x > 1) from swap",
    "select sum(x) over (order by x) from swap",
    "select * from swap for update",
    "create index i on swap (x)",
    "select array[1, 2]",
    "select [1, 2]",
    "select {'a': 1}",
    "select '{}'::json",
    "select x::int[] from swap",
    "select string_agg(x, ',') from swap",
    "select now()",
    "select * from generate_series(1, 2)",
    "select * from read_csv('/etc/passwd')",
    "select * from __redshift.tables",
    "select * from duckdb_settings()",
    "copy swap to '/tmp/x'",
    "attach '/tmp/x'",
    "pragma database_list",
    "merge into swap s using target t on s.x = t.id when matched then delete when not matched then insert values (1)",
    "select 1 / 0",
  ])("%s", async (sql) => {
    expect(await errorOf(sql)).toMatch(/^ERROR: /);
  });
});

describe("Redshift's functions", () => {
  test.each([
    [
      "dateadd(month, 1, '2024-01-31'), datediff(month, '2024-01-31', '2024-02-01')",
      ["2024-02-29 00:00:00", 1],
    ],
    ["last_day('2024-02-05'), add_months('2024-02-29', 1)", ["2024-02-29", "2024-03-31 00:00:00"]],
    ["convert_timezone('UTC', 'America/New_York', '2024-01-01 12:00:00')", ["2024-01-01 07:00:00"]],
    [
      "to_char(timestamp '2024-01-05 13:04:05', 'YYYY-MM-DD HH24:MI:SS'), to_char(1234.5, 'FM9,999.00')",
      ["2024-01-05 13:04:05", "1,234.50"],
    ],
    [
      "to_date('05/02/2024', 'DD/MM/YYYY'), trunc(timestamp '2024-01-01 10:00:00')",
      ["2024-02-05", "2024-01-01"],
    ],
    ["nvl2(null, 1, 2), decode(null, null, 'same', 'other'), decode(3, 1, 'a', 'z')", [2, "same", "z"]],
    ["len('héé'), charindex('l', 'hello'), initcap('two words'), strtol('ff', 16)", [3, 3, "Two Words", 255]],
    [
      "json_extract_path_text('{\"a\":{\"b\":\"x\"}}', 'a', 'b'), json_extract_path_text('{}', 'a')",
      ["x", ""],
    ],
    [
      "regexp_substr('foo@bar.x', '@[^.]*'), regexp_replace('abc', '(b)', '<$1>'), regexp_count('aXbX', 'X')",
      ["@bar", "a<b>c", 2],
    ],
    [
      "'abc' ~ 'b', 'abc' ~ '^b', 'abc' similar to 'a%', 'abc' similar to 'b', 'a_c' like 'a\\\\_c'",
      [true, false, true, false, true],
    ],
    ["'abcdef'::varchar(3), 2.5::float8::int, md5('a')", ["abc", 3, "0cc175b9c0f1b6a831c399e269772661"]],
    ["'a' || chr(92) || 'b', 'it\\'s'", ["a\\b", "it's"]],
  ])("%s", async (list, expected) => {
    expect((await ok(`select ${list}`)).rows[0]).toEqual(expected);
  });

  test("aggregates and windows", async () => {
    const { rows } = await ok(
      "select listagg(distinct email, '|') within group (order by email), approximate count(distinct email), median(order_id) from lake.orders",
    );
    expect(rows[0]).toEqual(["p0|p1|p2|p3|p4|p5|p6", 7, 504.5]);
    const windows = await ok(
      "select order_id, sum(order_id) over (order by order_id rows unbounded preceding), avg(order_id) over (), ratio_to_report(order_id) over () from lake.orders where order_id between 1 and 4 qualify row_number() over (order by order_id) <= 2 order by 1",
    );
    expect(windows.rows).toEqual(
      [
        [1, 1, 2, 0.1],
        [2, 3, 2, 0.2],
      ].map(([a, b, c, d]) => [a, String(b), c, d]),
    );
  });
});

describe("transactions and sessions", () => {
  test("temporary tables and transactions live in their session", async () => {
    const session = await newSession("create temp table mine (a int)");
    await ok("insert into mine values (1)", {}, session);
    await ok("begin", {}, session);
    await ok("insert into mine values (2)", {}, session);
    await ok("rollback", {}, session);
    expect((await ok("select * from mine", {}, session)).rows).toEqual([[1]]);
    expect(await errorOf("select * from mine")).toContain('relation "mine" does not exist');
    await ok("begin", {}, session);
    expect(await errorOf("select nope", session)).toContain('column "nope" does not exist');
    expect(await errorOf("select 1", session)).toContain("current transaction is aborted");
    await ok("rollback", {}, session);
    await ok("select 1", {}, session);
    await ok("begin", {}, session);
    expect(await errorOf("vacuum", session)).toContain("cannot run inside a transaction block");
    await ok("rollback", {}, session);
  });

  test("writers of one table wait for each other; one with an old view of it is in conflict", async () => {
    await ok("create table counter as select 1 as x");
    const first = await newSession("begin");
    await ok("insert into counter values (10)", {}, first);
    const waiting = run("update counter set x = x + 1");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ok("commit", {}, first);
    expect((await waiting).written).toBe(2);
    expect((await ok("select x from counter order by x")).rows.flat()).toEqual([2, 11]);

    const [a, b] = [await newSession("begin"), await newSession("begin")];
    await ok("select * from counter", {}, b);
    await ok("delete from counter where x = 2", {}, a);
    const conflicting = run("update counter set x = 0", {}, b);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ok("commit", {}, a);
    expect((await conflicting).error).toMatch(
      /^ERROR: 1023\n {2}DETAIL: Serializable isolation violation on table/,
    );
  });

  test("a batch is one transaction", async () => {
    const good = await client.send(
      new BatchExecuteStatementCommand({
        ...TARGET,
        Sqls: ["create table batch (x int)", "insert into batch values (:x)", "select * from batch"],
        Parameters: [{ name: "x", value: "5" }],
        WaitTimeSeconds: 30,
      }),
    );
    expect(good.Status).toBe("FINISHED");
    expect((await client.send(new GetStatementResultCommand({ Id: `${good.Id}:3` }))).Records).toEqual([
      [{ longValue: 5 }],
    ]);
    const bad = await client.send(
      new BatchExecuteStatementCommand({
        ...TARGET,
        Sqls: ["insert into batch values (6)", "select nope from batch", "select 1"],
        WaitTimeSeconds: 30,
      }),
    );
    const about = await client.send(new DescribeStatementCommand({ Id: bad.Id }));
    expect(about.SubStatements?.map((one) => one.Status)).toEqual(["FINISHED", "FAILED", "ABORTED"]);
    expect(about.Error).toBe('ERROR: column "nope" does not exist');
    expect((await ok("select x from batch")).rows).toEqual([[5]]);
  });

  test("a statement is cancelled", async () => {
    const { Id } = await client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: "select count(*) from lake.orders a, lake.orders b, lake.orders c where a.order_id + b.order_id + c.order_id = -1",
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await client.send(new CancelStatementCommand({ Id }));
    const ran = await described(Id as string);
    expect([ran.status, ran.error]).toEqual(["ABORTED", "ERROR: Query cancelled on user's request"]);
    await expect(client.send(new CancelStatementCommand({ Id }))).rejects.toThrow("already in ABORTED state");
  });
});

describe("S3", () => {
  test("UNLOAD to partitioned Parquet with a manifest, and COPY back by it", async () => {
    const sql = `unload ('select order_id, amount, ordered_at_day from lake.orders where order_id < 3 or order_id > 2007') to 's3://exports/o/' iam_role '${ROLE}' format parquet partition by (ordered_at_day) manifest`;
    expect((await ok(sql)).written).toBe(5);
    const keys = [...aws.objects.keys()].filter((key) => key.startsWith("exports/o/")).sort();
    expect(keys).toEqual([
      "exports/o/manifest",
      "exports/o/ordered_at_day=2024-01-01/0000_part_00.parquet",
      "exports/o/ordered_at_day=2024-01-02/0000_part_00.parquet",
    ]);
    expect(await errorOf(sql)).toContain("Specified unload destination on S3 is not empty");
    await ok(`${sql} allowoverwrite`);
    await ok("create table back (order_id bigint, amount decimal(12,2))");
    expect(
      (await ok(`copy back from 's3://exports/o/manifest' iam_role '${ROLE}' format as parquet manifest`))
        .written,
    ).toBe(5);
    expect((await ok("select sum(order_id) from back")).rows).toEqual([["4020"]]);
    await ok("create table narrow (order_id bigint)");
    expect(
      await errorOf(`copy narrow from 's3://exports/o/ordered' iam_role '${ROLE}' format as parquet`),
    ).toContain("Unmatched number of columns");
  });

  test("COPY of CSV: wrong rows are counted and told, right ones are loaded only within the limit", async () => {
    await ok("create table load (id bigint, name varchar(4), at date)");
    aws.objects.set(
      "exports/csv/x.csv",
      Buffer.from('id,name,at\n1,"a,b",2024-01-01\nx,ok,2024-01-01\n3,toolong,2024-01-01\n4,z\n5,,\n'),
    );
    const copy = `copy load from 's3://exports/csv/' iam_role '${ROLE}' csv ignoreheader 1`;
    expect(await errorOf(copy)).toBe(
      "ERROR: Load into table 'load' failed. Check 'sys_load_error_detail' system table for details.",
    );
    const errors = await ok(
      "select line_number, column_name, error_message, file_name from sys_load_error_detail order by 1",
    );
    expect(errors.rows.map((row) => row.slice(1, 3))).toEqual(
      expect.arrayContaining([
        ["id", "Invalid digit, Value 'x', Pos 0, Type: Long"],
        ["name", "String length exceeds DDL length"],
      ]),
    );
    expect(errors.rows[0]?.[3]).toBe("s3://exports/csv/x.csv");
    expect((await ok(`${copy} maxerror 10`)).written).toBe(2);
    expect((await ok("select * from load order by id")).rows).toEqual([
      [1, "a,b", "2024-01-01"],
      [5, "", null],
    ]);
  });

  test("roles are checked: existence, association, trust, and what they may read", async () => {
    const copy = (role: string): Promise<string> =>
      errorOf(`copy load from 's3://exports/csv/' iam_role '${role}' csv`);
    expect(await copy(ROLE.replace("spectrum", "other"))).toContain("is not authorized to assume IAM Role");
    expect(await copy(ROLE.replace("spectrum", "stranger"))).toContain("trust policy");
    aws.forbidden.add("ASIAspectrum");
    expect(await copy(ROLE)).toContain("S3ServiceException");
    expect(await errorOf("select count(*) from lake.orders")).toContain("Spectrum Scan Error");
    aws.forbidden.delete("ASIAspectrum");
    expect(await copy(ROLE.replace("spectrum", "nope").replace("123456789012", "1"))).toContain("ERROR: ");
  });
});

describe("the Data API", () => {
  test("a large result comes in pages", async () => {
    const { Id } = await client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: "select a.order_id * 10 + b.order_id as n from lake.orders a, lake.orders b where a.order_id < 1000 and b.order_id < 10 order by n",
        WaitTimeSeconds: 30,
      }),
    );
    const seen: unknown[] = [];
    let NextToken: string | undefined;
    let total = 0;
    do {
      const page = await client.send(new GetStatementResultCommand({ Id, NextToken }));
      for (const row of page.Records ?? []) seen.push(plain(row[0] as Field));
      total = page.TotalNumRows ?? 0;
      NextToken = page.NextToken;
    } while (NextToken);
    expect(total).toBe(10_000);
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  test("results as CSV", async () => {
    const { Id } = await client.send(
      new ExecuteStatementCommand({
        ...TARGET,
        Sql: "select 1, 'a,b', null, ''",
        ResultFormat: "CSV",
        WaitTimeSeconds: 30,
      }),
    );
    const page = await client.send(new GetStatementResultV2Command({ Id }));
    expect(page.Records).toEqual([{ CSVRecords: '1,"a,b",,""\r\n' }]);
    await expect(client.send(new GetStatementResultCommand({ Id }))).rejects.toThrow(
      "use GetStatementResultV2",
    );
  });

  test("a client token names one statement; statements are listed", async () => {
    const input = {
      ...TARGET,
      Sql: "select 42",
      ClientToken: "abc",
      StatementName: "answer",
      WaitTimeSeconds: 30,
    };
    const first = await client.send(new ExecuteStatementCommand(input));
    expect((await client.send(new ExecuteStatementCommand(input))).Id).toBe(first.Id);
    const list = await client.send(new ListStatementsCommand({ StatementName: "answer" }));
    expect(list.Statements?.map((one) => [one.Id, one.Status])).toEqual([[first.Id, "FINISHED"]]);
  });

  test("tables are listed, external ones too; clusters and databases must exist", async () => {
    const { Tables } = await client.send(new ListTablesCommand({ ...TARGET, SchemaPattern: "lake" }));
    expect(Tables).toEqual([{ name: "orders", schema: "lake", type: "EXTERNAL TABLE" }]);
    const wrong = new ExecuteStatementCommand({ ...TARGET, ClusterIdentifier: "nope", Sql: "select 1" });
    await expect(client.send(wrong)).rejects.toThrow("Redshift endpoint doesn't exist");
    const { Id } = await client.send(
      new ExecuteStatementCommand({ ...TARGET, Database: "nope", Sql: "select 1" }),
    );
    expect((await described(Id as string)).error).toBe('ERROR: FATAL: database "nope" does not exist');
  });
});
