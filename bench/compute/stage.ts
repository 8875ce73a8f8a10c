// The stage's code as a function and as the image of a Batch job, from bucket to bucket of an emulated S3: with the download, the
// uploads, the lock, the manifest and the audit.
import { readFile } from "node:fs/promises";
import { buildImage, docker } from "../../batch-images/build/build.ts";
import { imageContext } from "../../batch-images/build/context.ts";
import { runContainer } from "../../batch-images/testing/container.ts";
import { noEngine } from "../../batch-images/testing/engine.ts";
import { StageBench } from "../../handlers/testing/stage-bench.ts";
import { ordersShape } from "../imports/orders.ts";
import { fargateHour, LAMBDA, lambdaHour } from "../prices.ts";
import { COMPUTE_JOB, CORES, countsOf, type Doer, type Opened } from "./doer.ts";

const NAME = "headrace-stage:bench";
/** The job's defaults (docs/guide/compute.md). */
const TASK = { vcpus: CORES, memoryGb: 8, storageGb: 100 } as const;
const FUNCTION = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(CORES * LAMBDA.mbPerCore) };
const JOB = { JOB_VCPUS: String(TASK.vcpus), JOB_MEMORY_MB: String(TASK.memoryGb * 1024) };

type Start = (event: string, bench: StageBench, env: Record<string, string>) => Promise<void>;

async function opened(path: string, start: Start): Promise<Opened> {
  const bench = await StageBench.open();
  const file = await readFile(path);
  return {
    close: () => bench.close(),
    once: async () => {
      await bench.fresh(ordersShape(COMPUTE_JOB));
      const event = await bench.put("orders/orders.csv", file);
      const started = performance.now();
      await start(event, bench, {
        ...bench.account.env,
        ...bench.pipeline.stageEnv,
        MAX_OBJECT_BYTES: String(1e12),
      });
      const seconds = (performance.now() - started) / 1000;
      return { seconds, ...countsOf(await bench.readManifests()) };
    },
  };
}

export const functionCode: Doer = {
  label: "function code",
  dollarsPerHour: lambdaHour(CORES),
  missing: async () => undefined,
  open: ({ path }) =>
    opened(path, async (event, bench, env) => {
      const { response, log } = await bench.stage([event], {
        env: { ...env, ...FUNCTION },
        timeout: 900_000,
      });
      if (response?.batchItemFailures?.length !== 0) throw new Error(`The function failed:\n${log}`);
    }),
};

export const image: Doer = {
  label: "Batch image",
  dollarsPerHour: fargateHour(TASK),
  missing: noEngine,
  open: async ({ path }) => {
    await buildImage(await imageContext("stage", process.arch === "arm64" ? "arm64" : "x86_64"), NAME);
    const { once, close } = await opened(path, async (event, _bench, env) => {
      const { code, log } = await runContainer({ image: NAME, command: [event], env: { ...env, ...JOB } });
      if (code !== 0) throw new Error(`The job ended with ${code}:\n${log}`);
    });
    return {
      once,
      close: async () => {
        await close();
        await docker(["image", "rm", "--force", NAME]);
      },
    };
  },
};
