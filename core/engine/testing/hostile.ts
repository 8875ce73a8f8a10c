// Files that no program should send, by what is wrong with them; all for a dataset of two columns, a and b.
import { gzipSync } from "node:zlib";

const rows = (count: number): string =>
  `a,b\n${Array.from({ length: count }, (_, at) => `${at},text ${at}`).join("\n")}\n`;
const zipped = gzipSync(rows(1000));

/** Name, with the extensions that tell of its compression → content. */
export const HOSTILE: Readonly<Record<string, string | Buffer>> = {
  "empty.csv": "",
  "header-only.csv": "a,b\n",
  "blank-lines.csv": "\n\n\n",
  "no-header.csv": "1,2\n3,4\n",
  "header-twice.csv": "a,a,b\n1,2,3\n",
  "byte-order-mark.csv": "\ufeffa,b\n1,2\n",
  "open-quote.csv": 'a,b\n1,"never closed\n2,x\n',
  "text-after-quote.csv": 'a,b\n"x"y,1\n2,z\n',
  "ragged.csv": "a,b\n1\n1,2,3\n4,5\n",
  "mixed-ends.csv": "a,b\r\n1,2\n3,4\r5,6",
  "nul.csv": "a,b\n1,x\0y\n2,z\n",
  "not-utf8.csv": Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xff, 0xfe, 0x0a, 0x32, 0x2c, 0x78, 0x0a]),
  "utf16.csv": Buffer.from("\ufeffa,b\n1,2\n", "utf16le"),
  "binary.csv": Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)),
  "parquet-in-name.csv": Buffer.from("PAR1 and nothing else PAR1"),
  "json.csv": '{"a":1,"b":"x"}\n{"a":2}\n',
  "long-field.csv": `a,b\n1,${"x".repeat(300_000)}\n2,y\n`,
  "many-columns.csv": `${["a", "b", ...Array.from({ length: 2000 }, (_, at) => `c${at}`)].join(",")}\n`,
  "truncated.csv.gz": zipped.subarray(0, zipped.length >> 1),
  "corrupt.csv.gz": Buffer.concat([zipped.subarray(0, 100), Buffer.alloc(50, 1), zipped.subarray(150)]),
  "not-gzip.csv.gz": rows(3),
  "gzip-twice.csv.gz": Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n")]),
  "bomb.csv.gz": gzipSync(
    Buffer.concat([Buffer.from("a,b\n1,"), Buffer.alloc(30_000_000, 0x78), Buffer.from("\n")]),
  ),
  "names.csv": "A,B\n1,2\n",
  "quotes-everywhere.csv": 'a,b\n"""","""\n"\n"",""\n',
};
