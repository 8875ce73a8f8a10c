// Cases by AWS's pages of COPY's and UNLOAD's options, in our own words: the object, the options, the rows that come of it.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ROLE, TestWarehouse } from "../../../testing/redshift.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
});
afterAll(() => warehouse.close());

let next = 0;

/** Loads one object into a table of two texts and a number. */
async function load(content: string | Buffer, options: string): Promise<unknown[][]> {
  const n = next++;
  warehouse.aws.objects.set(`loads/${n}/data`, Buffer.from(content));
  await warehouse.ok(`create table load_${n} (a varchar(20), b varchar(20), n int)`);
  await warehouse.ok(`copy load_${n} from 's3://loads/${n}/' iam_role '${ROLE}' ${options}`);
  return (await warehouse.ok(`select a, b, n from load_${n} order by n nulls last, a`)).rows;
}

describe("Data conversion parameters", () => {
  test.each<[name: string, content: string | Buffer, options: string, rows: unknown[][]]>([
    [
      "\\N is null, as by default",
      "x|\\N|1\n\\N|y|\\N\n",
      "",
      [
        ["x", null, 1],
        [null, "y", null],
      ],
    ],
    [
      "an empty text is empty, an empty number null",
      "x||1\n||2\n|z|\n",
      "",
      [
        ["x", "", 1],
        ["", "", 2],
        ["", "z", null],
      ],
    ],
    [
      "NULL AS",
      "x|NULL|1\ny|\\N|2\n",
      "null as 'NULL'",
      [
        ["x", null, 1],
        ["y", "\\N", 2],
      ],
    ],
    ["NULL AS of an empty text", "x||1\n", "null as ''", [["x", null, 1]]],
    [
      "NULL AS with CSV",
      'x,NULL,1\n"NULL",y,NULL\n',
      "csv null as 'NULL'",
      [
        ["x", null, 1],
        [null, "y", null],
      ],
    ],
    ["\\N in CSV", "x,\\N,1\n", "csv", [["x", null, 1]]],
    ["EMPTYASNULL", "x||1\n", "emptyasnull", [["x", null, 1]]],
    ["BLANKSASNULL", "x|  |1\n", "blanksasnull", [["x", null, 1]]],
    [
      "ESCAPE",
      "a\\|b|c\\\\d|1\nx|\\N|2\ne\\\nf|g|3\n",
      "escape",
      [
        ["a|b", "c\\d", 1],
        ["x", null, 2],
        ["e\nf", "g", 3],
      ],
    ],
    ["a backslash without ESCAPE", "a\\b|c|1\n", "", [["a\\b", "c", 1]]],
    [
      "ACCEPTINVCHARS",
      Buffer.from([0x61, 0xff, 0x62, 0x7c, 0x63, 0x7c, 0x31, 0x0a]),
      "acceptinvchars as '^'",
      [["a^b", "c", 1]],
    ],
    [
      "ACCEPTINVCHARS by default",
      Buffer.from([0x61, 0xff, 0x7c, 0x63, 0x7c, 0x31, 0x0a]),
      "acceptinvchars",
      [["a?", "c", 1]],
    ],
    ["REMOVEQUOTES", "\"x\"|'y'|1\n", "removequotes", [["x", "y", 1]]],
    ["TRIMBLANKS", "x  |y |1\n", "trimblanks", [["x", "y", 1]]],
    ["FILLRECORD", "x|y\n", "fillrecord", [["x", "y", null]]],
    [
      "JSON 'auto'",
      '{"a":"x","n":1}\n{"a":"y","B":"z","n":2}\n',
      "json 'auto'",
      [
        ["x", null, 1],
        ["y", null, 2],
      ],
    ],
    [
      "JSON 'auto ignorecase'",
      '{"A":"x","N":1}\n{"a":"y","B":"z","n":2}\n',
      "json 'auto ignorecase'",
      [
        ["x", null, 1],
        ["y", "z", 2],
      ],
    ],
    ["JSON, an object as text", '{"a":{"k":[1,2]},"n":1}\n', "json 'auto'", [['{"k":[1,2]}', null, 1]]],
  ])("%s", async (_, content, options, rows) => {
    expect(await load(content, options)).toEqual(rows);
  });

  test("a JSONPaths file", async () => {
    warehouse.aws.objects.set(
      "loads/paths.json",
      Buffer.from('{"jsonpaths": ["$.p.q", "$[\'r\'][1]", "$.n"]}'),
    );
    const content = '{"p":{"q":"x"},"r":["i","j"],"n":1}\n{"n":2}\n';
    expect(await load(content, "json 's3://loads/paths.json'")).toEqual([
      ["x", "j", 1],
      [null, null, 2],
    ]);
  });

  test("invalid UTF-8 is an error without ACCEPTINVCHARS", async () => {
    await expect(load(Buffer.from([0x61, 0xff, 0x7c, 0x63, 0x7c, 0x31, 0x0a]), "")).rejects.toThrow(
      "Load into table",
    );
  });
});

describe("UNLOAD", () => {
  test.each([
    ["", 'a|b|0.5\nx\\y|"q|\n'],
    ["addquotes", '"a"|"b"|"0.5"\n"x\\y"|""q"|\n'],
    ["escape", 'a|b|0.5\nx\\\\y|\\"q|\n'],
    ["addquotes escape", '"a"|"b"|"0.5"\n"x\\\\y"|"\\"q"|\n'],
    ["null as '@'", 'a|b|0.5\nx\\y|"q|@\n'],
    ["csv", 'a,b,0.5\nx\\y,"""q",\n'],
    ["format json", '{"a":"a","b":"b","c":0.5}\n{"a":"x\\\\y","b":"\\"q","c":null}\n'],
  ])("%s", async (options, expected) => {
    const key = `u${next++}/`;
    await warehouse.ok(
      `unload ('select \\'a\\' as a, \\'b\\' as b, .5::decimal(1,1) as c union all select \\'x\\\\\\\\y\\', \\'"q\\', null order by 1') to 's3://loads/${key}' iam_role '${ROLE}' ${options} parallel off`,
    );
    const [name] = [...warehouse.aws.objects.keys()].filter((path) => path.startsWith(`loads/${key}`));
    expect(warehouse.aws.objects.get(name as string)?.toString()).toBe(expected);
  });
});
