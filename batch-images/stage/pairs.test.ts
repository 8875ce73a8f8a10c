// Random contracts and files, and files that no program should send, through the function, the job's process and, where an engine
// is reachable, the image: the same rows and the same quarantined lines. HEADRACE_PAIRS says how many; `npm run check:batch` takes 500.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { agreeOnHostileFiles, agreeOnPairs } from "../../handlers/testing/agreement.ts";
import { byFunction, type Importer, type NamedFile, outcomeOf } from "../../handlers/testing/outcome.ts";
import { StageBench } from "../../handlers/testing/stage-bench.ts";
import { buildImage, docker } from "../build/build.ts";
import { imageContext } from "../build/context.ts";
import { noEngine } from "../testing/engine.ts";
import { byImage, byProcess } from "../testing/importers.ts";
import { JobBench } from "../testing/job.ts";

const PAIRS = Number(process.env.HEADRACE_PAIRS ?? 12);
const NAME = "headrace-stage:pairs";

const why = await noEngine();
if (why) console.log(`Random pairs go through no image: ${why}.`);

describe("function, job and image", () => {
  let bench: StageBench;
  let jobs: JobBench;
  let secret: string;
  beforeAll(async () => {
    bench = await StageBench.open();
    jobs = await JobBench.make(bench.account.scratch);
    secret = (await bench.fresh()).stageEnv.TOKEN_KEY_SECRET_ARN as string;
    if (!why)
      await buildImage(await imageContext("stage", process.arch === "arm64" ? "arm64" : "x86_64"), NAME);
  }, 240_000);
  afterAll(async () => {
    if (!why) await docker(["image", "rm", "--force", NAME]);
    await bench?.close();
  });

  const leftOf = (datasets: Readonly<Record<string, object>>, files: readonly NamedFile[], by: Importer) =>
    outcomeOf(bench, secret, datasets, files, by);

  async function agree(datasets: Readonly<Record<string, object>>, files: readonly NamedFile[]) {
    const expected = await leftOf(datasets, files, byFunction(bench));
    expect(await leftOf(datasets, files, byProcess(bench, jobs))).toEqual(expected);
    if (!why) expect(await leftOf(datasets, files, byImage(bench, NAME))).toEqual(expected);
    return expected;
  }

  test(
    `agree on ${PAIRS} random pairs of contract and file`,
    () => agreeOnPairs(agree, PAIRS, { together: 20 }),
    60_000 + PAIRS * 10_000,
  );

  test("agree on files that no program should send", () => agreeOnHostileFiles(agree), 240_000);
});
