// The Spark job of Glue, whose executors run the stage's code from bucket to bucket of an emulated S3, and plain Spark doing the same
// by its own means, from a local file to local files. Both have two cores of this machine, as half a worker of Glue's smallest type.
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SparkBench } from "../../glue-jobs/testing/spark.ts";
import { StageBench } from "../../handlers/testing/stage-bench.ts";
import { whyNoSpark } from "../../local/services/glue/jobs/spark.ts";
import { ordersShape } from "../imports/orders.ts";
import { glueHour } from "../prices.ts";
import { COMPUTE_JOB, CORES, countsOf, type Doer } from "./doer.ts";

/** Spark deals out files, so that there are as many as keep its cores at work. */
const FILES = CORES * 2;

/** The file as so many, cut at line ends, each with its header. The bench's files have no line end within a field. */
async function parts(path: string, count: number): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  const header = all.subarray(0, all.indexOf(10) + 1);
  const found: Buffer[] = [];
  let from = header.length;
  for (let at = 1; at <= count; at++) {
    const to = at === count ? all.length : all.indexOf(10, Math.floor((all.length * at) / count)) + 1;
    found.push(Buffer.concat([header, all.subarray(from, to)]));
    from = to;
  }
  return found;
}

export const sparkJob: Doer = {
  label: "Spark, the engine in it",
  dollarsPerHour: glueHour(CORES),
  missing: whyNoSpark,
  open: async ({ path }) => {
    const bench = await StageBench.open();
    const spark = await SparkBench.make(bench.account.scratch);
    const files = await parts(path, FILES);
    return {
      close: () => bench.close(),
      once: async () => {
        await bench.fresh(ordersShape(COMPUTE_JOB));
        for (const [at, file] of files.entries()) await bench.put(`orders/orders-${at}.csv`, file);
        const started = performance.now();
        const { code, log } = await spark.run({
          datasets: ["orders"],
          settings: { ...bench.pipeline.stageEnv, MAX_OBJECT_BYTES: String(1e12) },
          env: bench.account.env,
        });
        if (code !== 0) throw new Error(`Spark ended with ${code}:\n${log}`);
        const seconds = (performance.now() - started) / 1000;
        return { seconds, ...countsOf(await bench.readManifests()) };
      },
    };
  },
};

export const plainSpark: Doer = {
  label: "plain Spark",
  dollarsPerHour: glueHour(CORES),
  missing: whyNoSpark,
  open: async ({ path }) => {
    const folder = await mkdtemp(join(tmpdir(), "headrace-bench-"));
    const spark = await SparkBench.make(folder);
    return {
      close: () => rm(folder, { recursive: true, force: true }),
      once: async () => {
        const out = await mkdtemp(join(folder, "out-"));
        const started = performance.now();
        const script = join(import.meta.dirname, "plain-spark.py");
        const { code, log } = await spark.submit(script, [path, out], {}, CORES);
        const seconds = (performance.now() - started) / 1000;
        const counted = /^counted (.+)$/m.exec(log)?.[1];
        if (code !== 0 || !counted) throw new Error(`Plain Spark ended with ${code}:\n${log}`);
        await rm(out, { recursive: true });
        return { ...(JSON.parse(counted) as { curated: number; quarantined: number }), seconds };
      },
    };
  },
};
