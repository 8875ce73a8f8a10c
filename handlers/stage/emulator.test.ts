// The zip that is deployed, in Lambda's own image under AWS's emulator of the runtime interface: the rows, the quarantine and the
// answers of the function as every other test calls it. Where a container engine and an image that has the emulator are reachable.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { leftBy } from "../../batch-images/testing/objects.ts";
import { type Emulated, noEmulator, startEmulated } from "../testing/emulator.ts";
import { sqsMessage } from "../testing/invoke.ts";
import { customers, ordersOf, StageBench } from "../testing/stage-bench.ts";

const why = await noEmulator();
if (why) console.log(`The stage's zip in Lambda's runtime interface emulator is left out: ${why}.`);

(why ? describe.skip : describe)("the stage's zip in Lambda's runtime interface emulator", () => {
  let bench: StageBench;
  let emulated: Emulated | undefined;
  beforeAll(async () => {
    bench = await StageBench.open();
  }, 120_000);
  afterAll(async () => {
    await emulated?.close();
    await bench?.close();
  });

  const comparable = async () => {
    const { rows, lines } = await leftBy(bench);
    const quarantined = lines
      .flat()
      .filter((line) => line !== "")
      .map((line) => ({ ...JSON.parse(line), file: undefined }));
    return { rows, quarantined };
  };

  test("leaves the rows and the quarantine that the function leaves, and reports what failed by its message", async () => {
    const { stageEnv } = await bench.fresh();
    const put = async () => [
      await bench.put("customers/c.csv", customers),
      await bench.put("orders/a.csv", ordersOf(1)),
    ];
    for (const event of await put()) await bench.stage([event]);
    const expected = await comparable();
    expect(expected.rows).toHaveLength(3);
    expect(expected.quarantined).toHaveLength(1);

    const pipeline = await bench.fresh();
    emulated = await startEmulated("stage", bench.account.scratch, {
      ...bench.account.env,
      ...pipeline.stageEnv,
      // The same tokens as those that they are compared with.
      TOKEN_KEY_SECRET_ARN: stageEnv.TOKEN_KEY_SECRET_ARN ?? "",
    });
    for (const event of await put())
      expect(await emulated.invoke({ Records: [sqsMessage(event)] })).toEqual({ batchItemFailures: [] });
    expect(await comparable()).toEqual(expected);

    const wrong = sqsMessage("not a notification");
    const again = sqsMessage(await bench.put("orders/b.csv", ordersOf(101)));
    expect(await emulated.invoke({ Records: [wrong, again] })).toEqual({
      batchItemFailures: [{ itemIdentifier: wrong.messageId }],
    });
    expect((await comparable()).rows).toHaveLength(6);
    expect(emulated.log()).toContain("message_unreadable");
    expect(emulated.log()).not.toMatch(/x\.org/i);
  }, 240_000);
});
