// The examples in the docstrings of headrace/kysely and headrace/models: everything public has one, and tsc takes each.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as kysely from "./kysely/index.ts";
import * as models from "./models/index.ts";

const CHECKOUT = join(import.meta.dirname, "..");
const TSC = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");

/** What each example may take for granted: all that is exported, a database of a shop, a source. */
const PACKAGES = [
  {
    name: "headrace/kysely",
    folder: "kysely",
    exported: kysely,
    before: `import { createQueryId, Kysely, sql } from "kysely";
interface Orders {
  id: number; customer_id: number | null; amount: string | null; status: string | null; ordered_at: string | null; items: unknown;
}
interface Shop { orders: Orders; staged: Orders }
declare const db: Kysely<Shop>;`,
  },
  {
    name: "headrace/models",
    folder: "models/define",
    exported: models,
    before: `const raw = source<{ id: number; email: string; updated_at: string }>("raw.customers");`,
  },
];

const EXAMPLE =
  /\/\*\*(?:(?!\*\/)[\s\S])*?@example\n \* ```ts\n((?:(?!\*\/)[\s\S])*?) \* ```\n \*\/\nexport (?:async |abstract )*(?:function|class) (\w+)/g;

function examplesOf(folder: string): Map<string, string> {
  const files = readdirSync(join(CHECKOUT, "warehouse", folder), { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith("testing"));
  return new Map(
    sources.flatMap((file) =>
      [...readFileSync(join(CHECKOUT, "warehouse", folder, file), "utf8").matchAll(EXAMPLE)].map(
        ([, code = "", name = ""]): [string, string] => [name, code.replace(/^ \* ?/gm, "")],
      ),
    ),
  );
}

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "headrace-examples-"));
  await symlink(join(CHECKOUT, "node_modules"), join(project, "node_modules"), "dir");
  const { compilerOptions } = JSON.parse(readFileSync(join(CHECKOUT, "tsconfig.json"), "utf8"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        ...compilerOptions,
        incremental: false,
        tsBuildInfoFile: undefined,
        paths: {
          "headrace/kysely": [join(CHECKOUT, "warehouse", "kysely", "index.ts")],
          "headrace/models": [join(CHECKOUT, "warehouse", "models", "index.ts")],
        },
      },
      include: ["*.ts"],
    }),
  );
});
afterAll(() => rm(project, { recursive: true, force: true }));

test.each(PACKAGES)("all that $name exports has an example", ({ folder, exported }) => {
  const examples = examplesOf(folder);
  const named = Object.entries(exported).filter(([, value]) => typeof value === "function");
  expect(named.length).toBeGreaterThan(20);
  expect(named.map(([name]) => name).filter((name) => !examples.has(name))).toEqual([]);
});

test("tsc takes every example", async () => {
  for (const { name, folder, exported, before } of PACKAGES) {
    const names = Object.keys(exported).join(", ");
    for (const [at, [subject, code]] of [...examplesOf(folder)].entries())
      await writeFile(
        // Numbered, since `model` and `Model` would be one file for some systems.
        join(project, `${folder.replace("/", "-")}-${at}-${subject}.ts`),
        `import { ${names} } from "${name}";\n${before}\n${code}\nexport {};\n`,
      );
  }
  const check = promisify(execFile)(process.execPath, [TSC, "--project", project], { cwd: project });
  expect((await check.catch(({ stdout }) => ({ stdout }))).stdout).toBe("");
});
