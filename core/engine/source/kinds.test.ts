// Files of other kinds, as the tools that are known for them write them: refused by name in imports.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { importBytes } from "../testing/harness.ts";
import { kindOf } from "./kinds.ts";

const FOLDER = join(import.meta.dirname, "../testing/kinds");
const KINDS = {
  "table.7z": "a 7z archive",
  "table.avro": "an Avro file",
  "table.csv.bz2": "a bzip2 file",
  "table.csv.xz": "an xz file",
  "table.feather": "an Arrow or Feather file",
  "table.orc": "an ORC file",
  "table.tar": "a tar archive",
  "table.xlsx": "an Excel workbook or another Office file",
  "table.zip": "a zip archive or an Excel workbook",
};
const columns = [
  { name: "id", type: "bigint" },
  { name: "name", type: "string" },
];

describe("a file of another kind is refused in its name", () => {
  test("and there is one for each of these", () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(KINDS));
  });

  test.each(Object.entries(KINDS))("%s", async (name, what) => {
    const bytes = readFileSync(join(FOLDER, name));
    for (const format of ["csv", "ndjson", "json"]) {
      const { rejected, result } = await importBytes({ source: { format }, columns }, bytes);
      expect([rejected, result.rejected?.message]).toEqual([
        "file:not_text",
        `The file is ${what}. Give it as csv, tsv, json, ndjson or parquet, plain or with gzip or zstd.`,
      ]);
    }
    const { rejected, result } = await importBytes({ source: { format: "parquet" }, columns }, bytes);
    expect([rejected, result.rejected?.message]).toEqual([
      "file:not_parquet",
      `The file is no Parquet file: it is ${what}.`,
    ]);
  });

  test("within gzip or zstd, or compressed though the contract says that it is not", async () => {
    const tar = readFileSync(join(FOLDER, "table.tar"));
    const said = async (source: object, bytes: Uint8Array) =>
      (await importBytes({ source, columns }, bytes)).result.rejected?.message.split(". ")[0];
    expect(await said({}, gzipSync(tar))).toBe("The file is a tar archive within gzip");
    expect(await said({}, zstdCompressSync(tar))).toBe("The file is a tar archive within zstd");
    expect(await said({ compression: "none" }, gzipSync("id\n1\n"))).toBe("The file is a gzip file");
    expect(await said({}, gzipSync(zstdCompressSync(Buffer.from("id\n1\n"))))).toBe(
      "The file is a zstd file within gzip",
    );
    const parquet = readFileSync(join(FOLDER, "../parquet/page-checksums.parquet"));
    expect(await said({}, parquet)).toBe("The file is a Parquet file");
  });
});

test("web pages and XML are no tables, though they are texts", async () => {
  for (const [text, what] of [
    ["<!DOCTYPE html>\n<html><body>Not found, sorry</body></html>\n", "a web page"],
    ["\ufeff\r\n<HTML lang='en'>\n", "a web page"],
    ['<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n', "an XML file"],
  ] as const) {
    const { rejected, result } = await importBytes({ columns }, text);
    expect([rejected, result.rejected?.message]).toEqual([
      "file:not_text",
      `The file is ${what}. Give it as csv, tsv, json, ndjson or parquet, plain or with gzip or zstd.`,
    ]);
  }
  for (const header of ["<htmlid>,name", "<a>,b", "html,id", "<?xmlish,id"])
    expect([header, kindOf(Buffer.from(`${header}\n1,2\n`))]).toEqual([header, undefined]);
});

test("texts that begin as such a file are texts", async () => {
  for (const header of ["ORCID,name", "PAR1,PAR2", "BZhang,id", "PK,id", "RIFF,id", "GIF89a,id", "ustar,id"])
    expect([header, kindOf(Buffer.from(`${header}\n1,2\n`))]).toEqual([header, undefined]);
  const { rows } = await importBytes(
    { columns: [{ name: "orcid", from: "ORCID", type: "int" }] },
    "ORCID,x\n1,2\n",
  );
  expect(rows).toEqual([{ orcid: "1" }]);
});
