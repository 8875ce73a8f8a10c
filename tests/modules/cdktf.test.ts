// examples/cdktf in a project of its own, as a user's: type-checked, synthesized by cdktf, and valid to the real Terraform.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildModules } from "../../cli/module-set.ts";
import { makeOutput } from "../../cli/output/output.ts";
import { terraformHere, workbench } from "./terraform.ts";

const MINUTES = 60_000;
const CHECKOUT = join(import.meta.dirname, "..", "..");
const terraform = terraformHere();
const withTerraform = terraform ? test : test.skip;

/** What a project of a user's installs; headrace itself is this checkout. */
const PACKAGES = ["cdktf", "constructs", "yaml", "@cdktf/provider-aws", "@types/node"];
/** headrace is published as TypeScript, which a project reads as it is. */
const TSCONFIG = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
};
/** What the classes must not take; tsc says so where it takes one of them. */
const WRONG = `
import { App, TerraformStack } from "cdktf";
import { Queue } from "headrace/modules";
const stack = new TerraformStack(new App(), "wrong");
// @ts-expect-error: a queue has a name
new Queue(stack, "a", {});
// @ts-expect-error: inputs are in camelCase
new Queue(stack, "b", { name: "b", kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:key/k" });
// @ts-expect-error: seconds are a number
new Queue(stack, "c", { name: "c", consumerTimeoutSeconds: "60" });
const { queueUrl, alarmArns } = new Queue(stack, "d", { name: "d" });
export const outputs: { url: string; alarms: Record<string, string> } = { url: queueUrl, alarms: alarmArns };
`;

function run(command: string, args: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

describe("examples/cdktf", () => {
  let project: string;
  const stack = () => join(project, "cdktf.out", "stacks", "orders");

  beforeAll(async () => {
    await buildModules(makeOutput(true));
    project = await mkdtemp(join(tmpdir(), "headrace-cdktf-"));
    await cp(join(CHECKOUT, "examples", "cdktf"), project, { recursive: true });
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "mine", type: "module" }));
    await writeFile(join(project, "tsconfig.json"), JSON.stringify(TSCONFIG));
    await writeFile(join(project, "wrong.ts"), WRONG);
    for (const [name, target] of [
      ["headrace", CHECKOUT],
      ...PACKAGES.map((name) => [name, join(CHECKOUT, "node_modules", name)]),
    ] as [string, string][]) {
      const link = join(project, "node_modules", name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(target, link);
    }
  }, 10 * MINUTES);

  afterAll(() => rm(project, { recursive: true, force: true }), MINUTES);

  test(
    "is typed: tsc takes it, and refuses what the modules would",
    async () => {
      const tsc = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");
      const { code, output } = await run(process.execPath, [tsc, "-p", "."], project);
      expect({ code, output }).toEqual({ code: 0, output: "" });
    },
    5 * MINUTES,
  );

  test(
    "is synthesized, with the set beside it and one module's outputs as another's inputs",
    async () => {
      const { code, output } = await run(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", "main.ts"],
        project,
      );
      expect({ code, output }).toEqual({ code: 0, output: "" });
      const { module, output: outputs } = JSON.parse(await readFile(join(stack(), "cdk.tf.json"), "utf8"));
      const reference = (hcl: string) => `$\{${hcl}}`;
      expect(module.pipeline).toMatchObject({
        name: "typed",
        tags: { team: "data" },
        lifecycles: { landing: { archive_after_days: 30 } },
        source: expect.stringMatching(/^\.\/assets\/pipeline-files\//),
      });
      expect(module.pipeline.datasets.orders.key).toEqual(["order_id"]);
      expect(module.consumer).toMatchObject({
        name: "typed-consumer",
        create_kms_key: false,
        kms_key_arn: reference("module.pipeline.kms_key_arn"),
        consumer_timeout_seconds: 60,
        senders: [{ service: "sns", arn: reference("module.pipeline.curated_topic_arn") }],
      });
      expect(outputs.landing_bucket.value).toBe(reference("module.pipeline.bucket_names.landing"));
      const copied = await readFile(join(stack(), module.pipeline.source, "main.tf.json"), "utf8");
      expect(copied).toBe(
        await readFile(join(CHECKOUT, "dist", "terraform-aws-headrace", "main.tf.json"), "utf8"),
      );
    },
    3 * MINUTES,
  );

  withTerraform(
    "is valid to Terraform, with the set as it is built",
    async () => {
      const bench = await workbench(terraform as string);
      try {
        expect(await bench.run(stack(), "init", "-no-color")).toMatchObject({ code: 0 });
        const validated = await bench.run(stack(), "validate", "-no-color");
        expect(validated).toMatchObject({ code: 0, output: expect.stringContaining("Success!") });
      } finally {
        await bench.close();
      }
    },
    5 * MINUTES,
  );
});
