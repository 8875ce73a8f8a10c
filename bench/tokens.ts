// What tokens cost, by method: in bulk, a column of a file's import with half of its values distinct; in line, one record and
// a thousand, as POST /tokenize takes them; and the tokenizers alone. The vault is one in memory: DynamoDB's own time is not in it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contract, validateContract } from "../core/contract/index.ts";
import { columnSchema, TOKENIZE_METHODS } from "../core/contract/schema.ts";
import { importFile } from "../core/engine/index.ts";
import { applyRules } from "../core/inline/apply.ts";
import { MOST_RECORDS } from "../core/inline/limits.ts";
import { BATCH_METHODS } from "../core/tokens/column.ts";
import { readTokenKeys } from "../core/tokens/keys.ts";
import { tokenizerOf } from "../core/tokens/tokenizer.ts";
import { localVault } from "../core/tokens/vault/local.ts";
import { report } from "./report.ts";

const KEY = Buffer.from("bench");
const IN_LINE_RUNS = 20;
const AT_ONCE = 8192;

type Method = (typeof TOKENIZE_METHODS)[number] | undefined;

export async function benchTokens({ rows }: { rows: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "headrace-bench-tokens-"));
  try {
    await imports(folder, rows);
    await alone(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const card = (at: number): string => String(4_000_000_000_000_000 + at * 7919);

const contractOf = (tokenize: Method): Contract =>
  validateContract(
    {
      version: 1,
      name: "bench",
      datasets: {
        cards: {
          source: { format: "csv" },
          columns: [
            { name: "id", type: "int" },
            { name: "card", type: "string", ...(tokenize && { tokenize }) },
          ],
        },
      },
    },
    { file: "bench" },
  );

async function imports(folder: string, rows: number): Promise<void> {
  const csv = join(folder, "cards.csv");
  writeFileSync(csv, "id,card\n");
  for (let from = 0; from < rows; from += 100_000) {
    const count = Math.min(100_000, rows - from);
    const lines = Array.from({ length: count }, (_, at) => `${from + at},${card((from + at) >> 1)}\n`);
    writeFileSync(csv, lines.join(""), { flag: "a" });
  }
  const records = Array.from({ length: MOST_RECORDS }, (_, at) => JSON.stringify({ id: at, card: card(at) }));

  const table: Record<string, object> = {};
  for (const method of [undefined, ...TOKENIZE_METHODS]) {
    console.error(`${method ?? "none"} …`);
    const contract = contractOf(method);
    const bulk = await seconds(folder, csv, contract);
    const many = await inLine(folder, contract, records);
    const one = await inLine(folder, contract, records.slice(0, 1));
    table[method ?? "none"] = {
      "bulk rows/s": Math.round(rows / bulk),
      "bulk s": bulk.toFixed(2),
      "in line records/s": Math.round(records.length / many),
      "1,000 in ms": (many * 1000).toFixed(1),
      "1 in ms": (one * 1000).toFixed(1),
    };
  }
  report(
    `tokens of a card number: ${rows} rows of a file, half of them distinct; ${records.length} records, and one, in line`,
    table,
  );
}

/** Seconds of records in line: the fastest run after a first one. */
async function inLine(folder: string, contract: Contract, records: readonly string[]): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const scratch = join(folder, "scratch");
  for (let run = 0; run <= IN_LINE_RUNS; run++) {
    const vault = localVault(KEY);
    const started = performance.now();
    const request = { contract, dataset: "cards", work: "tokenize", records, scratch } as const;
    const { outcomes } = await applyRules({ ...request, tokenKey: KEY, vault });
    if (run > 0) best = Math.min(best, (performance.now() - started) / 1000);
    if (outcomes.some(({ row }) => !row)) throw new Error("a record has no row");
  }
  return best;
}

/** Seconds of an import: the faster of two. */
async function seconds(folder: string, file: string, contract: Contract): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2; run++) {
    const out = join(folder, "out");
    mkdirSync(out, { recursive: true });
    const started = performance.now();
    const { rowsQuarantined } = await importFile({
      contract,
      dataset: "cards",
      file,
      name: "cards",
      runId: `run${run}`,
      out,
      scratch: join(folder, "scratch"),
      tokenKey: KEY,
      vault: localVault(KEY),
    });
    if (rowsQuarantined > 0) throw new Error(`${rowsQuarantined} rows were quarantined`);
    best = Math.min(best, (performance.now() - started) / 1000);
    rmSync(out, { recursive: true, force: true });
  }
  return best;
}

async function alone(rows: number): Promise<void> {
  const table: Record<string, object> = {};
  const wide = (at: number): string => `DE${card(at)}${card(at + 1)}`;
  for (const method of BATCH_METHODS)
    for (const [label, textOf, ff1] of [
      ["16 digits", card, { alphabet: "digits" }],
      ["34 of base62", wide, { alphabet: "base62" }],
    ] as const) {
      const column = columnSchema.parse({
        name: "x",
        type: "string",
        tokenize: method,
        ...(method === "ff1" && { ff1 }),
      });
      const tokenizer = tokenizerOf(column, { keys: readTokenKeys(KEY), vault: localVault(KEY) });
      const count = label === "16 digits" ? rows / 2 : rows / 20;
      const batches: string[][] = [];
      for (let from = 0; from < count; from += AT_ONCE)
        batches.push(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => textOf(from + at)));
      let started = performance.now();
      const tokens: string[][] = [];
      for (const batch of batches) tokens.push((await tokenizer.tokens(batch)) as string[]);
      const seconds = (performance.now() - started) / 1000;
      started = performance.now();
      for (const batch of tokens) await tokenizer.values(batch);
      const opened = (performance.now() - started) / 1000;
      table[`${method}, ${label}`] = {
        "tokens/s": Math.round(count / seconds),
        "opened/s": Math.round(count / opened),
      };
    }
  report(`tokenizers alone, ${AT_ONCE} texts at once, one thread`, table);
}
