// The dialect as others install it: built, under node_modules, run by Node and read by tsc without this checkout.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { buildPackage, PACKAGE_NAME } from "./package/build.ts";
import { TestWarehouse } from "./testing/warehouse.ts";

const run = promisify(execFile);
const CHECKOUT = join(import.meta.dirname, "..", "..");
const TSC = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");

let project: string;
let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await TestWarehouse.start();
  await warehouse.reset();
  project = await mkdtemp(join(tmpdir(), "headrace-dialect-"));
  const modules = join(project, "node_modules");
  await mkdir(join(modules, "@aws-sdk"), { recursive: true });
  await buildPackage(join(project, "built"));
  await cp(join(project, "built"), join(modules, PACKAGE_NAME), { recursive: true });
  for (const peer of ["kysely", "@aws-sdk/client-redshift-data"])
    await symlink(join(CHECKOUT, "node_modules", peer), join(modules, peer), "dir");
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
});
afterAll(async () => {
  await warehouse?.stop();
  await rm(project, { recursive: true, force: true });
});

const script = (body: string) => `import { Kysely } from "kysely";
import { batch, copy, qualify, RedshiftDataDialect, RedshiftError } from "${PACKAGE_NAME}";
${body}`;

const CONFIG = { clusterIdentifier: "main", database: "dev", dbUser: "etl" };

/** Runs a script of the project against the warehouse. @returns what it prints, as JSON */
async function printed(file: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, [join(project, file)], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: warehouse.api.endpoint,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  });
  return JSON.parse(stdout);
}

test("a plain script runs with it", async () => {
  await writeFile(
    join(project, "script.js"),
    script(`const db = new Kysely({ dialect: new RedshiftDataDialect(${JSON.stringify(CONFIG)}) });
await batch(db, [db.insertInto("t").values({ id: 7, name: "it's" }), db.deleteFrom("t").where("id", "=", 8)]);
const rows = await db.selectFrom("t").selectAll().execute();
const error = await db.selectFrom("nothing").selectAll().execute().catch((caught) => caught);
console.log(JSON.stringify({ rows, refused: error instanceof RedshiftError }));
await db.destroy();`),
  );
  expect(await printed("script.js")).toEqual({
    rows: [{ id: 7, name: "it's", amount: null }],
    refused: true,
  });
});

test("a client of another copy of the SDK serves as well, as with the dialect in headrace's own package", async () => {
  await warehouse.reset();
  await build({
    entryPoints: [join(project, "built", "index.js")],
    outfile: join(project, "whole.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["kysely"],
    nodePaths: [join(project, "node_modules")],
    logLevel: "error",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  await writeFile(
    join(project, "another.js"),
    `import { Kysely, sql } from "kysely";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { RedshiftDataDialect } from "./whole.js";
const client = new RedshiftDataClient({});
const db = new Kysely({ dialect: new RedshiftDataDialect({ client, ...${JSON.stringify(CONFIG)} }) });
await db.insertInto("t").values({ id: 7, name: "it's" }).execute();
const rows = await db.selectFrom("t").select(["id", "name"]).execute();
const error = await db.selectFrom("nothing").selectAll().execute().catch((caught) => caught);
console.log(JSON.stringify({ rows, refused: error.constructor.name, exception: error.exception }));
await db.destroy();
client.destroy();`,
  );
  expect(await printed("another.js")).toMatchObject({
    rows: [{ id: 7, name: "it's" }],
    refused: "RedshiftError",
  });
});

test("tsc knows its types", async () => {
  const typed = (column: string) =>
    script(`const db = new Kysely<{ t: { id: number } }>({
  dialect: new RedshiftDataDialect({ workgroupName: "main", database: "dev" }),
});
export const ids: Promise<{ id: number }[]> = db.selectFrom("t").select("${column}")
  .$call(qualify((eb) => eb(eb.fn.agg<number>("row_number").over(), "=", 1))).execute();
export const load = copy({ into: "t", from: "s3://b/k", iamRole: "default", format: "parquet" });
export const failed = (error: unknown) => error instanceof RedshiftError && error.sql;
`);
  await writeFile(join(project, "right.ts"), typed("id"));
  await writeFile(join(project, "wrong.ts"), typed("idd"));
  const options = "--noEmit --strict --module nodenext --target es2024 --skipLibCheck".split(" ");
  const check = (file: string) => run(process.execPath, [TSC, ...options, file], { cwd: project });
  await check("right.ts");
  await expect(check("wrong.ts")).rejects.toMatchObject({ stdout: expect.stringContaining('"idd"') });
});

test("the same sources give the same bytes, and its document names it", async () => {
  const again = join(project, "again");
  await buildPackage(again);
  for (const file of ["package.json", "README.md", "index.js", "index.d.ts", "driver/data-api.js"])
    expect(await readFile(join(again, file), "utf8")).toBe(
      await readFile(join(project, "built", file), "utf8"),
    );
  expect(await readFile(join(again, "README.md"), "utf8")).toContain(`from "${PACKAGE_NAME}"`);
});
