// Random contracts and files, and files that no program should send, through the function and through Spark: the same rows and the
// same quarantined lines. HEADRACE_PAIRS says how many pairs; a run of Spark takes a hundred of them, each as a dataset.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { agreeOnHostileFiles, agreeOnPairs } from "../../handlers/testing/agreement.ts";
import { byFunction, type NamedFile, outcomeOf } from "../../handlers/testing/outcome.ts";
import { StageBench } from "../../handlers/testing/stage-bench.ts";
import { whyNoSpark } from "../../local/services/glue/jobs/spark.ts";
import { bySpark } from "../testing/importer.ts";
import { SEMANTICS } from "../testing/semantics.ts";
import { SparkBench } from "../testing/spark.ts";

const PAIRS = Number(process.env.HEADRACE_PAIRS ?? 12);

const missing = await whyNoSpark();
if (missing) console.log(`Random pairs go not through Spark: ${missing}`);

(missing ? describe.skip : describe)("function and Spark", () => {
  let bench: StageBench;
  let spark: SparkBench;
  let secret: string;
  beforeAll(async () => {
    bench = await StageBench.open();
    spark = await SparkBench.make(bench.account.scratch);
    secret = (await bench.fresh()).stageEnv.TOKEN_KEY_SECRET_ARN as string;
  }, 900_000);
  afterAll(() => bench?.close());

  async function agree(datasets: Readonly<Record<string, object>>, files: readonly NamedFile[]) {
    const expected = await outcomeOf(bench, secret, datasets, files, byFunction(bench));
    expect(
      await outcomeOf(bench, secret, datasets, files, bySpark(bench, spark, Object.keys(datasets))),
    ).toEqual(expected);
    return expected;
  }

  test(
    `agree on ${PAIRS} random pairs of contract and file`,
    () => agreeOnPairs(agree, PAIRS, { together: 100 }),
    120_000 + PAIRS * 10_000,
  );

  test("agree on files that no program should send", () => agreeOnHostileFiles(agree), 240_000);

  test("agree on what the page of semantics says of formats, values, rules, keys and tokens", async () => {
    const { rows, quarantined } = await agree(SEMANTICS.datasets, SEMANTICS.files);
    // Each of them has rows that are taken, but for the one of files that nothing can be made of.
    expect(Object.keys(rows).filter((name) => rows[name]?.length === 0)).toEqual(["kinds"]);
    expect(quarantined.length).toBeGreaterThan(300);
  }, 240_000);
});
