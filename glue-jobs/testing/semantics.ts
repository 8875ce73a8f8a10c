// A dataset for each part of docs/contract-semantics.md, with the files that part speaks of. What depends on other files, lookups, and
// the vault's tokens, which are random, are compared end to end.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { ROOT } from "../../handlers/build/packages.ts";

/** Texts near the edges of what each type takes. */
const TEXTS = [
  ...["", " ", "0", "-0", "+7", "007", "1.5", "1.50", "1.505", ".5", "5.", "1e3", "1E-2", "1e400", "1e-400"],
  ...["2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1_0", "0x1"],
  ...["true", "No", "Y", "t", "off", "2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-1-1"],
  ...["2024-01-31T23:59:58.120000", "2024-01-31 23:59:58.1234567", "2024-01-31T23:59+02:00", "12/31/2024"],
  ...[
    "9999-12-31T23:59:59-01",
    "2024-01-31T24:00:00",
    "NA",
    " padded ",
    "ß",
    "ÀB ΣI",
    "😀",
    "a\u00a0b",
    "123456",
  ],
  ...["+44 (0)20-1", "__HIVE_DEFAULT_PARTITION__", "x".repeat(300)],
];
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const TYPES = ["string", "int", "bigint", "decimal(5,2)", "double", "boolean", "date", "timestamp"];

/** Each text in each type's column, the others null. */
const values = `${TYPES.map((_, at) => `c${at}`).join(",")}\n${TYPES.flatMap((_, at) =>
  TEXTS.map((text) => TYPES.map((__, other) => (other === at ? quoted(text) : "")).join(",")),
).join("\n")}\n`;
const one = (type: string, more: object = {}) => ({ name: "v", type, ...more });
const column = (texts: readonly string[], name = "v") =>
  `${name},n\n${texts.map((text, at) => `${quoted(text)},${at}`).join("\n")}\n`;
const numbered = (type: string, more: object = {}) => [one(type, more), { name: "n", type: "int" }];
const ROWS = "a,b\n1,x\n2,y\n";
const lax = { quality: { max_reject_ratio: 1 } };
const AB = [
  { name: "a", type: "int", required: true },
  { name: "b", type: "string" },
];
const folder = (name: string): [string, Buffer][] =>
  readdirSync(join(ROOT, "core", "engine", "testing", name)).map((file) => [
    file,
    readFileSync(join(ROOT, "core", "engine", "testing", name, file)),
  ]);

const DATASETS: Record<string, { shape: object; files: Record<string, string | Buffer> }> = {
  csv: {
    shape: { columns: AB, ...lax },
    files: {
      "plain.csv": ROWS,
      "ends.csv": "a,b\r\n1,x\r2,y\n\n3,z",
      "quotes.csv": 'a,b\n1,"x ""y""\n,z"\n2, "q"\n3,"a"b\n4,"open\n',
      "ragged.csv": "a,b\n1\n1,2,3\n4,ok\n",
      "nul.csv": "a,b\n1,x\0y\n2,z\n",
      "mark.csv": `\ufeff${ROWS}`,
      "utf16.csv": Buffer.from(`\ufeff${ROWS}`, "utf16le"),
      "bytes.csv": Buffer.from("a,b\n1,\xff\n2,x\n", "latin1"),
      "packed.csv": gzipSync(ROWS),
      "packed-twice.csv": Buffer.concat([gzipSync("a,b\n1,x\n"), gzipSync("2,y\n")]),
      "zstd.csv": zstdCompressSync(ROWS),
      "cut.gz": gzipSync(ROWS.repeat(100)).subarray(0, 30),
      "empty.csv": "",
      "blank.csv": " \n\n",
      "header.csv": "a,b\n",
      "missing.csv": "b\nx\n",
      "none.csv": "x,y\n1,2\n",
      "twice.csv": "a,a,b\n1,2,3\n",
      "spaces.csv": " a , b ,c\n1,x,more\n",
    },
  },
  semicolons: {
    shape: { source: { format: "csv", delimiter: ";", quote: "'" }, columns: AB },
    files: { "a.csv": "a;b\n1;'x;y'\n" },
  },
  places: {
    shape: { source: { format: "csv", header: false }, columns: AB, ...lax },
    files: { "a.csv": "1,x\n2\n3,z\n" },
  },
  strict: {
    shape: { source: { format: "csv", unknown_columns: "reject" }, columns: AB },
    files: { "a.csv": "a,b,c\n1,2,3\n", "b.csv": ROWS },
  },
  latin: {
    shape: { source: { format: "csv", encoding: "iso-8859-1" }, columns: AB },
    files: { "a.csv": Buffer.from("a,b\n1,J\xfcrgen\n", "latin1") },
  },
  tabs: { shape: { source: { format: "tsv" }, columns: AB }, files: { "a.tsv": ROWS.replaceAll(",", "\t") } },
  json: {
    shape: { source: { format: "json" }, columns: AB, ...lax },
    files: {
      "array.json": '[{"a":1,"b":"x"},{"a":1e0,"b":{"c":[1, 2]}},7,{"b":"none"}]',
      "lines.json": '{"a":1,"b":null}\n\n{"a":2,"a":3}\nnot\n{"a":"4","b":true}\n',
      "one-after-another.json": '{"a":1} {"a":2}\n{"a":\n3}',
      "broken.json": '[{"a":1},',
      "none.json": "hello",
    },
  },
  lines: {
    shape: { source: { format: "ndjson" }, columns: AB, ...lax },
    files: { "a.ndjson": '{"a":1}{"a":2}\n{"a":5.0}\n{"a":5.5}\n' },
  },
  parquet: {
    shape: {
      source: { format: "parquet" },
      columns: [
        { name: "id", type: "bigint" },
        { name: "s", type: "string" },
      ],
      ...lax,
    },
    files: Object.fromEntries(folder("parquet").filter(([, { length }]) => length < 1_000_000)),
  },
  kinds: { shape: { columns: AB }, files: Object.fromEntries(folder("kinds")) },
  values: {
    shape: { columns: TYPES.map((type, at) => ({ name: `c${at}`, type })), ...lax },
    files: { "values.csv": values },
  },
  cleaned: {
    shape: {
      columns: [
        {
          name: "v",
          type: "string",
          clean: [
            "trim",
            "collapse_spaces",
            { replace: { pattern: "(\\w+) (\\w+)", with: "\\2 \\1" } },
            "upper",
          ],
          null_values: ["na"],
        },
        { name: "n", type: "int" },
      ],
      ...lax,
    },
    files: { "a.csv": column([" a  b c ", "na", " na ", "NA", "ß", "\u2003x\u00a0"]) },
  },
  digits: {
    shape: {
      columns: numbered("bigint", { clean: ["digits_only"], default: 7, min: 5, max: 440201 }),
      ...lax,
    },
    files: { "a.csv": column(TEXTS) },
  },
  formats: {
    shape: { columns: numbered("timestamp", { format: "%d/%b/%y %H:%M:%S %z" }), ...lax },
    files: {
      "a.csv": column([
        "1/Jan/69 00:00:00 +0200",
        "31/dec/68 23:59:59 -01",
        "30/Feb/20 00:00:00 Z",
        "1/Jan/2024 0:00:00 +00",
      ]),
    },
  },
  zones: {
    shape: { columns: numbered("timestamp", { format: "%Y-%m-%d %H:%M %Z" }), ...lax },
    files: {
      "a.csv": column([
        "2024-03-31 02:30 Europe/Berlin",
        "2024-10-27 02:30 Europe/Berlin",
        "2024-07-01 12:00 europe/berlin",
        "2024-07-01 12:00 UTC",
      ]),
    },
  },
  ruled: {
    shape: {
      columns: [
        {
          name: "v",
          type: "string",
          required: true,
          min_length: 2,
          max_length: 3,
          pattern: "^[a-z😀]",
          in: ["ab", "abc", "😀😀", "abcd"],
        },
        { name: "n", type: "int" },
      ],
      checks: [{ name: "odd", expression: "n % 2 = 1 or v = 'ab'" }],
      ...lax,
    },
    files: { "a.csv": column(["", "a", "ab", "abc", "abcd", "😀😀", "xyz", "abc"]) },
  },
  first: {
    shape: { columns: numbered("string"), key: ["v"], ...lax },
    files: { "a.csv": column(["x", "y", "x", "", "z"]) },
  },
  last: {
    shape: { columns: numbered("string"), key: ["v"], on_duplicate: "last", ...lax },
    files: { "a.csv": column(["x", "y", "x", "z"]) },
  },
  rejected: {
    shape: { columns: numbered("string"), key: ["v"], on_duplicate: "reject", ...lax },
    files: { "a.csv": column(["x", "y", "x", "z"]) },
  },
  ratio: {
    shape: { columns: numbered("int"), quality: { max_reject_ratio: 0.25 } },
    files: { "bad.csv": column(["1", "x", "y", "2"]), "good.csv": column(["1", "2", "3", "x"]) },
  },
  hashed: {
    shape: { columns: [...TYPES.map((type, at) => ({ name: `c${at}`, type, tokenize: "hmac" }))], ...lax },
    files: { "values.csv": values },
  },
  kept: {
    shape: {
      columns: numbered("string", { tokenize: "ff1", ff1: { alphabet: "digits", keep: "-", tweak: "t" } }),
      ...lax,
    },
    files: { "a.csv": column(["123456", "12-34-56-78", "12345", "x23456"]) },
  },
  masked: {
    shape: {
      columns: [
        { name: "v", type: "string", tokenize: "mask" },
        { name: "n", type: "int", tokenize: "redact" },
      ],
    },
    files: { "a.csv": column(["short", "much longer", ""]) },
  },
  folders: {
    shape: { columns: numbered("string"), partition_by: ["v"], ...lax },
    files: { "a.csv": column(["a/b=ü", "", "__HIVE_DEFAULT_PARTITION__", "é".repeat(60), "plain"]) },
  },
};

export const SEMANTICS = {
  datasets: Object.fromEntries(Object.entries(DATASETS).map(([name, { shape }]) => [name, shape])),
  files: Object.entries(DATASETS).flatMap(([name, { files }]) =>
    Object.entries(files).map(([file, content]) => [`${name}/${file}`, content] as const),
  ),
};
