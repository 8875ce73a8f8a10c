// A caller subscribes an endpoint of its own through the deployed API, is delivered to, and ends it.
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, expect, test } from "@jest/globals";
import { Receiver } from "../../../handlers/testing/receiver.ts";
import type { Laptop } from "../laptop.ts";
import { type Callers, post } from "./callers.ts";

/** @param callers in which ann may subscribe to the topic `orders`, and bob to nothing */
export function subscriptionTests(callers: Callers, laptop: Laptop): void {
  const { ask } = callers;
  let receiver: Receiver | undefined;
  afterAll(() => receiver?.close());

  test("an endpoint is subscribed, confirmed, delivered to by its filter, and ended, by its caller alone", async () => {
    receiver = await Receiver.listen();
    const body = { topic: "orders", endpoint: receiver.endpoint, filter: { dataset: ["orders"] } };
    const { status, headers, body: made } = await ask("/subscriptions", post(body, { as: "ann" }));
    expect([status, made.state]).toEqual([201, "pending"]);
    const at = `/${headers.get("location")}`;
    expect((await ask("/subscriptions", post(body, { as: "bob" }))).status).toBe(403);
    for (const init of [{ as: "bob" }, { as: "bob", method: "DELETE" }])
      expect((await ask(at, init)).status).toBe(404);

    const { Token } = await receiver.next();
    const confirmed = await ask(`${at}/confirm`, post({ token: Token }, { as: "ann" }));
    expect([confirmed.status, confirmed.body.state]).toEqual([200, "confirmed"]);
    const publish = async (dataset: string) => {
      const sns = new SNSClient(laptop.aws);
      await sns.send(
        new PublishCommand({
          TopicArn: `arn:aws:sns:${laptop.aws.region}:123456789012:my-shop-orders`,
          Message: `of ${dataset}`,
          MessageAttributes: { dataset: { DataType: "String", StringValue: dataset } },
        }),
      );
      sns.destroy();
    };
    await publish("customers");
    await publish("orders");
    expect((await receiver.next()).Message).toBe("of orders");

    expect((await ask("/subscriptions", { as: "ann" })).body.subscriptions).toEqual([
      { ...made, state: "confirmed" },
    ]);
    expect((await ask(at, { as: "ann", method: "DELETE" })).status).toBe(204);
    expect((await ask("/subscriptions", { as: "ann" })).body.subscriptions).toEqual([]);
  });

  test("an address of nobody's network is refused", async () => {
    const body = { topic: "orders", endpoint: "https://169.254.169.254/latest" };
    const { status, body: problem } = await ask("/subscriptions", post(body, { as: "ann" }));
    expect([status, problem.errors[0].pointer]).toEqual([400, "/endpoint"]);
  });
}
