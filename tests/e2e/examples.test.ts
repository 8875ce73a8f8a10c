// The examples that are no estate of their own, applied by the command to a local AWS: planned empty after it, and destroyed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { awsConfig } from "../../cli/aws.ts";
import { readOutputs, readState } from "../../cli/terraform/state.ts";
import { environment, find } from "../../local/index.ts";
import { EXAMPLES, examplePaths } from "../../modules/examples.ts";
import { writeFiles } from "../../modules/publish.ts";
import { held, NOTHING } from "./account.ts";
import { CHECKOUT } from "./headrace.ts";
import { Laptop } from "./laptop.ts";

/** What an example's names and outputs say once it is applied. */
const MADE: { readonly [example: string]: object } = {
  "lake-only": { buckets: { landing: "raw-landing-123456789012", archive: "raw-archive-123456789012" } },
  "own-module": { landing_bucket: "orders-test-landing-123456789012" },
  "many-pipelines": {
    landing_buckets: { orders: "orders-landing-123456789012", visits: "visits-landing-123456789012" },
    landing_bucket_in_frankfurt: "orders-fra-landing-123456789012",
  },
};
const laptop = new Laptop("examples");
const dirOf = (name: string): string => join(laptop.home, name);
const local = async () => {
  const found = await find({ state: join(laptop.home, "local") });
  if (!found) throw new Error("the local AWS does not run");
  return found;
};

beforeAll(async () => {
  for (const name of Object.keys(MADE)) {
    const files = examplePaths()
      .filter((path) => path.startsWith(`${name}/`))
      .map((path) => [
        path.slice(name.length + 1),
        readFileSync(join(EXAMPLES, path), "utf8").replaceAll(
          /"(?:\.\.\/)+dist\//g,
          `"${join(CHECKOUT, "dist")}/`,
        ),
      ]);
    await writeFiles(dirOf(name), Object.fromEntries(files));
  }
}, 60_000);
afterAll(() => laptop.remove());

describe.each(Object.entries(MADE))("%s", (name, outputs) => {
  const dir = dirOf(name);
  test("is applied, and another apply has nothing to do", async () => {
    const applied = await laptop.command("apply", dir, "--json");
    expect({ code: applied.code, stdout: applied.stdout }).toMatchObject({ code: 0 });
    expect(readOutputs(dir, await local())).toMatchObject(outputs);
    const again = await laptop.command("apply", dir, "--json");
    expect(again.json()).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
  }, 900_000);

  if (name === "many-pipelines")
    test("has its queues where its providers are", async () => {
      const regions = readState(dir, await local())
        .filter(({ type }) => type === "aws_sqs_queue")
        .map(({ address, attributes }) => `${address.split(".")[1]} ${String(attributes.arn).split(":")[3]}`);
      expect([...new Set(regions)].sort()).toEqual([
        "orders_in_frankfurt eu-central-1",
        'pipeline["orders"] eu-west-1',
        'pipeline["visits"] eu-west-1',
      ]);
    });

  test("is destroyed in all of its regions", async () => {
    const destroyed = await laptop.command("destroy", dir, "--json");
    expect({ code: destroyed.code, stdout: destroyed.stdout }).toMatchObject({ code: 0 });
    const env = environment(await local());
    for (const region of ["us-east-1", "eu-west-1", "eu-central-1"])
      expect(await held(awsConfig(env, region))).toEqual(NOTHING);
  }, 300_000);
});
