import { DescribeTableCommand } from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ROLE, TARGET, TestWarehouse } from "../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
});
afterAll(() => warehouse.close());

describe("tables", () => {
  test("attributes are kept, lengths and nulls are watched, keys are not enforced", async () => {
    await warehouse.ok(
      "create table fact (id bigint identity(1,1), k bigint not null encode az64, name varchar(5) encode zstd, amount decimal(12,2) default 0, doc super, primary key (k)) distkey (k) compound sortkey (k, name)",
    );
    expect((await warehouse.ok("insert into fact (k, name) values (1, 'ab'), (1, 'é')")).written).toBe(2);
    expect(await warehouse.errorOf("insert into fact (k, name) values (2, 'ééé')")).toContain(
      "Value too long for character type",
    );
    expect(await warehouse.errorOf("insert into fact (name) values ('x')")).toContain(
      "Cannot insert a NULL value into column k",
    );
    expect(await warehouse.errorOf("insert into fact (id, k) values (9, 9)")).toContain("identity column");
    expect(await warehouse.errorOf("insert into fact (k, amount) values (3, 99999999999)")).toContain(
      "Numeric data overflow",
    );
    await warehouse.ok(
      'insert into fact (k, doc) values (4, json_parse(\'{"a":[{"b":"c"}]}\')), (5, \'text\')',
    );
    expect(
      (await warehouse.ok("select k, amount, doc.a[0].b, doc from fact where k > 3 order by k")).rows,
    ).toEqual([
      [4, "0.00", '"c"', '{"a":[{"b":"c"}]}'],
      [5, "0.00", null, '"text"'],
    ]);
    expect((await warehouse.ok("select f.k, x.b from fact f, f.doc.a as x")).rows).toEqual([[4, '"c"']]);
    const layout = await warehouse.ok(
      `select "column", type, encoding, distkey, sortkey, "notnull" from pg_table_def where tablename = 'fact' limit 3`,
    );
    expect(layout.rows).toEqual([
      ["id", "bigint", "none", false, 0, true],
      ["k", "bigint", "az64", true, 1, true],
      ["name", "character varying(5)", "zstd", false, 2, false],
    ]);
    const { ColumnList } = await warehouse.client.send(
      new DescribeTableCommand({ ...TARGET, Schema: "public", Table: "fact" }),
    );
    expect(ColumnList?.map((column) => `${column.name} ${column.typeName} ${column.nullable}`)).toContain(
      "name varchar 1",
    );
  });

  test("CREATE TABLE AS keeps the lengths of texts", async () => {
    await warehouse.ok("create table texts (a varchar(7), b char(3), n int, d varchar(9))");
    await warehouse.ok("insert into texts values ('a', 'b', 1, 'd')");
    const lengths = async (query: string): Promise<unknown[]> => {
      await warehouse.ok("drop table if exists copied");
      await warehouse.ok(`create table copied as ${query}`);
      const { rows } = await warehouse.ok(
        "select c.data_type || coalesce(c.character_maximum_length::varchar, '') from svv_columns c where c.table_name = 'copied' order by c.ordinal_position",
      );
      return rows.flat();
    };
    expect(await lengths("select * from texts")).toEqual([
      "character varying7",
      "character3",
      "integer",
      "character varying9",
    ]);
    expect(
      await lengths(
        "with w as (select 'x' as x) select t.a as z, t.n, u.*, 'né', t.d::varchar(4) as v, cast(n as varchar(5)) as c, lower(t.a), w.x from texts t join (select n as m from texts) u on t.n = u.m join w on true where t.a is not null",
      ),
    ).toEqual(["character varying7", "integer", "integer", ...Array(5).fill("character varying65535")]);
    expect(
      await lengths(
        "select distinct t.a as z, t.n, 'né', t.d::varchar(4) as v, cast(t.n as varchar(5)) as c, lower(t.a), t.a || 'x' as y, u.b from texts t join texts u on t.n = u.n",
      ),
    ).toEqual([
      "character varying7",
      "integer",
      "character varying3",
      "character varying4",
      "character varying5",
      "character varying65535",
      "character varying65535",
      "character3",
    ]);
    expect(await lengths("select a from texts union all select d from texts")).toEqual([
      "character varying65535",
    ]);
    expect(await warehouse.errorOf("insert into copied values (repeat('x', 65536))")).toContain(
      "Value too long",
    );
  });

  test("partitions of an external table are added and dropped by its keys", async () => {
    const add = (keys: string) =>
      `alter table lake.orders add partition (${keys}) location 's3://curated/orders/ordered_at_day=2024-01-01/'`;
    const found = async () =>
      (await warehouse.ok("select count(*) from lake.orders where ordered_at_day = '2031-01-01'")).rows;
    await warehouse.ok(add("ordered_at_day = '2031-01-01'"));
    expect(await found()).toEqual([[1000]]);
    expect(await warehouse.errorOf(add("ordered_at_day = '2031-01-01'"))).toContain(
      "Partition already exists",
    );
    for (const wrong of ["day = '2031-01-02'", "ordered_at_day = '2031-01-02', day = '1'"])
      expect(await warehouse.errorOf(add(wrong))).toContain(
        "the partition must name the keys ordered_at_day",
      );
    await warehouse.ok("alter table lake.orders drop partition (ordered_at_day = '2031-01-01')");
    expect(await found()).toEqual([[0]]);
    expect(
      await warehouse.errorOf("alter table lake.orders drop partition (ordered_at_day = '2031-01-01')"),
    ).toContain("Partition does not exist");
  });

  test("ALTER TABLE keeps rows and rules", async () => {
    await warehouse.ok("create table changing (a int, b varchar(2))");
    await warehouse.ok("insert into changing values (1, 'x')");
    await warehouse.ok("alter table changing add column c varchar(3) default 'new'");
    expect(await warehouse.errorOf("insert into changing values (2, 'y', 'long')")).toContain(
      "Value too long",
    );
    await warehouse.ok("alter table changing alter column b type varchar(10)");
    await warehouse.ok("alter table changing rename column a to n");
    await warehouse.ok("insert into changing values (2, 'longer', null)");
    await warehouse.ok("alter table changing drop column c");
    expect((await warehouse.ok("select * from changing order by n")).rows).toEqual([
      [1, "x"],
      [2, "longer"],
    ]);
    await warehouse.ok("create table more (like changing)");
    await warehouse.ok("alter table more append from changing");
    expect((await warehouse.ok("select count(*) from more")).rows).toEqual([[2]]);
    expect((await warehouse.ok("select count(*) from changing")).rows).toEqual([[0]]);
    await warehouse.ok("drop table changing, more");
  });

  test("a table is swapped by its name in one transaction, and no reader sees less than a whole one", async () => {
    await warehouse.ok("create table swap as select 1 as x");
    const session = await warehouse.session("begin");
    for (const sql of [
      "create table swap_new as select 2 as x",
      "alter table swap rename to swap_old",
      "alter table swap_new rename to swap",
      "drop table swap_old",
    ]) {
      await warehouse.ok(sql, {}, session);
      expect((await warehouse.ok("select x from swap")).rows).toEqual([[1]]);
    }
    await warehouse.ok("commit", {}, session);
    expect((await warehouse.ok("select x from swap")).rows).toEqual([[2]]);
  });

  test("MERGE, UPDATE FROM and DELETE USING", async () => {
    await warehouse.ok("create table target (id int, v varchar(10))");
    await warehouse.ok("insert into target values (1, 'old'), (2, 'keep')");
    await warehouse.ok(
      "create table source as select 1 as id, 'new'::varchar(10) as v union all select 3, 'add'",
    );
    await warehouse.ok(
      "merge into target using source on target.id = source.id when matched then update set v = source.v when not matched then insert values (source.id, source.v)",
    );
    expect((await warehouse.ok("select * from target order by id")).rows).toEqual([
      [1, "new"],
      [2, "keep"],
      [3, "add"],
    ]);
    expect(
      await warehouse.errorOf(
        "merge into target using (select 1 as id union all select 1) s on target.id = s.id when matched then delete when not matched then insert values (s.id, 'x')",
      ),
    ).toContain("Found multiple matches to update the same tuple");
    await warehouse.ok("update target set v = upper(source.v) from source where target.id = source.id");
    await warehouse.ok("delete from target using source where target.id = source.id and source.id = 3");
    expect((await warehouse.ok("select v from target order by id")).rows.flat()).toEqual(["NEW", "keep"]);
    await warehouse.ok("merge into target using source on target.id = source.id remove duplicates");
    expect((await warehouse.ok("select v from target order by id")).rows.flat()).toEqual([
      "new",
      "keep",
      "add",
    ]);
  });

  test("late-binding views survive what they read; others hold it", async () => {
    await warehouse.ok("create view late as select * from public.not_yet with no schema binding");
    expect(await warehouse.errorOf("select * from late")).toContain(
      'relation "public.not_yet" does not exist',
    );
    await warehouse.ok("create table not_yet as select 1 as x");
    expect((await warehouse.ok("select late.x from public.late")).rows).toEqual([[1]]);
    await warehouse.ok("create view bound as select x as y from not_yet");
    expect(await warehouse.errorOf("drop table not_yet")).toContain("other objects depend on it");
    await warehouse.ok("drop table not_yet cascade");
    await warehouse.ok("drop materialized view if exists not_yet");
    expect(await warehouse.errorOf("drop materialized view not_yet")).toContain("does not exist");
    expect(await warehouse.errorOf("select * from bound")).toContain('relation "bound" does not exist');
    expect(await warehouse.errorOf("create view v as select * from orders with no schema binding")).toContain(
      "should be qualified",
    );
    expect(await warehouse.errorOf("create view v as select * from lake.orders")).toContain(
      "WITH NO SCHEMA BINDING",
    );
    await warehouse.ok(
      "create or replace view lake_days as select ordered_at_day, count(*) as n from lake.orders group by 1 with no schema binding",
    );
    expect((await warehouse.ok("select * from lake_days order by 1")).rows).toEqual([
      ["2024-01-01", 1000],
      ["2024-01-02", 10],
    ]);
  });
});

describe("S3", () => {
  test("UNLOAD encrypts as it is told: SSE-S3, a key, or the bucket's own default", async () => {
    const { encryption, bucketKeys } = warehouse.aws;
    const key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd";
    const run = (folder: string, option: string) =>
      warehouse.run(`unload ('select 1 as x') to 's3://exports/${folder}/' iam_role '${ROLE}' ${option}`);
    const written = async (folder: string, option: string) => {
      expect(await run(folder, option)).toMatchObject({ status: "FINISHED" });
      return encryption.get(`exports/${folder}/0000_part_00`);
    };
    expect(await written("e1", "")).toBe("AES256");
    expect(await written("e2", `kms_key_id '${key}' encrypted`)).toBe(`aws:kms ${key}`);
    expect(await written("e3", "encrypted auto")).toBe("AES256");
    bucketKeys.set("exports", key);
    expect(await written("e4", "")).toBe("AES256");
    expect(await written("e5", "encrypted auto")).toBe(`aws:kms ${key}`);
    bucketKeys.delete("exports");
    const refused = async (option: string) => (await run("e6", option)).error;
    expect(await refused(`encrypted auto kms_key_id '${key}'`)).toContain("cannot be used with KMS_KEY_ID");
    expect(await refused(`kms_key_id '${key}'`)).toContain("KMS_KEY_ID must be used with ENCRYPTED");
    expect(await refused("encrypted")).toContain("ENCRYPTED must be used with KMS_KEY_ID");
  });

  test("UNLOAD to partitioned Parquet with a manifest, and COPY back by it", async () => {
    const sql = `unload ('select order_id, amount, ordered_at_day from lake.orders where order_id < 3 or order_id > 2007') to 's3://exports/o/' iam_role '${ROLE}' format parquet partition by (ordered_at_day) manifest`;
    expect((await warehouse.ok(sql)).written).toBe(5);
    const keys = [...warehouse.aws.objects.keys()].filter((key) => key.startsWith("exports/o/")).sort();
    expect(keys).toEqual([
      "exports/o/manifest",
      "exports/o/ordered_at_day=2024-01-01/0000_part_00.parquet",
      "exports/o/ordered_at_day=2024-01-02/0000_part_00.parquet",
    ]);
    expect(await warehouse.errorOf(sql)).toContain("Specified unload destination on S3 is not empty");
    expect(warehouse.aws.encryption.get("exports/o/manifest")).toBe("AES256");
    await warehouse.ok(`${sql} allowoverwrite`);
    await warehouse.ok("create table back (order_id bigint, amount decimal(12,2))");
    expect(
      (
        await warehouse.ok(
          `copy back from 's3://exports/o/manifest' iam_role '${ROLE}' format as parquet manifest`,
        )
      ).written,
    ).toBe(5);
    expect((await warehouse.ok("select sum(order_id) from back")).rows).toEqual([["4020"]]);
    await warehouse.ok("create table narrow (order_id bigint)");
    expect(
      await warehouse.errorOf(
        `copy narrow from 's3://exports/o/ordered' iam_role '${ROLE}' format as parquet`,
      ),
    ).toContain("Unmatched number of columns");
  });

  test("COPY of Parquet tells what does not fit in its message alone, as Spectrum does", async () => {
    const unload = (name: string, query: string) =>
      warehouse.ok(
        `unload ('${query}') to 's3://exports/${name}/' iam_role '${ROLE}' format parquet parallel off`,
      );
    await unload("two", "select cast(1 as bigint) as id, cast(''a'' as varchar) as name");
    const copyTo = async (columns: string, from = "two") => {
      await warehouse.ok(`create table fits (${columns})`);
      const ran = await warehouse.run(
        `copy fits from 's3://exports/${from}' iam_role '${ROLE}' format as parquet`,
      );
      const { rows } = await warehouse.ok("select * from fits order by 1");
      await warehouse.ok("drop table fits");
      return ran.error ?? rows;
    };
    await unload("two/more", "select cast(2 as bigint) as other, cast(''Zürich'' as varchar) as called");
    expect(await copyTo("id bigint, name varchar(7)")).toEqual([
      [1, "a"],
      [2, "Zürich"],
    ]);
    expect(await copyTo("id bigint, name varchar(6)")).toMatch(
      /^ERROR: Spectrum Scan Error\n {2}Detail: \n {2}-+\n {2}error: {2}Spectrum Scan Error\n {2}code: {6}15007\n {2}context: {3}The length of the data column name is longer than the length defined in the table\. Table: 6, Data: 7, File name: https:\/\/s3\.us-east-1\.amazonaws\.com\/exports\/two\/more\/\S+\.parquet\n {2}query: /,
    );
    for (const type of ["integer", "double precision", "decimal(19,0)", "varchar(20)", "date", "boolean"])
      expect(await copyTo(`id ${type}, name varchar(20)`)).toMatch(
        /context: {3}File 'https:.*' has an incompatible Parquet schema for column 's3:\/\/exports\/two\.id'\. Column type: [^\n]+, Parquet schema:\noptional int64 id \[i:0 d:1 r:0]/,
      );
    expect(await copyTo("id bigint, name varchar(20), more int")).toContain(
      "Unmatched number of columns between table and file. Table columns: 3, Data columns: 2, File name: https://s3.",
    );
    await unload("null", "select cast(null as bigint) as id, cast(null as varchar) as name");
    expect(await copyTo("id bigint, name varchar(20) not null", "null")).toContain(
      "Cannot insert a NULL value into column name",
    );
    const long = `two/${"long/".repeat(40)}`;
    await unload(long, "select cast(1 as bigint) as id");
    const [, context] = /context: {3}(.*)\n {2}query/s.exec(
      String(await copyTo("id integer", `${long}`)),
    ) as RegExpExecArray;
    expect(context).toHaveLength(256);
    const errors = "select count(*) from sys_load_error_detail where file_name like 's3://exports/%'";
    expect((await warehouse.ok(errors)).rows).toEqual([[0]]);
  });

  test("COPY of CSV: wrong rows are counted and told, right ones are loaded only within the limit", async () => {
    await warehouse.ok("create table load (id bigint, name varchar(4), at date)");
    warehouse.aws.objects.set(
      "exports/csv/x.csv",
      Buffer.from('id,name,at\n1,"a,b",2024-01-01\nx,ok,2024-01-01\n3,toolong,2024-01-01\n4,z\n5,,\n'),
    );
    const copy = `copy load from 's3://exports/csv/' iam_role '${ROLE}' csv ignoreheader 1`;
    expect(await warehouse.errorOf(copy)).toBe(
      "ERROR: Load into table 'load' failed. Check 'sys_load_error_detail' system table for details.",
    );
    const errors = await warehouse.ok(
      "select line_number, column_name, error_message, file_name from sys_load_error_detail order by 1",
    );
    expect(errors.rows.map((row) => row.slice(1, 3))).toEqual(
      expect.arrayContaining([
        ["id", "Invalid digit, Value 'x', Pos 0, Type: Long"],
        ["name", "String length exceeds DDL length"],
      ]),
    );
    expect(errors.rows[0]?.[3]).toBe("s3://exports/csv/x.csv");
    expect((await warehouse.ok(`${copy} maxerror 10`)).written).toBe(2);
    expect((await warehouse.ok("select * from load order by id")).rows).toEqual([
      [1, "a,b", "2024-01-01"],
      [5, "", null],
    ]);
    const loads =
      "select status, data_source, file_format, loaded_rows, source_file_count, error_count > 0 from sys_load_history where table_name = 'load' order by query_id";
    expect((await warehouse.ok(loads)).rows).toEqual([
      ["aborted", "s3://exports/csv/", "csv", 0, 1, true],
      ["completed", "s3://exports/csv/", "csv", 2, 1, true],
    ]);
    expect(await warehouse.errorOf("select * from stl_load_commits")).toContain(
      "stl_load_commits is not available in the local Redshift",
    );
  });

  test("blanks at the end of a text say nothing where texts are compared, and are kept", async () => {
    await warehouse.ok("create table blanks (v varchar(9), w varchar(9), c char(5), n int, d date)");
    await warehouse.ok(
      "insert into blanks values ('a', 'a  ', 'a', 5, '2020-01-01'), ('b ', 'x', 'c', 6, null)",
    );
    const truths = await warehouse.ok(
      "select v = w, w = 'a', 'a ' = w, w in ('a ', 'z'), w not in ('a'), w <> v, v < w, c = w, len(w), w like 'a', n = '5', d = '2020-01-01', w || '!' " +
        "from blanks where n = 5",
    );
    expect(truths.rows).toEqual([
      [true, true, true, true, false, false, false, true, 3, false, true, true, "a  !"],
    ]);
    const counts = [
      "select count(*) from blanks x join blanks y on x.v = y.w",
      "select count(*) from blanks x where exists (select 1 from blanks y where y.w = x.v and y.n = x.n and y.d = x.d)",
      "with c as (select n, sum(n * 2) as s from blanks group by n having coalesce(sum(n * 2), 0) > 10 and max(n + 1) = 7) select count(*) from c",
      "select count(*) from blanks where v = 'b'",
    ];
    for (const sql of counts) expect((await warehouse.ok(sql)).rows).toEqual([[1]]);
    await warehouse.ok("update blanks set w = 'z ' where w = 'a'");
    expect((await warehouse.ok("select len(w) from blanks where w = 'z'")).rows).toEqual([[2]]);
    await warehouse.ok(
      "update blanks set v = (select max(o.c) from blanks o where o.d >= blanks.d and o.n = blanks.n) where n = 5",
    );
  });

  test("roles are checked: existence, association, trust, and what they may read", async () => {
    const copy = (role: string): Promise<string> =>
      warehouse.errorOf(`copy load from 's3://exports/csv/' iam_role '${role}' csv`);
    expect(await copy(ROLE.replace("spectrum", "other"))).toContain("is not authorized to assume IAM Role");
    expect(await copy(ROLE.replace("spectrum", "stranger"))).toContain("trust policy");
    warehouse.aws.forbidden.add("ASIAspectrum");
    expect(await copy(ROLE)).toContain("S3ServiceException");
    expect(await warehouse.errorOf("select count(*) from lake.orders")).toContain("Spectrum Scan Error");
    warehouse.aws.forbidden.delete("ASIAspectrum");
    expect(await copy(ROLE.replace("spectrum", "nope").replace("123456789012", "1"))).toContain("ERROR: ");
  });
});
