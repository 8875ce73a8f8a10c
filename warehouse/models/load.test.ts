// Loading a folder: outside any npm project, with files that import one another, and files that are wrong.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openProject } from "./project.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headrace-load-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function files(contents: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(dirname(join(dir, "models", name)), { recursive: true });
    await writeFile(join(dir, "models", name), text);
  }
}
const open = () => openProject(dir, { dag: "test" }, ["orders"]);
const MODEL = 'import { model } from "headrace/models";\n';

describe("a folder of models", () => {
  test("is loaded with what its files import, default exports and named ones", async () => {
    await files({
      "staging/orders.ts": `${MODEL}import { columns } from "../shared/columns.ts";
        export default model({ name: "stg_orders", query: (db) => db.selectFrom("lake.orders").select([...columns]) });`,
      "shared/columns.ts": 'export const columns = ["id", "amount"] as const;',
      "marts/all.ts": `${MODEL}import stg from "../staging/orders.ts"; import { sql } from "kysely"; import { getdate } from "headrace/kysely";
        export { default as again } from "../staging/orders.ts";
        export const totals = model({ name: "totals", materialized: "table", query: (db) => db.selectFrom(stg.as("s")).select([sql<number>\`count(*)\`.as("n"), getdate().as("at")]) });`,
      "marts/all.test.ts": "throw new Error('tests are not loaded');",
      "node_modules/x/index.ts": "throw new Error('nor are packages');",
      "lake.d.ts": "this is no code",
    });
    const { graph } = await open();
    expect(graph.models.map((node) => [node.name, node.path, node.reads])).toEqual([
      ["stg_orders", "staging/orders.ts", ["lake.orders"]],
      ["totals", "marts/all.ts", ["stg_orders"]],
    ]);
    expect(graph.models[1]?.full.sql).toBe(
      'select count(*) as "n", getdate() as "at" from "marts"."stg_orders" as "s"',
    );
  });

  test("may have files of types, which leave no code", async () => {
    await files({
      "types.ts": "export interface Row { id: number }",
      "a.ts": `${MODEL}import type { Row } from "./types.ts";
        export default model({ name: "a", query: (db) => db.selectFrom("lake.orders").select("id" as keyof Row) });`,
    });
    expect((await open()).graph.models.map((node) => node.name)).toEqual(["a"]);
  });

  test("whose files import one another in a circle loads; models that do are refused by name", async () => {
    const reading = (name: string, other: string) =>
      `${MODEL}import other from "./${other}.ts"; export default model({ name: "${name}", query: (db) => db.selectFrom(other.as("o")).select("o.id") });`;
    await files({ "a.ts": reading("a", "b"), "b.ts": reading("b", "a") });
    await expect(open()).rejects.toThrow("a → b → a");
  });
});

describe("wrong folders", () => {
  test.each([
    ["none", {}, "models_missing", /no models in/],
    ["a syntax error", { "a.ts": "export default model({" }, "models_unreadable", /^models\/a\.ts:1: /],
    [
      "an unknown package",
      { "a.ts": 'import "no-such-package";' },
      "models_unreadable",
      /models\/a\.ts:1: .*no-such-package/,
    ],
    [
      "a file that throws",
      { "a.ts": "\nthrow new Error('no luck');" },
      "models_failed",
      /could not be loaded: no luck/,
    ],
    [
      "a file that throws something that is no error",
      { "a.ts": "throw 'no luck';" },
      "models_failed",
      /could not be loaded: no luck/,
    ],
    [
      "a file whose model is not exported",
      { "a.ts": `${MODEL}model({ name: "a", query: (db) => db.selectFrom("lake.orders").selectAll() });` },
      "models_idle",
      /^models\/a\.ts: it exports no model\(\)/,
    ],
    [
      "a default export that no model() made",
      { "b.ts": 'export default { name: "b", query: () => null };' },
      "models_idle",
      /^models\/b\.ts: /,
    ],
    [
      "an unknown dataset",
      {
        "a.ts": `${MODEL}export default model({ name: "a", query: (db) => db.selectFrom("lake.order" as never).selectAll() });`,
      },
      "model_reference",
      /"lake.order", which is unknown/,
    ],
  ] as const)("%s", async (_name, contents, code, message) => {
    await files(contents);
    await expect(open()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
