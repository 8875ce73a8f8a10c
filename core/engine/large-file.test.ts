// Files that are split in a thread while their first blocks are written: the same files, rows and quarantine as on one core.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { validateContract } from "../contract/index.ts";
import { rowsOf } from "./answers.ts";
import { importFile } from "./index.ts";
import { LARGE_BYTES } from "./split/split-file.ts";
import type { ImportRequest, ImportResult } from "./types.ts";

const ROWS = 420_000;
const DAYS = 50;
const columns = [
  { name: "id", type: "bigint", required: true },
  { name: "at", type: "timestamp" },
  { name: "mail", type: "string", clean: ["trim", "lower"], pattern: "@", tokenize: "hmac" },
  { name: "amount", type: "decimal(10,2)", min: 0 },
  { name: "note", type: "string" },
];

/** Lines in the order of time, but for a few; some with faults, offsets, quotes, and one that is no record. */
function line(at: number): string {
  const day = Math.floor((at * DAYS) / ROWS);
  const place = at % 5000 === 17 ? 0 : day;
  const when = new Date(Date.UTC(2024, 0, 1 + place, at % 24, at % 60)).toISOString().slice(0, 19);
  const zone = at % 3000 === 5 ? "+02:00" : "";
  const mail = at % 1000 === 3 ? "nobody" : ` User${at % 977}@Example.org`;
  const amount = at % 1000 === 4 ? "-1" : `${at % 10_000}.${String(at % 100).padStart(2, "0")}`;
  if (at === 200_000) return `${at},"x" y,a,1,b`;
  const id = at % 7 === 0 && at > 0 ? at - (at % 2 === 0 ? 0 : 1) : at;
  return `${id},${when}${zone},${mail},${amount},"note ""${at % 13}"", a longer text to make the file large"`;
}

let folder: string;
let text: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-large-"));
  text = `id,at,mail,amount,note\n${Array.from({ length: ROWS }, (_, at) => line(at)).join("\n")}\n`;
  expect(text.length).toBeGreaterThan(LARGE_BYTES);
  writeFileSync(join(folder, "rows.csv"), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

let runs = 0;
interface Ran {
  result: ImportResult;
  out: string;
}

async function run(
  dataset: object,
  threads: number,
  file = join(folder, "rows.csv"),
  options: Partial<ImportRequest> = {},
): Promise<Ran> {
  const out = join(folder, `out-${runs++}`);
  const result = await importFile({
    contract: validateContract(
      { version: 1, name: "test", datasets: { rows: { columns, ...dataset } } },
      { file: "t" },
    ),
    dataset: "rows",
    file,
    name: "rows.csv",
    runId: "run",
    tokenKey: Buffer.from("a secret"),
    out,
    scratch: join(folder, "scratch"),
    threads,
    ...options,
  });
  return { result, out };
}

/** Files by name, the rows of all of them in one order, and their and the quarantine's bytes. */
async function seen({ result, out }: Ran): Promise<unknown> {
  const { seconds: _, ...rest } = result;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    const rows = await rowsOf(
      connection,
      `SELECT substr(filename, ${out.length + 2}), count(*)::INT, sum(hash(id, "at", mail, amount, note))::VARCHAR FROM read_parquet('${out}/curated/**/*.parquet', filename = true, hive_partitioning = false) GROUP BY ALL ORDER BY ALL`,
    );
    const contents = result.curated.map(({ path, bytes }) => {
      const content = readFileSync(join(out, path));
      expect(content.length).toBe(bytes);
      return createHash("sha256").update(content).digest("hex");
    });
    const [quarantine] = result.quarantine;
    return {
      ...rest,
      contents,
      rows,
      quarantined:
        quarantine &&
        createHash("sha256")
          .update(readFileSync(join(out, quarantine.path)))
          .digest("hex"),
    };
  } finally {
    connection.closeSync();
  }
}

describe("two threads make what one does", () => {
  test.each([
    ["by day, more of them than are told apart", { partition_by: ["day(at)"] }],
    ["in one file", {}],
    ["with a key", { partition_by: ["day(at)"], key: ["id"] }],
    ["with a key that rejects, in one file", { key: ["id"], on_duplicate: "reject" }],
  ])(
    "%s",
    async (_, dataset) => {
      const one = await run({ ...dataset }, 1);
      const two = await run({ ...dataset }, 2);
      const found = (await seen(one)) as { rowsIn: number; rowsCurated: number; curated: { path: string }[] };
      expect(await seen(two)).toEqual(found);
      expect(found.rowsIn).toBe(ROWS);
      expect(found.rowsCurated).toBeGreaterThan(ROWS / 2);
      if (!("partition_by" in dataset))
        expect(found.curated.map(({ path }) => path)).toEqual(["curated/rows/run-0000.parquet"]);
      expect(readdirSync(join(folder, "scratch"))).toEqual(["spill"]);
    },
    120_000,
  );
});

test("objects on lines: as many files as there are days, and the same rows", async () => {
  const file = join(folder, "rows.ndjson");
  const object = (at: number): string => {
    const [id = "", when = "", mail = "", amount = ""] = line(at).split(",");
    const strange = at % 20_000 === 9 ? `,"more":{"at":[${at}]}` : "";
    return `{"id":${Number.parseInt(id, 10)},"at":"${when}","mail":"${mail.trim()}","amount":${Number(amount) || 0},"note":"a text \\"${at % 13}\\", longer than it need be, to make the file as large as it is to be"${strange}}`;
  };
  writeFileSync(file, Array.from({ length: ROWS / 2 }, (_, at) => object(at)).join("\n"));
  expect(statSync(file).size).toBeGreaterThan(LARGE_BYTES);
  const dataset = { source: { format: "ndjson" }, partition_by: ["day(at)"] };
  const one = (await seen(await run(dataset, 1, file))) as { rowsIn: number; rowsCurated: number };
  expect(await seen(await run(dataset, 2, file))).toEqual(one);
  expect(one.rowsIn).toBe(ROWS / 2);
  expect(one.rowsCurated).toBeGreaterThan(ROWS / 3);
}, 120_000);

test("Parquet, in parts of several row groups: the same files, of rows with faults and duplicates", async () => {
  const file = join(folder, "rows.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    await connection.run(
      `COPY (SELECT CASE WHEN i > 60_000 AND i % 7000 = 7 THEN i - 60_000 ELSE i END AS id, TIMESTAMP '2024-01-01' + to_seconds(i * 20) AS "at",
         CASE WHEN i % 1000 = 3 THEN 'nobody' ELSE ' User' || i || '@Example.org' END AS mail,
         (i % 10_000)::DECIMAL(10, 2) AS amount, repeat(md5(i::VARCHAR), 3) AS note FROM range(${ROWS / 3}) rows(i))
       TO '${file}' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 20_480)`,
    );
  } finally {
    connection.closeSync();
  }
  const dataset = { source: { format: "parquet" }, partition_by: ["month(at)"], key: ["id"] };
  const one = (await seen(await run(dataset, 1, file))) as { rowsCurated: number; rowsQuarantined: number };
  expect(await seen(await run(dataset, 2, file))).toEqual(one);
  const faults = ROWS / 3 / 1000;
  const duplicates = 11;
  expect(one.rowsQuarantined).toBe(faults + duplicates);
  expect(one.rowsCurated).toBe(ROWS / 3 - one.rowsQuarantined);
}, 120_000);

test("a file that is not large, dealt out to partitions in two parts", async () => {
  const end = text.indexOf("\n", 20 << 20);
  writeFileSync(join(folder, "smaller.csv"), text.slice(0, end + 1));
  const dataset = { partition_by: ["day(at)"] };
  const one = (await seen(await run(dataset, 1, join(folder, "smaller.csv")))) as { rowsIn: number };
  expect(await seen(await run(dataset, 2, join(folder, "smaller.csv")))).toEqual(one);
  expect(one.rowsIn).toBeGreaterThan(ROWS / 3);
}, 60_000);

test("a compressed file that was cut short is rejected, and leaves nothing", async () => {
  const whole = gzipSync(text, { level: 0 });
  expect(whole.length).toBeGreaterThan(LARGE_BYTES);
  writeFileSync(join(folder, "cut.csv.gz"), whole.subarray(0, whole.length - 1000));
  const { result, out } = await run({}, 2, join(folder, "cut.csv.gz"));
  expect(result.rejected?.reason).toBe("file:truncated");
  expect(result).toMatchObject({ rowsIn: 0, rowsCurated: 0, curated: [] });
  expect(readdirSync(out)).toEqual([]);
}, 60_000);

test("an import that is aborted ends its thread, and leaves nothing", async () => {
  const abort = new AbortController();
  const out = join(folder, "aborted");
  await expect(
    run({ partition_by: ["day(at)"] }, 2, undefined, {
      out,
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (phase === "write") abort.abort(new Error("enough"));
      },
    }),
  ).rejects.toThrow("enough");
  expect(readdirSync(out)).toEqual([]);
  expect(readdirSync(join(folder, "scratch"))).toEqual(["spill"]);
}, 60_000);
