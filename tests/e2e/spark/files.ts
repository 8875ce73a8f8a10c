// The files that Spark and the function are given alike: many small ones, a large one, and what nobody meant to send.
import { gzipSync } from "node:zlib";

/** Rows that are right, and each tenth that breaks something. */
export const rowsOf = (rows: number, first: number): string =>
  `number,mail,amount,code,day\n${Array.from({ length: rows }, (_, at) => {
    const n = first + at;
    const wrong = ["never", "2026-02-30", ""][n % 3];
    return `${n % 50 === 0 ? "x" : n},"M${n}@Example.org",${n % 40 === 0 ? -1 : (n % 997) / 4},c${n % 5},${n % 30 === 0 ? wrong : `2026-01-0${1 + (n % 5)}`}`;
  }).join("\n")}\n`;

/** What files are like that nobody meant to send. */
export const HOSTILE: Record<string, string | Buffer> = {
  "empty.csv": "",
  "header-only.csv": "number,mail,amount,code,day\n",
  "no-end.csv": "number,mail,amount,code,day\n1000001,a@b.c,1,c1,2026-01-01",
  "crlf.csv": "number,mail,amount,code,day\r\n1000002,a@b.c,1,c1,2026-01-01\r\n1000003,,2,c2,2026-01-02\r\n",
  "bom.csv": "\ufeffnumber,mail,amount,code,day\n1000004,a@b.c,1,c1,2026-01-01\n",
  "quotes.csv":
    'number,mail,amount,code,day\n1000005,"a ""b""\n,c",1,c1,2026-01-01\n1000006,"open,1,c1,2026-01-01\n',
  "fields.csv":
    "number,mail,amount,code,day\n1000007,a\n1000008,a,1,c1,2026-01-01,more,more\n\n1000009,a,1,c1,2026-01-01\n",
  "nul.csv": Buffer.from(
    "number,mail,amount,code,day\n1000010,a\0b,1,c1,2026-01-01\n1000011,b,1,c1,2026-01-01\n",
  ),
  "latin1.csv": Buffer.from(
    "number,mail,amount,code,day\n1000012,J\xfcrgen,1,c1,2026-01-01\n1000013,b,1,c1,2026-01-01\n",
    "latin1",
  ),
  "no-columns.csv": "a,b,c\n1,2,3\n",
  "binary.csv": Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)),
  "packed.csv.gz": gzipSync("number,mail,amount,code,day\n1000014,a@b.c,1,c1,2026-01-01\n"),
  "cut.csv.gz": gzipSync(rowsOf(2_000, 2_000_000)).subarray(0, 900),
  "repeated.csv": "number,mail,amount,code,day\n1000015,a,1,c1,2026-01-01\n1000015,a,1,c1,2026-01-01\n",
  "numbers.csv":
    "number,mail,amount,code,day\n9223372036854775807,a,9999999999.99,c1,2026-01-01\n9223372036854775808,a,1,c1,2026-01-01\n-1,a,1e3,c1,2026-01-01\n",
  "spaced name ü+.csv": "number,mail,amount,code,day\n1000016,a,1,c9,2026-01-01\n",
};

export const SMALL: Record<string, string> = Object.fromEntries(
  Array.from({ length: 200 }, (_, at) => [`part-${at}.csv`, rowsOf(30, 3_000_000 + at * 30)]),
);
/** Some 20 MB. */
export const LARGE = rowsOf(440_000, 10_000_000);
