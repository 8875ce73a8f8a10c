// A folder of models outside any npm project, read by tsc after `headrace types`.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parseContract } from "../../core/contract/index.ts";
import { lakeTypes } from "../../warehouse/models/project.ts";
import { writeEditorSettings } from "./editor.ts";

const TSC = join(import.meta.dirname, "..", "..", "node_modules", "typescript", "bin", "tsc");

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headrace-editor-"));
  await mkdir(join(dir, "models"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What `headrace types` does. */
async function types(amount: string): Promise<void> {
  const contract = `version: 1
name: acme
datasets:
  orders: { columns: [{ name: id, type: bigint }, { name: ${amount}, type: "decimal(12,2)" }] }`;
  await write("lake.d.ts", lakeTypes(parseContract(contract, { file: "headrace.yaml" })));
  await writeEditorSettings(dir);
}
const write = (file: string, text: string) => writeFile(join(dir, "models", file), text);
const check = () =>
  promisify(execFile)(process.execPath, [TSC, "-p", join(dir, "models")]).then(
    () => "",
    (error: { stdout: string }) => error.stdout,
  );

test("a column that is renamed in the contract is a compile error in every model that reads it", async () => {
  await write(
    "stg_orders.ts",
    `import { model } from "headrace/models";
export default model({ name: "stg_orders", query: (db) => db.selectFrom("lake.orders").select(["id", "amount"]) });`,
  );
  await write(
    "totals.ts",
    `import { qualify } from "headrace/kysely"; import { sql } from "kysely"; import { model, notNull } from "headrace/models";
import orders from "./stg_orders.ts";
export default model({
  name: "totals",
  query: (db) => db.selectFrom(orders.as("o")).select((eb) => ["o.id", eb.fn.sum<string>("o.amount").as("total"), sql<Buffer>\`1\`.as("b")])
    .groupBy("o.id").$call(qualify((eb) => eb(eb.fn.agg<number>("row_number").over(), "=", 1))),
  tests: [notNull("total")],
});`,
  );
  await write(
    "ids.ts",
    `import { model } from "headrace/models";
export default model({ name: "ids", query: (db) => db.selectFrom("lake.orders").select("id") });`,
  );
  await types("amount");
  expect(await check()).toBe("");

  await types("price");
  const found = await check();
  expect(found).toMatch(/stg_orders\.ts\(2,\d+\): error/);
  expect(found).not.toContain("ids.ts");

  await write(
    "stg_orders.ts",
    `import { model } from "headrace/models";
export default model({ name: "stg_orders", query: (db) => db.selectFrom("lake.orders").select(["id", "price"]) });`,
  );
  expect(await check()).toMatch(/totals\.ts\(5,.*o\.amount/);
});

test("a tsconfig.json that is there already stays as it is", async () => {
  await writeFile(join(dir, "tsconfig.json"), "{}");
  await types("amount");
  expect(await readFile(join(dir, "tsconfig.json"), "utf8")).toBe("{}");
  await expect(readFile(join(dir, "models", "tsconfig.json"))).rejects.toThrow("ENOENT");
});
