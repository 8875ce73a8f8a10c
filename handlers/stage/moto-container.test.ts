// The emulated account in moto's container, as the local AWS has it on a machine without Python: the function leaves there what it
// leaves where moto runs by Python. Where a container engine and moto's image are reachable.
import { afterAll, describe, expect, test } from "@jest/globals";
import { docker } from "../../batch-images/build/build.ts";
import { leftBy } from "../../batch-images/testing/objects.ts";
import { IMAGE } from "../../local/moto/versions.ts";
import { engineAnswers } from "../../local/process/docker.ts";
import { customers, ordersOf, StageBench } from "../testing/stage-bench.ts";

/** Why moto cannot be run in its container here; undefined where it can. */
async function missing(): Promise<string | undefined> {
  if (!(await engineAnswers())) return "no container engine answers";
  if ((await docker(["image", "inspect", IMAGE])).ok) return undefined;
  return (await docker(["pull", "--quiet", IMAGE])).ok
    ? undefined
    : `${IMAGE} is neither here nor can it be pulled`;
}

const why = await missing();
if (why) console.log(`moto in its container is left out: ${why}.`);

(why ? describe.skip : describe)("moto in its container", () => {
  const open: StageBench[] = [];
  afterAll(async () => {
    for (const bench of open) await bench.close();
  });

  /** What the function leaves of two files, without what names the pipeline and the secret that is each account's own. */
  async function leftIn(options: { container: boolean }) {
    const bench = await StageBench.open(options);
    open.push(bench);
    await bench.fresh();
    await bench.stage([await bench.put("customers/c.csv", customers)]);
    const { response } = await bench.stage([await bench.put("orders/a.csv", ordersOf(1))]);
    expect(response).toEqual({ batchItemFailures: [] });
    const { rows, lines } = await leftBy(bench);
    const withoutToken = rows.map((row) => ({ ...JSON.parse(row), email: undefined }));
    const quarantined = lines.flat().filter((line) => line !== "");
    return { rows: withoutToken, quarantined: quarantined.map((line) => JSON.parse(line).reasons) };
  }

  test("holds what moto by Python holds, and is gone at the end", async () => {
    const running = async () =>
      (await docker(["ps", "--quiet", "--filter", `ancestor=${IMAGE}`])).out.split("\n").filter(Boolean);
    const before = await running();
    const inContainer = await leftIn({ container: true });
    expect(inContainer.rows).toHaveLength(3);
    expect(inContainer.quarantined).toHaveLength(1);
    expect(await running()).toHaveLength(before.length + 1);
    expect(await leftIn({ container: false })).toEqual(inContainer);
    await open[0]?.close();
    open.shift();
    expect(await running()).toEqual(before);
  }, 240_000);
});
