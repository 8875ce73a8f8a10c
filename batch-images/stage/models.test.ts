// Runs of the models as jobs of the image `stage`, on the local Redshift: handed on by the function or begun by themselves, they end in
// the tables that the function ends in, however they are ended.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { chainEnvironment, packChain, STEPS } from "../../handlers/testing/chain.ts";
import { bundleTo, failuresIn, type Invocation, invoke, sqsMessage } from "../../handlers/testing/invoke.ts";
import { CURATED_NOTICE } from "../../handlers/testing/notice.ts";
import { WarehouseAccount } from "../../handlers/testing/warehouse.ts";
import { JobBench, type JobOptions } from "../testing/job.ts";

const LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:acme-models:1";
const ROWS = [
  { id: 4, part: "a" },
  { id: 5, part: "b" },
];

describe("runs of the models as jobs", () => {
  let account: WarehouseAccount;
  let bundle: string;
  let jobs: JobBench;
  let env: Record<string, string>;
  const layers: Record<string, Buffer> = {};
  beforeAll(async () => {
    account = await WarehouseAccount.open();
    bundle = await bundleTo(account.scratch, "transforms");
    jobs = await JobBench.make(account.scratch);
    env = chainEnvironment(account, []);
    for (const [name, zip] of Object.entries(await packChain(account.scratch)))
      layers[name] = await readFile(zip);
    account.layer = layers.good as Buffer;
  }, 120_000);
  afterAll(() => account?.close());

  /** The layer lies where the jobs have unpacked it: the function is given what a job has left. */
  const transforms = (what: Partial<Invocation>) =>
    invoke({
      bundle,
      ...what,
      env: {
        ...env,
        NODE_PATH: jobs.layerPath,
        JOB_QUEUE_ARN: "arn:aws:batch:us-east-1:123456789012:job-queue/acme",
        JOB_DEFINITION_ARN: "arn:aws:batch:us-east-1:123456789012:job-definition/acme-transforms:1",
        ...what.env,
      },
    });
  const job = (request: string, more: Partial<JobOptions> = {}) =>
    jobs.run({
      command: ["models", request],
      ...more,
      env: { ...env, AWS_BATCH_JOB_ID: randomUUID(), MODELS_LAYER_ARN: LAYER, ...more.env },
    });
  /** What the job that was submitted is asked for. */
  const requestOf = (at: number) =>
    (account.submitted[at] as { parameters: { request: string } }).parameters.request;
  const step4 = () => account.ask("select id, part from marts.step_4 order by id");
  const drop = async () => {
    for (const i of STEPS) await account.ask(`drop table if exists marts.step_${i}`);
    account.aws.objects.delete("exports/step_4/part=a/0000_part_00.parquet");
  };
  const built = (runId: string) =>
    account.ask(
      `select name, count(*) as n from headrace.run_events where run_id = '${runId}' and kind = 'model' and state = 'built' group by 1 order by 1`,
    );
  const eachOnce = STEPS.map((i) => ({ name: `step_${i}`, n: 1 }));

  test("a job builds, tests and exports what its request names, as a run of its own id", async () => {
    const AWS_BATCH_JOB_ID = randomUUID();
    const { code, log } = await job("{}", { env: { AWS_BATCH_JOB_ID } });
    expect({ code, log: code === 0 ? "" : log }).toEqual({ code: 0, log: "" });
    expect(await step4()).toEqual(ROWS);
    expect(account.aws.objects.has("exports/step_4/part=a/0000_part_00.parquet")).toBe(true);
    expect(await built(AWS_BATCH_JOB_ID.replaceAll("-", ""))).toEqual(eachOnce);
  }, 120_000);

  test("a run that outlasts the function goes on in a job, and no other is begun beside it", async () => {
    await drop();
    const timeout = 8000;
    account.beforeStatement = async (text) => {
      // Past the half of the function's time, nothing new is begun.
      if (/create table[^;]*step_2__/i.test(text))
        await new Promise((resolve) => setTimeout(resolve, timeout * 0.65));
    };
    const { response } = await transforms({ event: {}, timeout });
    account.beforeStatement = async () => {};
    expect(response).toMatchObject({ finished: false, job_id: "job-1", exports: [] });
    expect(account.invoked).toEqual([]);
    expect(account.submitted).toMatchObject([{ jobName: "models-acme" }]);

    const messages = [sqsMessage(CURATED_NOTICE)];
    const [queued, scheduled, byHand] = await Promise.all([
      transforms({ messages }),
      transforms({ event: { "detail-type": "Scheduled Event" } }),
      transforms({ event: { compute: "batch" } }).catch((error: Error) => error.message),
    ]);
    expect(queued.response.batchItemFailures).toEqual([{ itemIdentifier: messages[0]?.messageId }]);
    expect(scheduled.response).toBeNull();
    expect(byHand).toContain("job job-1 is RUNNABLE");
    expect(account.submitted).toHaveLength(1);

    expect(await job(requestOf(0))).toMatchObject({ code: 0 });
    account.jobState = "SUCCEEDED";
    expect(await step4()).toEqual(ROWS);
    expect(await built(response.run_id)).toEqual(eachOnce);
    expect(account.aws.objects.has("exports/step_4/part=a/0000_part_00.parquet")).toBe(true);
  }, 120_000);

  test("a job at once where that is asked for, or deployed; all notices are done with by it", async () => {
    const asked = await transforms({ event: { compute: "batch", select: ["step_1"], fullRefresh: true } });
    expect(asked.response).toMatchObject({ finished: false, job_id: "job-2", models: 0 });
    expect(JSON.parse(requestOf(1))).toMatchObject({ select: ["step_1"], fullRefresh: true });
    const deployed = await transforms({ messages: [sqsMessage(CURATED_NOTICE)], env: { COMPUTE: "batch" } });
    expect(deployed.response).toEqual({ batchItemFailures: [] });
    expect(account.submitted).toHaveLength(3);
    const without = { JOB_QUEUE_ARN: "", JOB_DEFINITION_ARN: "" };
    await expect(transforms({ event: { compute: "batch" }, env: without })).rejects.toThrow("no_jobs");
  }, 120_000);

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "ended by %s before any of its requests, the next attempt goes on with what was built",
    async (name) => {
      await drop();
      const AWS_BATCH_JOB_ID = randomUUID();
      const ends: unknown[] = [];
      // Steps that grow: each attempt takes up what the last has left.
      for (let before = 4; ends.at(-1) !== 0 && ends.length < 10; before += 30) {
        const { code } = await job("{}", {
          env: { AWS_BATCH_JOB_ID, AWS_BATCH_JOB_ATTEMPT: String(ends.length + 1) },
          signal: { name, before },
        });
        ends.push(code);
      }
      expect(ends.at(-1)).toBe(0);
      expect(ends.length).toBeGreaterThan(2);
      expect(new Set(ends.slice(0, -1))).toEqual(new Set([name === "SIGKILL" ? "SIGKILL" : 143]));
      expect(await step4()).toEqual(ROWS);
      expect(await built(AWS_BATCH_JOB_ID.replaceAll("-", ""))).toEqual(eachOnce);
    },
    240_000,
  );

  test("what fails for good is not tried again, and tells its reason", async () => {
    const wrong = await job('{"seleet":[]}');
    expect(wrong.code).toBe(2);
    expect(failuresIn(wrong.log)).toMatchObject([{ code: "command_wrong" }]);
    account.layer = layers.bad as Buffer;
    const refused = await job("{}");
    account.layer = layers.good as Buffer;
    expect(refused.code).toBe(1);
    expect(failuresIn(refused.log).at(-1)).toMatchObject({ code: "models_failed" });
  }, 120_000);
});
