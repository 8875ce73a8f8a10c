// The image `stage`, built from its Dockerfile and run as AWS runs it, where a container engine is reachable.
import { setTimeout as sleep } from "node:timers/promises";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { keysOf } from "../../handlers/testing/inspect.ts";
import { failuresIn } from "../../handlers/testing/invoke.ts";
import { customers, manyOrders, StageBench } from "../../handlers/testing/stage-bench.ts";
import { buildImage, docker, layersOf } from "../build/build.ts";
import { imageContext } from "../build/context.ts";
import { runContainer } from "../testing/container.ts";
import { noEngine } from "../testing/engine.ts";
import { JobBench } from "../testing/job.ts";
import { digestOf, leftBy } from "../testing/objects.ts";

const why = await noEngine();
if (why) console.log(`The tests of images are left out: ${why}.`);
const architecture = process.arch === "arm64" ? "arm64" : "x86_64";
const NAME = "headrace-stage:test";

(why ? describe.skip : describe)("the image stage", () => {
  let bench: StageBench;
  beforeAll(async () => {
    bench = await StageBench.open();
    await buildImage(await imageContext("stage", architecture), NAME);
  }, 240_000);
  afterAll(async () => {
    await docker(["image", "rm", "--force", NAME, `${NAME}-again`]);
    await bench?.close();
  });

  const run = (event: string, more: Partial<Parameters<typeof runContainer>[0]> = {}) =>
    runContainer({
      image: NAME,
      command: [event],
      ...more,
      env: { ...bench.account.env, ...bench.pipeline.stageEnv, ...more.env },
    });

  test("is built of one layer of ours, the same at each build, and runs as nobody's user", async () => {
    await buildImage(await imageContext("stage", architecture), `${NAME}-again`);
    const layers = await layersOf(NAME);
    expect(await layersOf(`${NAME}-again`)).toEqual(layers);
    const base = await layersOf("public.ecr.aws/lambda/nodejs:22");
    expect(layers.slice(0, base.length)).toEqual(base);
    expect(layers).toHaveLength(base.length + 1);
    const { out } = await docker(["image", "inspect", "--format", "{{.Config.User}}", NAME]);
    expect(out.trim()).toBe("10001:10001");
  }, 120_000);

  test("20 MB through the function, the job's process and the image: the same rows, the same quarantined lines", async () => {
    const file = manyOrders(20_000_000);
    const secret = (await bench.fresh()).stageEnv.TOKEN_KEY_SECRET_ARN as string;
    const jobs = await JobBench.make(bench.account.scratch);
    // Each in a pipeline of its own, but with one token key.
    const left = async (by: (event: string, env: Record<string, string>) => Promise<void>) => {
      await bench.fresh();
      const env = { TOKEN_KEY_SECRET_ARN: secret, MAX_OBJECT_BYTES: "100000000" };
      await bench.stage([await bench.put("customers/c.csv", customers)]);
      await by(await bench.put("orders/a.csv", file), env);
      return digestOf(await leftBy(bench));
    };
    const byFunction = await left(async (event, env) => {
      const { response } = await bench.stage([event], { env });
      expect(response).toEqual({ batchItemFailures: [] });
    });
    expect(byFunction.rows).toBeGreaterThan(300_000);
    expect(byFunction.lines).toBeGreaterThan(1_000);
    const byProcess = await left(async (event, env) => {
      const { code } = await jobs.run({
        command: [event],
        env: { ...bench.account.env, ...bench.pipeline.stageEnv, ...env },
      });
      expect(code).toBe(0);
    });
    expect(byProcess).toEqual(byFunction);
    const byImage = await left(async (event, env) => {
      expect((await run(event, { env })).code).toBe(0);
    });
    expect(byImage).toEqual(byFunction);
  }, 300_000);

  test("tells by its exit code and its log why an input is wrong", async () => {
    await bench.fresh();
    const { code, log } = await run("not a notification");
    expect(code).toBe(1);
    expect(failuresIn(log)).toMatchObject([{ code: "message_unreadable" }]);
  }, 120_000);

  test.each([
    // It may have gone too far to be stopped in the time that it is given, and is done then.
    { signal: "SIGTERM", once: "locked", codes: [0, 143] },
    { signal: "SIGKILL", once: "committing", codes: [137] },
  ] as const)(
    "ended by $signal while it is $once, its next attempt ends in the same objects",
    async ({ signal, once, codes }) => {
      const left = async () => {
        const found = await leftBy(bench);
        const files = found.curated.map((key) => key.replaceAll(/[0-9a-f]{32}/g, "…"));
        return { ...digestOf(found), files };
      };
      const file = manyOrders(3_000_000);
      const secret = (await bench.fresh()).stageEnv.TOKEN_KEY_SECRET_ARN as string;
      const env = { TOKEN_KEY_SECRET_ARN: secret, MAX_OBJECT_BYTES: "100000000" };
      await bench.fresh();
      await bench.stage([await bench.put("orders/a.csv", file)], { env });
      const whole = await left();
      expect(whole.files.length).toBeGreaterThan(28);

      const { curated, idempotencyTable } = await bench.fresh();
      const event = await bench.put("orders/a.csv", file);
      const isThere = async (): Promise<boolean> => {
        // Its first file is there, and its manifest is not.
        if (once === "committing") return (await keysOf(bench.account, curated, "orders/")).length > 0;
        const { Count = 0 } = await bench.account.dynamodb.send(
          new ScanCommand({ TableName: idempotencyTable }),
        );
        return Count > 0;
      };
      const { code } = await run(event, {
        env,
        started: async (end) => {
          while (!(await isThere())) await sleep(10);
          await end(signal);
        },
      });
      expect(codes).toContain(code);
      expect(await bench.manifests()).toHaveLength(code === 0 ? 1 : 0);
      expect((await run(event, { env })).code).toBe(0);
      expect(await left()).toEqual(whole);
    },
    240_000,
  );
});
