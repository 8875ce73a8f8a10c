// The models' layer: the same bytes wherever it is made, and what cannot be packed is named.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import yauzl from "yauzl";
import * as models from "../../warehouse/models/index.ts";
import { packModels } from "./models.ts";

const FILES = {
  "models/marts/orders.ts":
    'import { model, table } from "headrace/models";\nimport { sql } from "kysely";\nimport { one } from "counting";\nexport default model({ name: "orders", materialized: table(), query: () => sql.raw<{ id: number }>(`select ` + one) });\n',
  "models/marts/orders.test.ts": "throw new Error('no model');\n",
  // What the models import of others comes along.
  "node_modules/counting/package.json": '{ "name": "counting", "main": "index.js" }',
  "node_modules/counting/index.js": "exports.one = 1;\n",
};

async function contents(zip: string): Promise<Map<string, string>> {
  const file = await yauzl.openPromise(zip);
  const found = new Map<string, string>();
  for await (const entry of file.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    found.set(entry.fileName, Buffer.concat(chunks).toString());
  }
  return found;
}

describe("the models' layer", () => {
  let scratch: string;
  const write = async (dir: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(scratch, dir, name)), { recursive: true });
      await writeFile(join(scratch, dir, name), text);
    }
    return join(scratch, dir);
  };
  beforeAll(async () => {
    scratch = await realpath(await mkdtemp(join(tmpdir(), "headrace-pack-")));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test("has the same bytes from another folder, and names none", async () => {
    const one = await write("one", FILES);
    const two = join(scratch, "else", "where", "two");
    await cp(one, two, { recursive: true });
    const first = await packModels(one, join(scratch, "one.zip"));
    expect(await packModels(two, join(scratch, "two.zip"))).toEqual(first);
    const [a, b] = await Promise.all(["one", "two"].map((name) => readFile(join(scratch, `${name}.zip`))));
    expect(a?.equals(b as Buffer)).toBe(true);
    for (const text of (await contents(join(scratch, "one.zip"))).values())
      expect(text).not.toContain(scratch);
  });

  test("makes its models of the classes it is given", async () => {
    await packModels(await write("one", FILES), join(scratch, "one.zip"));
    const found = await contents(join(scratch, "one.zip"));
    expect([...found.keys()]).toEqual([
      "nodejs/node_modules/headrace-models/index.js",
      "nodejs/node_modules/headrace-models/package.json",
    ]);
    const file = join(scratch, "index.cjs");
    await writeFile(file, found.get("nodejs/node_modules/headrace-models/index.js") as string);
    const asked: string[] = [];
    const make = createRequire(file)(file);
    const files = make((name: string) => {
      asked.push(name);
      return name === "headrace/models" ? models : {};
    });
    expect(asked.sort()).toEqual(["headrace/models", "kysely"]);
    expect(files["marts/orders.ts"].default).toBeInstanceOf(models.Model);
  });

  test("what cannot be packed is refused by file and line", async () => {
    await expect(
      packModels(await write("none", { "a.ts": "" }), join(scratch, "x.zip")),
    ).rejects.toMatchObject({
      code: "models_missing",
    });
    const broken = await write("broken", {
      "models/a.ts":
        'import { model } from "headrace/models";\nimport x from "not-installed";\nexport default x;\n',
    });
    await expect(packModels(broken, join(scratch, "x.zip"))).rejects.toMatchObject({
      code: "models_unreadable",
      message: expect.stringMatching(/^models\/a\.ts:2: .*not-installed/),
    });
  });
});
