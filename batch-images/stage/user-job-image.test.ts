// A user's job as three containers of one task that share a volume, as Fargate runs it: ours from the image, without a root that they
// may write to, and the user's as a user of its own. Where a container engine is reachable.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { EXCHANGE, EXCHANGE_FOLDERS } from "../../core/environment/user-job.ts";
import { keysOf, readObject } from "../../handlers/testing/inspect.ts";
import { customers, ordersOf, StageBench } from "../../handlers/testing/stage-bench.ts";
import { buildImage, docker } from "../build/build.ts";
import { imageContext, LAMBDA_BASE } from "../build/context.ts";
import { runContainer } from "../testing/container.ts";
import { noEngine } from "../testing/engine.ts";
import { openTaskServer, type TaskServer } from "../testing/task-server.ts";

const why = await noEngine();
if (why) console.log(`A user's job in containers is left out: ${why}.`);
const OURS = "headrace-stage:user-job";
const THEIRS = "headrace-user-job:test";
const VOLUMES = { [EXCHANGE]: "headrace-exchange-test", "/scratch": "headrace-scratch-test" };
/** Reads what it was brought, and writes in a folder of its own. */
const WORK = [
  "set -e",
  `cd ${EXCHANGE}`,
  'test "$(id -u)" = 4321',
  "grep -q run_id inputs/orders/_manifests/*.json",
  "test -s inputs/customers/*.parquet",
  "mkdir outputs/part",
  "{ echo files; find inputs/orders -name '*.parquet' | wc -l; } >outputs/part/count.csv",
].join("\n");

(why ? describe.skip : describe)("a user's job in containers", () => {
  let bench: StageBench;
  let task: TaskServer;
  beforeAll(async () => {
    bench = await StageBench.open();
    task = await openTaskServer();
    await buildImage(await imageContext("stage", process.arch === "arm64" ? "arm64" : "x86_64"), OURS);
    await docker(["build", "--quiet", "--tag", THEIRS, "-"], `FROM ${LAMBDA_BASE}\nENTRYPOINT []\n`);
  }, 240_000);
  afterAll(async () => {
    task?.close();
    await docker(["image", "rm", "--force", OURS, THEIRS]);
    await docker(["volume", "rm", "--force", ...Object.values(VOLUMES)]);
    await bench?.close();
  });

  test("inputs come in, the user's container reads and writes, and what it wrote lands once", async () => {
    const { landing, curated, interim } = await bench.fresh();
    await bench.stage([await bench.put("customers/c.csv", customers)]);
    await bench.stage([await bench.put("orders/a.csv", ordersOf(1))]);
    const ours = (command: string) =>
      runContainer({
        image: OURS,
        command: [command],
        volumes: VOLUMES,
        env: {
          ...bench.account.env,
          ...task.env,
          ...EXCHANGE_FOLDERS,
          JOB_NAME: "count",
          JOB_READS: JSON.stringify({ orders: "all", customers: "all" }),
          JOB_WRITES: "counts",
          CURATED_BUCKET: curated,
          LANDING_BUCKET: landing,
          SYSTEM_BUCKET: interim,
        },
      });
    task.parameters = { execution: "first" };
    expect(await ours("inputs")).toMatchObject({ code: 0 });
    const exchange = { [EXCHANGE]: VOLUMES[EXCHANGE] ?? "" };
    const command = ["/bin/sh", "-c", WORK];
    expect(
      await runContainer({ image: THEIRS, command, env: {}, volumes: exchange, user: "4321:4321" }),
    ).toMatchObject({ code: 0 });
    expect(await ours("outputs")).toMatchObject({ code: 0 });
    const key = "counts/_jobs/count/first/part/count.csv";
    expect(await keysOf(bench.account, landing, "counts/")).toEqual([key]);
    expect(await readObject(bench.account, landing, key)).toBe("files\n2\n");
    expect(await ours("outputs")).toMatchObject({ code: 0 });
    expect(await keysOf(bench.account, landing, "counts/")).toEqual([key]);
  }, 240_000);
});
