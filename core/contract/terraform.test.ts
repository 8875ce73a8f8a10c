// The real Terraform against the command: the same contracts, and word for word the same lines.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { contractDigest } from "./canonical.ts";
import { ContractError, issueLine } from "./error.ts";
import { validateContract } from "./parse.ts";
import { contractValidations } from "./terraform.ts";
import { readText } from "./yaml.ts";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const withTerraform = hasTerraform ? test : test.skip;

/** Datasets as an author writes them; each case's dataset names are its own. */
const WRONG: Record<string, string> = {
  "unknown type":
    "a: { columns: [{ name: x, type: strng }, { name: z, type: integer }, { name: w, type: 'decimal(5,6)' }] }",
  "tokenized partition":
    "b: { columns: [{ name: email, type: string, tokenize: hmac }, { name: x, type: int }], partition_by: [email] }",
  "unknown lookup":
    "customers: { columns: [{ name: id, type: int }] }\nc: { columns: [{ name: id, type: int }], enrich: [{ lookup: custmers, on: id, add: [segment] }] }",
  "bad regex":
    "d: { columns: [{ name: x, type: string, pattern: '^(a', clean: [trim, { replace: { pattern: '(?=b)', with: '' } }] }, { name: z, type: string, pattern: '(?<n>a)' }] }",
  "duplicate column":
    "e: { columns: [{ name: x, type: int }, { name: x, type: int }, { name: z, type: int, from: Q }, { name: w, type: int, from: Q }] }",
  "unknown keys":
    "f: { colums: 1, source: { formt: csv }, columns: [{ name: x, type: int, tokenise: hmac }], checks: [{ name: c, expression: x > 1, why: q }], quality: { x: 1 } }",
  "unknown columns":
    "lookup_g: { columns: [{ name: id, type: int }] }\ng: { columns: [{ name: order_id, type: int }], key: [orderid, order_id, order_id], partition_by: [day(at), nowhere, 'week(order_id)'], enrich: [{ lookup: lookup_g, on: idd, add: [segment, order_id] }] }",
  "unknown values":
    "h: { source: { format: xlsx, compression: zip, unknown_columns: ignor }, columns: [{ name: x, type: int, tokenize: hmacc, clean: [trimm] }], on_duplicate: frist, warehouse: { load: all } }",
  "bad names":
    "I: { columns: [{ name: Order-Id, type: int }, { name: y, type: int }, { name: 5, type: int }] }",
  "missing things":
    "j: { columns: [{ type: int }, { name: x }, {}, 7, null] }\nk: {}\nl: null\nm: []\nn_: text",
  "wrong kinds":
    "o: { source: csv, columns: { a: 1 }, key: id, checks: yes, enrich: [5], quality: { max_reject_ratio: 2 }, retention: { archive_after_days: 1.5, expire_after_days: 0 } }",
  "wrong values":
    "p: { source: { delimiter: ';;', quote: '', header: maybe }, columns: [{ name: x, type: string, min_length: -1, max_length: 0, in: [], required: 1, min: true, default: 12345678901234567890, null_values: [n, 1] }] }",
  "type without quotes": "q: { columns: [{ name: x, type: decimal(12,2) }] }",
  "masked key": "r: { columns: [{ name: x, type: string, tokenize: mask }], key: [x] }",
  "lookup of itself": "s: { columns: [{ name: x, type: int }], enrich: [{ lookup: s, on: x, add: [z] }] }",
  "marks of Terraform's own": `t: { columns: [{ name: x, type: '\${a} %{b} "c" \\d <&>é' }] }`,
};

const RIGHT = `
customers:
  columns: [{ name: customer_id, type: bigint }, { name: segment, type: string, tokenize: mask }]
orders:
  description: "<all> & 'every' é \\u2028 one"
  source: { format: csv, delimiter: ";", null_values: ["", NA] }
  columns:
    - { name: order_id, type: bigint, required: yes }
    - { name: customer_id, type: bigint, from: Customer Id }
    - { name: email, type: string, clean: [trim, { replace: { pattern: '(?P<a>x)(y)', with: '\\1' } }], pattern: '^\\S+/@\\S+$', tokenize: hmac }
    - { name: amount, type: "decimal(12, 2)", min: 0.01, max: 1e3, default: 1.50 }
    - { name: ordered_at, type: timestamp, min: 2024-01-01, max: 2025-01-01T00:00:00.5Z }
    - { name: "y", type: double }
  key: [order_id]
  on_duplicate: last
  checks: [{ name: cheap, expression: "amount < 100 or email is null" }]
  enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
  partition_by: ["day(ordered_at)", customer_id]
  quality: { max_reject_ratio: 0.05 }
  retention: { archive_after_days: 90, expire_after_days: 2555 }
  warehouse: { load: copy }
  deliver: { anything: [1, { goes: null }] }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-contract-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function terraform(...args: string[]): { output: string; status: number | null } {
  writeFileSync(join(folder, "empty.tfrc"), "");
  const environment = {
    ...process.env,
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: join(folder, "empty.tfrc"),
    TF_IN_AUTOMATION: "1",
  };
  const { stdout, stderr, status } = spawnSync("terraform", [...args, "-no-color"], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  return { output: stdout + stderr, status };
}

/** A root that calls a module with the contract's validations once for each text of datasets. */
function writeRoot(texts: readonly string[]): void {
  mkdirSync(join(folder, "contract"), { recursive: true });
  const validation = contractValidations("datasets").map(({ condition, error_message }) => ({
    condition: `\${${condition}}`,
    error_message: `\${${error_message}}`,
  }));
  writeFileSync(
    join(folder, "contract/main.tf.json"),
    JSON.stringify({
      variable: { datasets: { type: "any", validation } },
      output: { digest: { value: `\${sha256(jsonencode(var.datasets))}` } },
    }),
  );
  const module: Record<string, unknown> = {};
  for (const [at, text] of texts.entries()) {
    writeFileSync(join(folder, `${at}.yaml`), text);
    module[`case_${at}`] = { source: "./contract", datasets: `\${yamldecode(file("${at}.yaml"))}` };
  }
  const output = texts.length === 1 ? { digest: { value: `\${module.case_0.digest}` } } : undefined;
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ module, output }));
}

function linesOf(datasets: string): string[] {
  try {
    validateContract({ version: 1, name: "acme", datasets: readText(datasets, "f").value }, { file: "f" });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return (error as ContractError).issues.map(issueLine);
  }
}

withTerraform("what is wrong is said in terraform plan in the very same words", () => {
  const texts = Object.values(WRONG);
  const own = texts.map(linesOf);
  expect(Object.keys(WRONG).filter((_, at) => own[at]?.length === 0)).toEqual([]);
  writeRoot(texts);
  expect(terraform("init").status).toBe(0);
  const { output, status } = terraform("plan");
  expect(status).toBe(1);
  expect(output).not.toMatch(/Invalid function argument|Error in function call|Unsupported attribute/);
  const said = output.split("\n").filter((line) => line.startsWith("  datasets"));
  expect(said.map((line) => line.trim()).sort()).toEqual(own.flat().sort());
});

withTerraform("what is right passes, and both sides take the same digest of it", () => {
  expect(linesOf(RIGHT)).toEqual([]);
  writeRoot([RIGHT]);
  expect(terraform("init").status).toBe(0);
  const { output } = terraform("plan");
  expect(output).toContain(contractDigest(readText(RIGHT, "f").value));
});

withTerraform("values of any shape get lines, not an error", () => {
  const texts = [
    "{}",
    "[]",
    "text",
    "5",
    "a: 1",
    "a: [1]",
    "a: { columns: text, enrich: { a: 1 }, key: 5 }",
    "a: { columns: [[]] }",
  ];
  writeRoot(texts);
  expect(terraform("init").status).toBe(0);
  const { output } = terraform("plan");
  expect(output.match(/The contract is not right/g)).toHaveLength(texts.length);
  const said = output.split("\n").filter((line) => line.startsWith("  datasets"));
  expect(said.map((line) => line.trim()).sort()).toEqual(texts.flatMap(linesOf).sort());
});
