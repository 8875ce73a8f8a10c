// The command from the tarball: from a file to an Athena answer, models in Redshift, and away again.
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Project } from "./project.ts";

export const FILES = {
  "package.json": '{ "name": "mine", "private": true, "type": "module" }\n',
  "orders.csv": "order_id,amount\n1,1.50\n2,2.50\n",
  "shop/headrace.yaml": `version: 1
name: shop
datasets:
  orders:
    columns:
      - { name: order_id, type: bigint, required: true }
      - { name: amount, type: "decimal(12,2)", min: 0 }
    warehouse: { load: spectrum }
`,
  "shop/models/totals.ts": `import { model, notNull } from "headrace/models";

export default model({
  name: "totals",
  query: (db) => db.selectFrom("lake.orders").select((eb) => eb.fn.sum<string>("amount").as("amount")),
  tests: [notNull("amount")],
});
`,
};

/** What needs neither Terraform nor AWS. */
export async function checkLight(project: Project): Promise<void> {
  await project.expect(["headrace", "--help"], { shows: /headrace check/ });
  await project.expect(["headrace", "init", "fresh", "orders.csv"], { shows: /Wrote headrace\.yaml/ });
  await project.expect(["headrace", "check", "fresh", "--import", "orders=orders.csv"], {
    shows: /orders +1 +2 +2 +0/,
  });
  await project.expect(["headrace", "types", "shop"]);
  await project.expect(["headrace", "models", "compile", "shop"], { shows: /sum\("amount"\)/ });
}

/** Files that work as soon as they are imported, and the bundles of classes, which need CDKTF. */
const NOT_IMPORTED =
  /^(cli\/main|local\/daemon\/main|core\/engine\/split\/worker|modules\/cdkt[fn])\.js$|^(dist|vendor)\//;

/** Every file of the package can be imported: what it imports of others, and of vendor/, is there under its name. */
export async function checkImports(project: Project): Promise<void> {
  const root = join(project.folder, "node_modules", "headrace");
  const files = (await readdir(root, { recursive: true }))
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js") && !NOT_IMPORTED.test(path));
  const lines = files.map(
    (path) => `await import(${JSON.stringify(pathToFileURL(join(root, path)).href)});\n`,
  );
  await writeFile(join(project.folder, "import-all.mjs"), `${lines.join("")}process.exit(0);\n`);
  await project.expect(["node", "import-all.mjs"]);
}

/** From a file to an answer of Athena and to a model in Redshift, through the real Terraform, and away again. */
export async function checkWhole(project: Project): Promise<void> {
  try {
    await project.expect(["headrace", "run", "shop", "--import", "orders=orders.csv"], {
      shows: /orders +1 +2 +2 +0/,
    });
    await project.expect(["headrace", "query", "shop", "select count(*) as n from orders", "--json"], {
      shows: /"rows":\[\[2\]\]/,
    });
    await project.expect(["headrace", "models", "run", "shop"], { shows: /totals/ });
    const sum = ["select amount from marts.totals", "--engine", "redshift", "--json"] as const;
    await project.expect(["headrace", "query", "shop", ...sum], { shows: /4\.00/ });
    await project.expect(["headrace", "destroy", "shop"]);
  } finally {
    await project.expect(["headrace", "local", "down"]);
  }
}

/** A Node that is too old is told in one line what is needed, and nothing else happens. */
export async function checkOldNode(project: Project): Promise<void> {
  const output = await project.expect(["headrace", "--help"], {
    code: 3,
    shows: /needs Node 22\.18 or newer/,
  });
  if (output.trim().split("\n").length !== 1) throw new Error(`more than one line: ${output}`);
}
