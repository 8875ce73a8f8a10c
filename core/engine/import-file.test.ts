// An import of a file: how it is packed, that it may be repeated, cut in parts, missing, aborted.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { validateContract } from "../contract/index.ts";
import { importFile } from "./index.ts";
import { importBytes } from "./testing/harness.ts";

const column = (name: string, type = "string", more: object = {}) => ({ name, type, ...more });

describe("compression", () => {
  const dataset = { columns: [column("a"), column("b", "int")] };
  const content = `a,b\n${Array.from({ length: 50_000 }, (_, n) => `row ${n},${n % 100 === 99 ? "x" : n}`).join("\n")}\n`;

  test.each([
    ["gzip", gzipSync(content)],
    ["gzip in two members", Buffer.concat([gzipSync(content.slice(0, 1000)), gzipSync(content.slice(1000))])],
    ["zstd", zstdCompressSync(content)],
    [
      "zstd in two frames",
      Buffer.concat([zstdCompressSync(content.slice(0, 1000)), zstdCompressSync(content.slice(1000))]),
    ],
  ])("%s by its magic bytes", async (_, bytes) => {
    const { result, quarantine } = await importBytes(dataset, bytes);
    expect(result).toMatchObject({ rowsIn: 50_000, rowsQuarantined: 500, bytesIn: bytes.length });
    expect(quarantine[499]).toEqual({ file: "input", line: 50_001, raw: "row 49999,x", reasons: ["b:type"] });
  });

  test.each([
    ["gzip", gzipSync(content), "file:truncated"],
    ["zstd", zstdCompressSync(content), "file:truncated"],
  ])("%s cut short is rejected whole", async (_, bytes, reason) => {
    expect((await importBytes(dataset, bytes.subarray(0, bytes.length - 5))).rejected).toBe(reason);
    expect((await importBytes(dataset, bytes.subarray(0, bytes.length / 2))).rejected).toBe(reason);
  });

  test("garbage behind the magic bytes, and bytes that are not what the contract says", async () => {
    const broken = Buffer.from(gzipSync(content));
    broken.fill(0x55, 50, 5000);
    expect((await importBytes(dataset, broken)).rejected).toBe("file:corrupt");
    const stated = { ...dataset, source: { compression: "gzip" } };
    expect((await importBytes(stated, content)).rejected).toBe("file:corrupt");
  });
});

test("the same import twice writes the same files with the same rows, and leaves nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headrace-again-"));
  try {
    const dataset = { columns: [column("k"), column("n", "int")], partition_by: ["k"] };
    const content = `k,n\n${Array.from({ length: 1000 }, (_, n) => `k${n % 3},${n % 50 === 0 ? "x" : n}`).join("\n")}\n`;
    const out = join(folder, "out");
    const once = await importBytes(dataset, content, { out, scratch: folder, order: "n::INT" });
    const files = readdirSync(out, { recursive: true }).sort();
    const quarantine = readFileSync(join(out, "quarantine/rows/run.ndjson"));
    const again = await importBytes(dataset, content, { out, scratch: folder, order: "n::INT" });
    expect(again.rows).toEqual(once.rows);
    expect(readdirSync(out, { recursive: true }).sort()).toEqual(files);
    expect(readFileSync(join(out, "quarantine/rows/run.ndjson"))).toEqual(quarantine);
    expect(existsSync(join(folder, "run"))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("parts of the stages one after the other come to what all at once come to", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headrace-parts-"));
  try {
    const columns = [
      column("id", "bigint"),
      column("at", "timestamp"),
      column("mail", "string", { clean: ["trim"], pattern: "@" }),
    ];
    const tokenize = { tokenize: "hmac" };
    const content = `id,at,mail\n1,2024-01-31T10:00:00+02:00, a@b \n2,,c@d\n3,x,e@f\n4,2024-02-01,g\n5,2024-02-01,\n`;
    const key = { tokenKey: Buffer.from("k"), order: "1" };
    const whole = {
      key: ["id"],
      partition_by: ["day(at)"],
      columns: columns.with(2, { ...columns[2], ...tokenize } as never),
    };
    const fused = await importBytes(whole, content, key);
    const out = join(folder, "out");
    const first = await importBytes({ key: ["id"], columns }, content, { out });
    const interim = readFileSync(join(out, first.result.curated[0]?.path ?? ""));
    const narrowed = columns.map(({ name, type }) => ({ name, type, ...(name === "mail" && tokenize) }));
    const rest = {
      source: { format: "parquet", null_values: [] },
      columns: narrowed,
      partition_by: ["day(at)"],
    };
    const last = await importBytes(rest, interim, key);
    expect(last.rows).toEqual(fused.rows);
    expect(first.quarantine).toEqual(fused.quarantine);
    expect(last.result.curated.map(({ path }) => path).sort()).toEqual(
      fused.result.curated.map(({ path }) => path).sort(),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a file that is not there is told by its name", async () => {
  const contract = validateContract(
    { version: 1, name: "test", datasets: { rows: { columns: [column("a")] } } },
    { file: "t" },
  );
  const request = {
    contract,
    dataset: "rows",
    file: "/nowhere/x.csv",
    name: "x.csv",
    runId: "r",
    out: tmpdir(),
    scratch: tmpdir(),
  };
  await expect(importFile(request)).rejects.toMatchObject({
    code: "file_missing",
    message: "There is no file x.csv.",
  });
});

test("an abort stops it with the signal's reason", async () => {
  const controller = new AbortController();
  const content = `a\n${"x\n".repeat(3_000_000)}`;
  const dataset = { columns: [column("a")] };
  const run = importBytes(dataset, content, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("enough")),
  });
  await expect(run).rejects.toThrow("enough");
});
