// One file of 20 MB by each of the four that can import it: the function, the job as a process, the job's image where a container
// engine is reachable, and Spark. The same rows as often, and the same quarantined lines.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildImage, docker } from "../../../batch-images/build/build.ts";
import { imageContext } from "../../../batch-images/build/context.ts";
import { noEngine } from "../../../batch-images/testing/engine.ts";
import { byImage, byProcess } from "../../../batch-images/testing/importers.ts";
import { JobBench } from "../../../batch-images/testing/job.ts";
import { digestOf, leftBy } from "../../../batch-images/testing/objects.ts";
import { bySpark } from "../../../glue-jobs/testing/importer.ts";
import { SparkBench } from "../../../glue-jobs/testing/spark.ts";
import { byFunction, type Importer } from "../../../handlers/testing/outcome.ts";
import { customers, manyOrders, StageBench } from "../../../handlers/testing/stage-bench.ts";
import { whyNoSpark } from "../../../local/services/glue/jobs/spark.ts";

const IMAGE = "headrace-stage:four-ways";

const missing = await whyNoSpark();
if (missing) console.log(`20 MB go not by four ways: ${missing}`);
const noImage = await noEngine();
if (noImage) console.log(`20 MB go through no image: ${noImage}.`);

(missing ? describe.skip : describe)("20 MB", () => {
  let bench: StageBench;
  let jobs: JobBench;
  let spark: SparkBench;
  let secret: string;
  beforeAll(async () => {
    bench = await StageBench.open();
    jobs = await JobBench.make(bench.account.scratch);
    spark = await SparkBench.make(bench.account.scratch);
    secret = (await bench.fresh()).stageEnv.TOKEN_KEY_SECRET_ARN as string;
    if (!noImage)
      await buildImage(await imageContext("stage", process.arch === "arm64" ? "arm64" : "x86_64"), IMAGE);
  }, 900_000);
  afterAll(async () => {
    if (!noImage) await docker(["image", "rm", "--force", IMAGE]);
    await bench?.close();
  });

  test("come out the same of the function, the process, the image and Spark", async () => {
    const file = manyOrders(20_000_000);
    // Each in a pipeline of its own, but with one token key.
    const left = async (by: Importer) => {
      await bench.fresh();
      await bench.stage([await bench.put("customers/c.csv", customers)]);
      const event = await bench.put("orders/a.csv", file);
      await by([event], { TOKEN_KEY_SECRET_ARN: secret, MAX_OBJECT_BYTES: "100000000" });
      return digestOf(await leftBy(bench));
    };
    const byLambda = await left(byFunction(bench));
    expect(byLambda.rows).toBeGreaterThan(300_000);
    expect(byLambda.lines).toBeGreaterThan(1_000);
    expect(await left(byProcess(bench, jobs))).toEqual(byLambda);
    if (!noImage) expect(await left(byImage(bench, IMAGE))).toEqual(byLambda);
    expect(await left(bySpark(bench, spark, ["orders"]))).toEqual(byLambda);
  }, 600_000);
});
