// What a scan error's message tells, in the forms in which it was seen.
import { expect, test } from "@jest/globals";
import { scanError } from "./errors.ts";

const file = (key: string) => ({ bucket: "lake", key, rows: 1, bytes: 1, partition: {} });
const FILES = [
  file("orders/country=GB/day=2024-01-01/r1-0000.parquet"),
  file("orders/country=GB/day=2024-01-01/r1-0001.parquet"),
];

const message = (context: string) =>
  `ERROR: Spectrum Scan Error\n  Detail: \n  -----------------------------------------------\n  error:  Spectrum Scan Error\n  code:      15007\n  context:   ${context}\n  query:     410606[child_sequence:1]\n  location:  dory_util.cpp:1509\n  process:   worker_thread [pid=8635]\n  -----------------------------------------------\n`;
const AT = "https://s3.us-east-1.amazonaws.com/lake/orders/country=GB/day=2024-01-01/";
const URI = "s3://lake/orders/country=GB/day=2024-01-01/";

test.each([
  [
    `The length of the data column email is longer than the length defined in the table. Table: 65535, Data: 70000, File name: ${AT}r1-0001.parquet?&amp;X-Amz`,
    { file: `${URI}r1-0001.parquet`, column: "email" },
  ],
  [
    `Unmatched number of columns between table and file. Table columns: 20, Data columns: 16, File name: ${AT}r1-00`,
    { file: `${URI}r1-00`, column: "" },
  ],
  [
    `File '${AT}r1-0000.parquet' has an incompatible Parquet schema for column 's3://lake/_loads/orders/r1/a-0.json.amount'. Column type: DECIMAL(20, 10), Parquet schema:\noptional byte_array amount [i:12 d:1 r:0]`,
    { file: `${URI}r1-0000.parquet`, column: "amount" },
  ],
  [
    `File 'https://lake.s3.eu-west-1.amazonaws.com/orders/country%3DGB/day=2024-01-01/r1-0000.parquet' column 'num' has an invalid type length. Expecting: 8 len in file: 13`,
    { file: "s3://lake/orders/country%3DGB/day=2024-01-01/r1-0000.parquet", column: "num" },
  ],
  [
    `File '${AT}r1-0000.parquet' has an incompatible Parquet s`,
    { file: `${URI}r1-0000.parquet`, column: "" },
  ],
  ["Forbidden: HTTP response error code: 403", { file: "", column: "" }],
])("%s", (context, told) => {
  expect(scanError(message(context), FILES)).toEqual({ ...told, message: context });
});

test("other errors are no scan errors", () => {
  expect(scanError("ERROR: 1023\n  DETAIL: Serializable isolation violation", FILES)).toBeUndefined();
});
