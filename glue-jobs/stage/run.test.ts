// A run of the Spark job with a hook: what the hook leaves out is not imported, what was imported it is told of, and where it fails the
// run does.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../core/records/manifest.ts";
import type { Ended } from "../../handlers/testing/ended.ts";
import { readObject } from "../../handlers/testing/inspect.ts";
import { StageBench } from "../../handlers/testing/stage-bench.ts";
import { whyNoSpark } from "../../local/services/glue/jobs/spark.ts";
import { HookServer } from "../testing/hook-server.ts";
import { SparkBench } from "../testing/spark.ts";

const missing = await whyNoSpark();
if (missing) console.log(`Runs with a hook are left out: ${missing}`);

(missing ? describe.skip : describe)("a run of Spark with a hook", () => {
  let bench: StageBench;
  let spark: SparkBench;
  let server: HookServer;
  beforeAll(async () => {
    bench = await StageBench.open();
    spark = await SparkBench.make(bench.account.scratch);
    server = await HookServer.open(bench.account.scratch);
  }, 900_000);
  afterAll(async () => {
    server?.close();
    await bench?.close();
  });
  beforeEach(async () => {
    server.requests = [];
    const columns = [{ name: "a", type: "int", required: true }];
    await bench.fresh({ version: 1, name: "acme", datasets: { d: { columns } } });
    await bench.put("d/one.csv", "a\n1\n2\n");
    await bench.put("d/wrong.csv", "b\n1\n");
    await bench.put("d/not-finished.csv", "a\n3\n");
  });

  const run = (): Promise<Ended> =>
    spark.run({
      datasets: ["d"],
      settings: { ...bench.pipeline.stageEnv, HOOK_URL: server.url },
      env: { ...bench.account.env, NODE_EXTRA_CA_CERTS: server.authority },
    });
  const uri = (name: string): string => `s3://${bench.pipeline.landing}/d/${name}`;
  const calls = () => server.requests.map(({ body }) => JSON.parse(body));

  test("it is told of files and of their manifests, and may leave files out until the next run", async () => {
    server.answers = [
      [200, JSON.stringify({ leave_out: [uri("not-finished.csv")] })],
      [200, ""],
    ];
    const { code, log } = await run();
    expect({ code, log: code === 0 ? "" : log }).toEqual({ code: 0, log: "" });
    expect(await bench.rows("d")).toEqual(['{"a":1}', '{"a":2}']);
    const [before, after] = calls();
    expect(before).toMatchObject({
      ...{ version: 1, hook: "files", pipeline: "acme", dataset: "d", part: 1, parts: 1 },
      files: ["not-finished.csv", "one.csv", "wrong.csv"].map((name) => ({
        object: uri(name),
        bytes: expect.any(Number),
      })),
    });
    expect(after).toMatchObject({ hook: "done", dataset: "d" });
    const told = new Map<string, Manifest>();
    for (const { object, ok, manifest, run_id } of after.files) {
      expect(ok).toBe(true);
      const key = manifest.slice(`s3://${bench.pipeline.curated}/`.length);
      const read = JSON.parse(await readObject(bench.account, bench.pipeline.curated, key)) as Manifest;
      expect(read.run_id).toBe(run_id);
      told.set(object, read);
    }
    expect([...told].map(([object, { status }]) => [object, status]).sort()).toEqual([
      [uri("one.csv"), "curated"],
      [uri("wrong.csv"), "rejected"],
    ]);
    server.requests = [];
    server.answers = [[200, "{}"]];
    expect((await run()).code).toBe(0);
    expect(calls().map(({ files }) => files.map(({ object }: { object: string }) => object))).toEqual([
      [uri("not-finished.csv")],
      [uri("not-finished.csv")],
    ]);
    expect((await bench.rows("d")).length).toBe(3);
  }, 300_000);

  test("nothing is imported where it refuses before, and what was imported stays where it refuses after", async () => {
    server.answers = [[403, ""]];
    const refused = await run();
    expect(refused.code).not.toBe(0);
    expect(refused.log).toContain("hook_failed");
    expect(await bench.manifests("d")).toEqual([]);
    server.answers = [
      [200, ""],
      [403, ""],
    ];
    expect((await run()).code).not.toBe(0);
    expect((await bench.manifests("d")).length).toBe(3);
  }, 300_000);
});
