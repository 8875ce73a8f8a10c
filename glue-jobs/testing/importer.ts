// The way of Spark to import files of a test: one run over all that lie in landing.
import type { Importer } from "../../handlers/testing/outcome.ts";
import type { StageBench } from "../../handlers/testing/stage-bench.ts";
import type { SparkBench } from "./spark.ts";

/** @param datasets whose files they are */
export const bySpark =
  (bench: StageBench, spark: SparkBench, datasets: readonly string[]): Importer =>
  async (_, env) => {
    const { code, log } = await spark.run({
      datasets,
      settings: { ...bench.pipeline.stageEnv, ...env },
      env: bench.account.env,
    });
    if (code !== 0) throw new Error(`Spark ended with ${code}:\n${log}`);
  };
