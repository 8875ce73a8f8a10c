// The transforms function on the local Redshift: the bundle that is deployed, with the models' layer as it is packed.
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import yauzl from "yauzl";
import { exportedNoticeSchema } from "../../core/records/exported-notice.ts";
import { packModels } from "../build/models.ts";
import { ROOT } from "../build/packages.ts";
import { chainEnvironment, packChain, STEPS } from "../testing/chain.ts";
import { bundleTo, failuresIn, type Invocation, invoke, sqsMessage } from "../testing/invoke.ts";
import { CURATED_NOTICE } from "../testing/notice.ts";
import { WarehouseAccount } from "../testing/warehouse.ts";

async function unzip(zip: string, folder: string): Promise<void> {
  const file = await yauzl.openPromise(zip);
  for await (const entry of file.eachEntry()) {
    const path = join(folder, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await file.openReadStreamPromise(entry), createWriteStream(path));
  }
}

describe("the transforms function", () => {
  let account: WarehouseAccount;
  let bundle: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    account = await WarehouseAccount.open();
    bundle = await bundleTo(account.scratch, "transforms");
    env = chainEnvironment(account, ["step_4"]);
    for (const [name, zip] of Object.entries(await packChain(account.scratch)))
      await unzip(zip, join(account.scratch, `${name}-layer`));
  }, 120_000);
  afterAll(() => account?.close());

  const transforms = (what: Partial<Invocation>, models = "good") => {
    const layer = join(account.scratch, `${models}-layer`, "nodejs", "node_modules");
    const own = { ...env, DAG: models, NODE_PATH: `${layer}:${join(ROOT, "node_modules")}` };
    return invoke({ bundle, ...what, env: { ...own, ...what.env } });
  };
  const step4 = () => account.ask("select id, part from marts.step_4 order by id");
  const exported = () => [...account.aws.objects.keys()].filter((key) => key.startsWith("exports/"));

  test("builds, tests and exports, asked by notices; what a test refuses is thrown by name", async () => {
    const poison = sqsMessage("poison");
    const { response } = await transforms({
      messages: [sqsMessage(CURATED_NOTICE), poison, sqsMessage(CURATED_NOTICE)],
    });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: poison.messageId }] });
    expect(await step4()).toEqual([
      { id: 4, part: "a" },
      { id: 5, part: "b" },
    ]);
    expect(exported()).toEqual([
      "exports/step_4/part=a/0000_part_00.parquet",
      "exports/step_4/part=b/0000_part_00.parquet",
    ]);
    const encryption = () => account.aws.encryption.get("exports/step_4/part=a/0000_part_00.parquet");
    expect(encryption()).toBe("AES256");
    const key = "arn:aws:kms:us-east-1:123456789012:key/exports";
    const byHand = await transforms({
      event: { select: ["step_1"], fullRefresh: true },
      env: { EXPORTS_KMS_KEY_ARN: key },
    });
    expect(encryption()).toBe(`aws:kms ${key}`);
    expect(byHand.response).toMatchObject({ finished: true, models: 1, exports: ["s3://exports/step_4/"] });
    expect(exported()).toHaveLength(2);
    const toDeliver = { DELIVER_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/deliver" };
    const delivering = await transforms({ event: {}, env: toDeliver });
    const notice = exportedNoticeSchema.parse(JSON.parse(String(account.sent.pop())));
    const folder = `_deliveries/models/step_4/${delivering.response.run_id}/`;
    expect(notice).toMatchObject({
      run_id: delivering.response.run_id,
      model: "step_4",
      rows: `s3://exports/${folder}`,
    });
    expect(exported().slice(2)).toEqual([
      `exports/${folder}0000_part_00.parquet`,
      `exports/${folder}manifest`,
    ]);
    expect(JSON.parse(String(account.aws.objects.get(`exports/${folder}manifest`)))).toMatchObject({
      entries: [{ url: `s3://exports/${folder}0000_part_00.parquet` }],
      meta: { record_count: 2 },
    });
    // The notice is done with, or it would fail the same way until its last receive.
    await expect(transforms({ messages: [sqsMessage(CURATED_NOTICE)] }, "bad")).rejects.toThrow(
      /Run \w+ of bad failed: test acceptedValues.*of step_4/,
    );
    expect(account.takenOff).toBe(1);
    await expect(transforms({ event: { seleet: [] } })).rejects.toThrow("seleet");
    const env = { SETTINGS_DIGEST: "0".repeat(64) };
    await expect(transforms({ event: {}, env })).rejects.toThrow(
      /settings at .* not the one .* deployed with/,
    );
  }, 120_000);

  test("a model's failure is logged with its reason, and without the value that Redshift quotes", async () => {
    await account.ask("create schema people");
    await account.ask("create table people.raw as select 'anna@example.org' as mail");
    const dir = join(account.scratch, "leaky");
    await mkdir(join(dir, "models"), { recursive: true });
    await writeFile(
      join(dir, "models", "leaky.ts"),
      `import { model, source } from "headrace/models";
import { sql } from "kysely";
export const raw = source<{ mail: string }>("people.raw");
export default model({ name: "leaky", materialized: "table", query: () => sql\`select cast(mail as integer) as n from \${raw}\` });
`,
    );
    await packModels(dir, join(account.scratch, "leaky.zip"));
    await unzip(join(account.scratch, "leaky.zip"), join(account.scratch, "leaky-layer"));
    const log = await transforms({ event: {} }, "leaky").then(
      () => "",
      (error: Error) => error.message,
    );

    expect(failuresIn(log)).toEqual([
      { reason: expect.stringMatching(/^ERROR: .*(invalid|Invalid)/) },
      { code: "models_failed", reason: expect.stringMatching(/^Run \w+ of leaky failed: model leaky\.$/) },
    ]);
    expect(log).not.toContain("anna");
  }, 120_000);

  const drop = async () => {
    for (const i of STEPS) await account.ask(`drop table marts.step_${i}`);
  };
  /** Holds the building of the second model until the promise is kept; resolves once it is held. */
  const holdSecond = (until: Promise<unknown>) =>
    new Promise<void>((held) => {
      account.beforeStatement = async (text) => {
        if (!/create table[^;]*step_2__/i.test(text)) return;
        held();
        await until;
      };
    });

  test("while a run is under way, notices come again, a schedule ends quietly, a request is refused", async () => {
    let release: () => void = () => {};
    const held = holdSecond(
      new Promise<void>((resolve) => {
        release = resolve;
      }),
    );
    const first = transforms({ event: {} });
    await held;
    const messages = [sqsMessage(CURATED_NOTICE), sqsMessage(CURATED_NOTICE)];
    const [queued, scheduled, byHand] = await Promise.all([
      transforms({ messages }),
      transforms({ event: { "detail-type": "Scheduled Event" } }),
      transforms({ event: {} }).catch((error: Error) => error.message),
    ]);
    release();
    expect(queued.response.batchItemFailures).toEqual(
      messages.map(({ messageId }) => ({ itemIdentifier: messageId })),
    );
    expect(scheduled.response).toBeNull();
    expect(scheduled.log).toContain("Another run is under way");
    expect(byHand).toContain("another run of good is under way");
    expect((await first).response).toMatchObject({ finished: true, models: 4 });
  }, 120_000);

  test("a run that outlasts its time goes on in another invocation, and ends in the same tables", async () => {
    const whole = await step4();
    await drop();
    // Past the half of its time, nothing new is begun.
    const timeout = 8000;
    void holdSecond(new Promise((resolve) => setTimeout(resolve, timeout * 0.65)));
    const { response } = await transforms({ event: {}, timeout });
    expect(response).toMatchObject({ finished: false, exports: [] });
    expect(account.invoked).toMatchObject([{ resume: true, run_id: response.run_id, part: 2 }]);
    account.beforeStatement = async () => {};
    const rest = await transforms({ event: account.invoked[0] });
    expect(rest.response).toMatchObject({ finished: true, run_id: response.run_id });
    expect(await step4()).toEqual(whole);
    const built = await account.ask(
      `select name, count(*) as n from headrace.run_events where run_id = '${response.run_id}' and kind = 'model' and state = 'built' group by 1 order by 1`,
    );
    expect(built).toEqual(STEPS.map((i) => ({ name: `step_${i}`, n: 1 })));
  }, 120_000);
});
