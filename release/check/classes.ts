// The CDKTF classes from the tarball, in a project of either module system: typed to the last declaration, and synthesized.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "./project.ts";

/** What an app in TypeScript installs beside headrace; the provider's bindings are its own choice. */
export const APP_PACKAGES = ["cdktf@0.21", "constructs@10", "typescript@5", "@types/node@22"];

const app = (head: string): string => `${head}
const app = new App();
const stack = new TerraformStack(app, "orders");
const pipeline = new Pipeline(stack, "pipeline", {
  name: "typed",
  datasets: { orders: { columns: [{ name: "order_id", type: "bigint" }] } },
  lifecycles: { landing: { archiveAfterDays: 30 } },
});
new Queue(stack, "consumer", {
  name: "typed-consumer",
  senders: [{ service: "sns", arn: pipeline.curatedTopicArn }],
});
app.synth();
`;

/** What else a project imports of the package; its declarations need no package that the project has not installed. */
const OTHERS = `import { qualify, RedshiftDataDialect } from "headrace/kysely";
import { model, notNull } from "headrace/models";
import { receiver } from "headrace/receive";
import { Kysely } from "kysely";

const dialect = new RedshiftDataDialect({ workgroupName: "w", database: "d" });
export const db = new Kysely<{ orders: { id: number } }>({ dialect });
export const ids: Promise<{ id: number }[]> = db.selectFrom("orders").select("id").execute();
export { model, notNull, qualify, receiver };
`;

const tsconfig = (module: string, ...more: string[]): string =>
  JSON.stringify({
    compilerOptions: { target: "es2022", module, strict: true, skipLibCheck: false, outDir: "out" },
    files: ["main.ts", ...more],
  });

export const ESM_APP = {
  "package.json": '{ "name": "app", "private": true, "type": "module" }\n',
  "tsconfig.json": tsconfig("nodenext", "others.ts"),
  "main.ts": app(
    'import { App, TerraformStack } from "cdktf";\nimport { Pipeline, Queue } from "headrace/modules";',
  ),
  "others.ts": OTHERS,
};

/** As CDKTF's own template is. */
export const COMMONJS_APP = {
  "package.json": '{ "name": "app", "private": true }\n',
  "tsconfig.json": tsconfig("node16"),
  "main.ts": ESM_APP["main.ts"],
};

/** The same app on CDK Terrain: other names in two imports. */
export const onTerrain = <F extends typeof COMMONJS_APP>(files: F): F => ({
  ...files,
  "main.ts": files["main.ts"]
    .replace('from "cdktf"', 'from "cdktn"')
    .replace('from "headrace/modules"', 'from "headrace/modules/cdktn"'),
});

/** CDK Terrain takes no constructs of the newest. */
export const TERRAIN_PACKAGES = ["cdktn@0.24", "constructs@10.7", "typescript@5", "@types/node@22"];

/** What is synthesized can be applied by the command: it is planned empty after that, and goes again. */
export async function checkApplied(project: Project): Promise<void> {
  const root = join("cdktf.out", "stacks", "orders");
  try {
    await project.expect(["headrace", "apply", root, "--json"], { shows: /"destroyed":0/ });
    await project.expect(["headrace", "apply", root, "--json"], {
      shows: /"added":0,"changed":0,"destroyed":0/,
    });
    await project.expect(["headrace", "destroy", root]);
  } finally {
    await project.expect(["headrace", "local", "down"]);
  }
}

/** @returns the calls of modules that are synthesized, but for where each came from */
export async function checkApp(project: Project): Promise<object> {
  await project.expect(["tsc", "-p", "."]);
  await project.expect(["node", "out/main.js"]);
  const stack = join(project.folder, "cdktf.out", "stacks", "orders");
  const text = await readFile(join(stack, "cdk.tf.json"), "utf8");
  const { module } = JSON.parse(text, (key, value) => (key === "//" ? undefined : value));
  const { lifecycles, source } = module.pipeline;
  if (lifecycles.landing.archive_after_days !== 30) throw new Error(JSON.stringify(module.pipeline));
  await readFile(join(stack, source, "variables.tf"));
  return module;
}
