// Cases by the pages of AWS's developer guide, in our own words: an expression, its value, and where the page tells it,
// its type. Texts that begin with ERROR are what the error says.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../../testing/redshift.ts";
import { CONDITIONS } from "./cases/conditions.ts";
import { DATES } from "./cases/dates.ts";
import { DOCUMENTS } from "./cases/documents.ts";
import { NUMBERS } from "./cases/numbers.ts";
import type { Case, Pages } from "./cases/pages.ts";
import { STRINGS } from "./cases/strings.ts";

const FIRST: Pages = {
  r_SUBSTRING: [
    ["substring('caterpillar', 6, 4)", "pill", "varchar"],
    ["substring('caterpillar', 6, 8)", "pillar"],
    ["substring('caterpillar', -2, 6)", "cat"],
    ["substring('caterpillar', -5, 4)", ""],
    ["substring('caterpillar', 0, 3)", "ca"],
    ["substring('caterpillar' from 6 for 4)", "pill"],
    ["substring('caterpillar' from 8)", "llar"],
    ["substring('abc'::varbyte, 2, 1)", "62", "varbyte"],
    ["substring('abc', 1, -1)", "ERROR: negative substring length not allowed"],
  ],
  r_LEN: [
    ["len('cat   ')", 6, "int4"],
    ["octet_length('français')", 9, "int4"],
    ["len('français')", 8],
    ["len('aaa'::varbyte)", 3],
    ["len('cat   '::char(10))", 3],
    ["len(12345)", 5],
    ["len(null)", null],
  ],
  r_CONCAT: [
    ["concat('a', 'b')", "ab"],
    ["concat('a', null)", null],
    ["concat('a', concat('b', 'c'))", "abc"],
    ["concat('a', 'b', 'c')", "ERROR: takes two arguments"],
    ["concat(.25, 'x')", "0.25x"],
  ],
  r_EXTRACT_function: [
    ["extract(minute from timestamp '2009-09-09 12:08:43')", 8, "int4"],
    ["extract(ms from timestamp '2009-09-09 12:08:43.101')", 101],
    ["extract(us from timestamp '2009-09-09 12:08:43.101')", 101000],
    ["extract(sec from timestamp '2009-09-21 11:10:03.189717')", 3],
    ["extract(week from date '2024-01-04')", 1],
    ["extract(dow from date '2024-01-07')", 0],
    ["extract(hour from time '10:20:30')", 10],
    ["extract(epoch from timestamp '2020-01-01')", 1577836800],
    ["extract('year' from '2020-02-03')", 2020],
    ["extract(eon from date '2020-02-03')", 'ERROR: invalid date part "eon"'],
  ],
  r_DATE_PART_function: [
    ["date_part(minute, timestamp '20230104 04:05:06.789')", 5, "float8"],
    ["date_part(w, timestamp '20220502 04:05:06.789')", 18],
    ["date_part(dayofweek, timestamp '20220502 04:05:06.789')", 1],
    ["date_part(century, timestamp '20220502 04:05:06.789')", 21],
    ["date_part(millennium, timestamp '20220502 04:05:06.789')", 3],
    ["date_part(microsecond, timestamp '20220502 04:05:06.789')", 789000],
    ["date_part(month, date '20220502')", 5],
    ["date_part(sec, timestamp '2009-09-21 11:10:03.189717')", 3.189717],
    ["date_part(qtr, date '1999-12-31')", 4],
  ],
  r_Dateparts_for_datetime_functions: [
    ["extract(century from timestamp '2000-12-16 12:21:13')", 20],
    ["extract(century from timestamp '2001-12-16 12:21:13')", 21],
    ["extract(decade from timestamp '1999-02-16 20:38:40')", 200],
    ["extract(decade from timestamp '2000-02-16 20:38:40')", 201],
    ["extract(decade from timestamp '2010-02-16 20:38:40')", 202],
    ["extract(mil from timestamp '2000-12-16 12:21:13')", 2],
    ["extract(mil from timestamp '2001-12-16 12:21:13')", 3],
  ],
  r_DATE_TRUNC: [
    ["date_trunc('second', timestamp '20200430 04:05:06.789')", "2020-04-30 04:05:06", "timestamp"],
    ["date_trunc('quarter', timestamp '20200430 04:05:06.789')", "2020-04-01 00:00:00"],
    ["date_trunc('millennium', timestamp '20200430 04:05:06.789')", "2001-01-01 00:00:00"],
    ["date_trunc('century', timestamp '20000430 04:05:06.789')", "1901-01-01 00:00:00"],
    ["date_trunc('decade', timestamp '20240430 04:05:06.789')", "2020-01-01 00:00:00"],
    ["date_trunc('week', timestamp '20220430 04:05:06.789')", "2022-04-25 00:00:00"],
  ],
  r_DATEADD_function: [
    ["dateadd(month, 18, '2008-02-28')", "2009-08-28 00:00:00"],
    ["dateadd(m, 30, '2008-02-28')", "2008-02-28 00:30:00"],
    ["dateadd(day, 1, 'today') > getdate()", true],
  ],
  r_DATEDIFF_function: [
    ["datediff(week, '2009-01-01', '2009-12-31')", 52, "int8"],
    ["datediff(hour, '2023-01-01', '2023-01-03 05:04:03')", 53],
    ["datediff(hour, time '10:00', time '12:30')", 2],
  ],
  r_Date_and_time_literals: [
    ["'20240131'::date", "2024-01-31", "date"],
    ["'080215'::date", "2008-02-15"],
    ["'1/8/1999'::date", "1999-01-08"],
    ["'01/02/00'::date", "2000-01-02"],
    ["'Jan-31-2008'::date", "2008-01-31"],
    ["'31-Jan-2000'::date", "2000-01-31"],
    ["'2000-Jan-31'::date", "2000-01-31"],
    ["'January 8, 1999'::date", "1999-01-08"],
    ["'2008.366'::date", "2008-12-31"],
    ["timestamp '20200430 04:05:06.789'", "2020-04-30 04:05:06.789", "timestamp"],
    ["'20080215 04:05'::timestamp", "2008-02-15 04:05:00"],
    ["'2008-02-15 04:05 PM'::timestamp", "2008-02-15 16:05:00"],
    ["'today'::date = current_date", true],
    ["'tomorrow'::date - 'yesterday'::date", 2],
    ["'31/31/2024'::date", "ERROR: date/time field value out of range"],
  ],
  r_DATE_CMP: [
    ["date_cmp('2008-01-03', '2008-01-04')", -1, "int4"],
    ["date_cmp(date '2008-01-04', '2008-01-04')", 0],
    ["timestamp_cmp('2008-01-05 00:00:01', '2008-01-05')", 1],
    ["date_cmp_timestamp('2008-01-05', '2008-01-05 00:00:01')", -1],
    ["interval_cmp('3 days', '1 year')", -1],
    ["interval_cmp('7 days', '1 week')", 0],
    ["date_part_year(date '20220502 04:05:06.789')", 2022],
  ],
  r_Datetime_types: [
    ["timestamp '2008-01-01 10:00:00' + 1", "2008-01-02 10:00:00", "timestamp"],
    ["2 + timestamp '2008-01-01 10:00:00'", "2008-01-03 10:00:00"],
    ["timestamp '2008-01-01 10:00:00' - 1", "2007-12-31 10:00:00"],
    ["date '2008-01-01' + 1", "2008-01-02", "date"],
    ["date '2008-01-31' - date '2008-01-01'", 30, "int4"],
  ],
  r_TO_CHAR: [
    [
      "to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')",
      "DECEMBER -THU-31-2009 11:15PM",
    ],
    ["to_char(timestamp '2009-12-31 23:15:59', 'DDD')", "365"],
    ["to_char(timestamp '2022-05-16 23:15:59', 'ID')", "1"],
    ["to_char(timestamp '2022-05-16 23:15:59', 'D')", "2"],
    ["to_char(timestamp '2008-02-18 02:36:48', 'CC')", "21"],
    ["to_char(timestamp '2008-01-25 14:30:00', 'MON-DD-YYYY HH12:MIPM')", "JAN-25-2008 02:30PM"],
    ["to_char(timestamp '2008-01-25 14:30:00', 'HH12:MI:SS TZ')", "02:30:00 UTC"],
    ["to_char(timestamp '2008-01-25 14:30:00', 'J')", "2454491"],
    ["to_char(timestamp '2008-01-25 14:30:00', 'WW W Q SSSS')", "04 4 1 52200"],
    ["to_char(timestamp '2015-04-10 18:45:09.325143', 'HH24:MI:SS.MS')", "18:45:09.325"],
    ["to_char(timestamp '2015-04-10 18:45:09.325143', 'HH24:MI:SS:US')", "18:45:09:325143"],
  ],
  r_VARBYTE_type: [
    ["'abc'::varbyte", "616263", "varbyte"],
    ["5::smallint::varbyte", "0005"],
    ["5::int::varbyte", "00000005"],
    ["5::bigint::varbyte", "0000000000000005"],
    ["from_hex('6162')", "6162"],
    ["to_varbyte('01001101', 'binary')", "4d"],
    ["to_varbyte('a', 'utf8')", "61"],
    ["to_varbyte('4', 'hex')", "04"],
    ["from_varbyte('abc'::varbyte, 'hex')", "616263"],
    ["getbit(from_hex('4d'), 2)", 1, "int4"],
    ["getbit(from_hex('4d'), 7)", 0],
    ["'a'::varbyte || 'b'::varbyte", "6162"],
  ],
  r_FNV_HASH: [
    ["fnv_hash(1)::varchar", "-5968735742475085980"],
    ["fnv_hash('Amazon Redshift')::varchar", "7783490368944507294"],
    ["fnv_hash('Amazon Redshift', fnv_hash(1))::varchar", "-2202602717770968555"],
    ["crc32('Amazon Redshift')", "f2726906"],
  ],
  SOUNDEX: [
    ["soundex('Amazon')", "A525"],
    ["difference('AC/DC', 'Ay See Dee See')", 4],
    ["octetindex('AWS', 'Amazon AWS')", 8],
    ["octetindex('AWS', 'Άμαζον AWS')", 14],
  ],
  REGEXP_INSTR: [
    ["regexp_instr('abcabc', 'b')", 2, "int4"],
    ["regexp_instr('abcabc', 'b', 1, 2)", 5],
    ["regexp_instr('abcabc', 'b', 1, 2, 1)", 6],
    ["regexp_instr('abc', 'x')", 0],
    ["regexp_replace('the fox', 'fox', 'dog')", "the dog"],
    ["regexp_replace('fox fox', 'fox', 'dog', 2)", "fox dog"],
    ["regexp_substr('ab', 'a(?=b)')", "ERROR: not available in the local Redshift"],
  ],
  r_CAST_function: [
    ["cast(162.00 as integer)", 162, "int4"],
    ["'12.5'::int", "ERROR: Invalid digit, Value '.', Pos 2, Type: Integer"],
    ["'abc'::bigint", "ERROR: Invalid digit, Value 'a', Pos 0, Type: Long"],
    ["' 12 '::int", 12],
    ["trim(' 12.5 ')::int", "ERROR: Invalid digit, Value '.', Pos 2"],
    ["12.5::int", 13],
    ["'abc'::decimal(10,2)", 'ERROR: invalid input syntax for type numeric: "abc"'],
    ["99999::smallint", "ERROR: Value out of range for 2 bytes"],
    ["cast('2008-02-18 02:36:48' as date)", "2008-02-18"],
    [".5", "0.5", "numeric"],
    ["(-.5)::varchar", "-0.5"],
  ],
  r_array: [
    ["array(1, 50, null, 100)", "[1,50,null,100]", "super"],
    ["array(1, 'abc', true, 3.14)", '[1,"abc",true,3.14]'],
    ["array()", "[]"],
    ["array(1, 2)[1]", "2"],
    ["array_concat(json_parse('[10001,10002]'), json_parse('[10003,10004]'))", "[10001,10002,10003,10004]"],
    ["array_concat(json_parse('1'), json_parse('[2]'))", null],
    ["subarray(array('a', 'b', 'c', 'd', 'e', 'f'), 2, 3)", '["c","d","e"]'],
    ["array_flatten(array(1, array(2, array(3, array()))))", "[1,2,3]"],
    ["get_array_length(array(1,2,3))", 3, "int8"],
    ["get_array_length(json_parse('{\"a\":1}'))", null],
    ["get_array_length(json_parse('null'))", null],
    ["split_to_array('12|345|6789', '|')", '["12","345","6789"]'],
  ],
  "json-functions": [
    ['json_array_length(\'[11,12,13,{"f1":21,"f2":[25,26]},14]\')', 5, "int4"],
    ["json_array_length('[11,12', true)", null],
    ["json_array_length('[11,12')", "ERROR: invalid json array object"],
    ["json_parse('{a')", "ERROR: JSON parsing error"],
    ["json_parse('{\"a\" : 1}')", '{"a":1}', "super"],
    ["json_serialize(json_parse('[10001,10002,\"abc\"]'))", '[10001,10002,"abc"]', "varchar"],
    ["json_typeof(array(1,2))", "array"],
    ["json_typeof(json_parse('null'))", "null"],
    ["json_typeof(null)", null],
    ["json_size(json_parse('[10001,10002,\"⬤\"]'))", 19],
    ["is_integer(json_parse('5'))", true, "bool"],
    ["is_integer(json_parse('5.5'))", false],
    ["is_smallint(json_parse('70000'))", false],
    ["is_varchar(json_parse('\"x\"'))", true],
    ["is_decimal(json_parse('1.22'))", true],
    ["is_scalar(json_parse('null'))", false],
    ["decimal_precision(json_parse('3.14159'))", 6],
    ["decimal_scale(json_parse('3.14159'))", 5],
  ],
  "query-super": [
    ["json_parse('\"abc\"')::varchar", "abc", "varchar"],
    ["json_parse('{\"a\":1}')::varchar", null],
    ["json_parse('\"Good\"')::integer", null, "int4"],
    ['json_parse(\'{"o":{"y":"z"}}\').o.y || \'!\'', "z!"],
    ["len(json_parse('\"abc\"'))", 3],
    ["upper(json_parse('\"abc\"'))", "ABC"],
    ["json_parse('\"P\"') = 'P'", true, "bool"],
    ["json_parse('5') = 'P'", false],
    ["json_parse('5') <= 'P'", null],
    ["json_parse('10') > 9.5", true],
    ["json_parse('{\"a\":1}').nope.deeper", null],
    ["json_parse('[1]')[7]", null],
  ],
  "operators-functions": [
    ["(json_parse('5') + 0.5) * 3 / 10", "1.6500", "super"],
    ["json_parse('3020007') * 0.5", "1510003.5"],
    ["json_parse('\"a\"') + json_parse('\"b\"')", '"ab"'],
    ["json_parse('\"a\"') + 1", null],
    ["json_parse('7') % 4", "3"],
    ["json_parse('1') / 0", "ERROR: Divide by zero"],
    ["json_parse('1e2') * 2", "200.0"],
  ],
  c_keywords: [
    ["grouping(x) from (select 1 as x) group by x", 0, "int4"],
    ['"at" from (select 1 as at)', 1],
    ["describe from (select 1 as describe)", 1],
  ],
  "what is not here": [
    ["st_makepoint(1, 2)", "ERROR: the function st_makepoint() is not available in the local Redshift"],
    ["hll(1)", "ERROR: the function hll() is not available in the local Redshift"],
    ["no_such(1)", "ERROR: function no_such() does not exist"],
    ["true + 1", "ERROR: operator does not exist: boolean + integer"],
    ["1 intersect all select 1", "ERROR: INTERSECT ALL is not supported"],
    ["max(1, 2)", "ERROR: takes one argument"],
  ],
};

const PAGES: [page: string, cases: readonly Case[]][] = [
  ...[FIRST, NUMBERS, STRINGS, DATES, DOCUMENTS, CONDITIONS].flatMap((pages) => Object.entries(pages)),
];

let warehouse: TestWarehouse;
let session: string;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  session = await warehouse.session("select 1");
});
afterAll(() => warehouse.close());

const isError = ([, value]: Case): boolean => typeof value === "string" && value.startsWith("ERROR: ");
/** Expressions that are a query of their own. */
const isQuery = ([expression]: Case): boolean => / from \(/.test(expression);

describe.each(PAGES)("%s", (_, cases) => {
  const together = cases.filter((one) => !isError(one) && !isQuery(one));
  const alone = cases.filter((one) => !isError(one) && isQuery(one));

  test("values and types", async () => {
    const statements = [together, ...alone.map((one) => [one])].filter((list) => list.length > 0);
    for (const list of statements) {
      const ran = await warehouse.ok(
        `select ${list.map(([expression]) => expression).join(", ")}`,
        {},
        session,
      );
      const got = list.map(([expression, , type], i) => [
        expression,
        ran.rows[0]?.[i],
        ...(type ? [ran.types[i]?.replace(/\(.*/, "")] : []),
      ]);
      expect(got).toEqual(list);
    }
  });

  const errors = cases.filter(isError);
  if (errors.length > 0) {
    test.each(errors)("%s", async (expression, words) => {
      expect(await warehouse.errorOf(`select ${expression}`, session)).toContain(String(words).slice(7));
    });
  }
});

describe("unnesting and unpivoting", () => {
  const rows = async (sql: string): Promise<unknown[][]> => (await warehouse.ok(sql, {}, session)).rows;

  test.each([
    [
      "select index, element from bar as b, b.data.list as element at index order by 1",
      [
        [0, "1"],
        [1, "2.3"],
      ],
    ],
    [
      "select v, a from bar as b, unpivot b.data.o as v at a order by a",
      [
        ["1", "x"],
        ['"z"', "y"],
      ],
    ],
    ["with c as (select data from bar) select x from c, c.data.list as x order by x", [["1"], ["2.3"]]],
    ["select x from (select data from bar) d, d.data.list x order by x", [["1"], ["2.3"]]],
    [
      "select array, element from bar b, b.data.deep as array, array as element order by 2",
      [
        ["[1,2]", "1"],
        ["[1,2]", "2"],
      ],
    ],
    ["select data.o.x::int + 1, data.o.y from bar where data.o.y = 'z'", [[2, '"z"']]],
    ["select count(*) from bar b, b.data.nope as x", [[0]]],
  ])("%s", async (sql, expected) => {
    await warehouse.ok("drop table if exists bar", {}, session);
    await warehouse.ok(
      `create table bar as select json_parse('{"list": [1, 2.3], "o": {"x": 1, "y": "z"}, "deep": [[1, 2]]}') as data`,
      {},
      session,
    );
    expect(await rows(sql)).toEqual(expected);
  });

  test("a SUPER in LIKE, IN, INSERT, and with a sign", async () => {
    await warehouse.ok("create table supers (s super, v varchar(10), n int, d date, c char(5))", {}, session);
    await warehouse.ok(
      `insert into supers values (json_parse('{"k": "x", "n": 10}'), 'a', 1, '20240131', 'ab  ')`,
      {},
      session,
    );
    await rows("insert into supers (v, n) select s.k, s.n from supers");
    expect(await rows("select v, n from supers where s is null")).toEqual([["x", 10]]);
    const computed =
      "select s.k like 'x%', s.k in ('x', 'y'), s.k not in ('z'), -s.n, s.n::int % 3, d, len(c) from supers where s.n > 9";
    const ran = await warehouse.ok(computed, {}, session);
    expect(ran.rows).toEqual([[true, true, true, "-10", 1, "2024-01-31", 2]]);
    expect(ran.columns[3]).toBe("?column?:super");
    expect(await warehouse.errorOf("select coalesce(s.k, 'none') from supers", session)).toContain(
      "cast the SUPER",
    );
  });

  test("a common table expression before UPDATE and DELETE", async () => {
    await warehouse.ok(
      "create table changed as select 1 as id, 'a' as v union all select 2, 'b'",
      {},
      session,
    );
    await rows("with w as (select 1 as id) update changed set v = 'x' where id in (select id from w)");
    await rows("with w as (select 2 as id) delete from changed where id in (select id from w)");
    expect(await rows("select id, v from changed")).toEqual([[1, "x"]]);
  });

  test("words that stand for a moment make a view that can be read", async () => {
    await warehouse.ok("create view moments as select current_date, current_timestamp, sysdate", {}, session);
    const { columns } = await warehouse.ok("select * from moments", {}, session);
    expect(columns).toEqual(["date:date", "timestamptz:timestamptz", "timestamp:timestamp"]);
  });

  test("current_schema() follows the search path", async () => {
    await warehouse.ok("create schema sales", {}, session);
    await warehouse.ok("set search_path to nowhere, sales, public", {}, session);
    expect(await rows("select current_schema()")).toEqual([["sales"]]);
    await warehouse.ok("reset search_path", {}, session);
    expect(await rows("select current_schema()")).toEqual([["public"]]);
  });
});
