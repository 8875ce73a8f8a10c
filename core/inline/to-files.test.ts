import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { validateContract } from "../contract/index.ts";
import { localVault } from "../tokens/vault/local.ts";
import { applyRules } from "./apply.ts";
import { applyRulesToFile } from "./to-files.ts";

const folder = mkdtempSync(join(tmpdir(), "headrace-inline-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = {
  columns: [
    { name: "id", type: "bigint", required: true },
    { name: "sum", type: "decimal(2,2)" },
    { name: "score", type: "double" },
    { name: "vip", type: "boolean" },
    { name: "born", type: "date" },
    { name: "seen", type: "timestamp" },
    { name: "mail", type: "string", clean: ["trim"], tokenize: "vault" },
    { name: "line", type: "int" },
    { name: "it's", type: "string", tokenize: "hmac" },
  ].map((column) => (column.name === "it's" ? { ...column, name: "its", from: "it's" } : column)),
  key: ["id"],
};
const contract = validateContract({ version: 1, name: "t", datasets: { rows } }, { file: "headrace.yaml" });
const records = Array.from({ length: 3000 }, (_, at) => ({
  id: at % 500 === 499 ? "x" : String(at % 1000 === 7 ? 7 : at),
  sum: at % 3 === 0 ? ".5" : -0.25,
  score: at / 8,
  vip: at % 2 === 0,
  born: "2024-01-31",
  seen: `2024-01-31T10:00:00.${String(at % 10)}+01:00`,
  mail: ` m${at % 50}@x.org`,
  line: at,
  "it's": at % 4 === 0 ? null : "v",
})).map((record) => JSON.stringify(record));

let runs = 0;
const toFile = async (
  work: "validate" | "cleanse" | "tokenize",
  lines: readonly string[],
  shape = contract,
) => {
  const sources = { tokenKey: Buffer.from("key"), vault };
  const out = join(folder, `out${runs++}`);
  const file = join(folder, "in.ndjson");
  writeFileSync(file, lines.join("\n"));
  const request = { contract: shape, dataset: "rows", work, file, out, runId: `run${runs}` };
  const outcome = await applyRulesToFile({ ...request, scratch: join(folder, "scratch"), ...sources });
  const read = (path: string | undefined) =>
    (path === undefined ? "" : readFileSync(path, "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { outcome, rows: read(outcome.rows), broken: read(outcome.broken), left: readdirSync(out).sort() };
};
const vault = localVault(Buffer.from("key"));

describe("a file of records", () => {
  test.each(["cleanse", "tokenize"] as const)("has the outcomes that they have in line: %s", async (work) => {
    const { outcome, rows: written, broken } = await toFile(work, records);
    const scratch = join(folder, "scratch");
    const request = { contract, dataset: "rows", work, scratch, tokenKey: Buffer.from("key"), vault };
    const { outcomes } = await applyRules({ ...request, records });
    const expected = outcomes.map((one, at) => ({ record: at + 1, ...one }));
    expect(written.sort((a, b) => a.record - b.record)).toEqual(expected.filter(({ row }) => row));
    expect(broken).toEqual(expected.filter(({ reasons }) => reasons));
    expect(outcome).toMatchObject({
      valid: written.length,
      invalid: 8,
      reasons: { "id:type": 6, "row:duplicate": 2 },
    });
  });

  test("that is only judged has no rows; one that is refused has nothing", async () => {
    const judged = await toFile("validate", records);
    expect({ left: judged.left, valid: judged.outcome.valid }).toEqual({
      left: ["reasons.ndjson"],
      valid: 2992,
    });
    const strict = { ...rows, source: { unknown_columns: "reject" } };
    const shape = validateContract(
      { version: 1, name: "t", datasets: { rows: strict } },
      { file: "headrace.yaml" },
    );
    const refused = await toFile("tokenize", [...records, '{"id":1,"more":2}'], shape);
    expect(refused.outcome.rejected?.reason).toBe("file:unknown_column");
    expect(refused.left).toEqual([]);
  });
});
