// Deliveries the whole way, on one local AWS: a contract's `deliver` and subscriptions by the real Terraform, files imported,
// rows at a real HTTPS receiver and in queues, one that is down, one that never answers, plan, destroy.
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "@jest/globals";
import { MODULE_SET } from "../../cli/module-files.ts";
import { certificate, identity } from "../../cli/tour/certificate.ts";
import { drained } from "../../local/index.ts";
import { signedFetch } from "../../local/testing/signed-fetch.ts";
import {
  type Delivery,
  deliveryOf,
  type FetchHandler,
  nodeListener,
  type Received,
  receiver,
  recordsOf,
} from "../../receive/index.ts";
import { Laptop } from "./laptop.ts";
import { CUSTOMERS, ORDERS, TIGHT_CONTRACT } from "./shop.ts";

const MINUTES = 60_000;
const laptop = new Laptop("delivering");
const { home, dir, command } = laptop;

const CONTRACT = `${TIGHT_CONTRACT}deliver:
  orders: { datasets: [orders] }
  people: { datasets: [customers], as: link, link_seconds: 900 }
  in_order: { datasets: [customers], fifo: true, columns: [customer_id] }
`;

/** Receivers by name, each an HTTPS server with a certificate that nobody issued. */
class Receivers {
  readonly got: Received[] = [];
  readonly refused: string[] = [];
  readonly bodies: string[] = [];
  /** What it answers with instead, once it has confirmed. */
  status: number | undefined;
  #handler: FetchHandler | undefined;
  #server = createServer(
    ((): { cert: string; key: string } => {
      const own = identity("127.0.0.1");
      const day = 24 * 3600 * 1000;
      const [from, to] = [new Date(Date.now() - day), new Date(Date.now() + day)];
      const key = own.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
      return { cert: certificate({ subject: own, from, to }), key };
    })(),
    nodeListener(async (request) => {
      const confirms = request.headers.get("x-amz-sns-message-type") === "SubscriptionConfirmation";
      if (this.status && !confirms) return new Response(null, { status: this.status });
      this.bodies.push(await request.clone().text());
      return (await this.handler())(request);
    }),
  );

  /** A receiver trusts what the local AWS says of itself, which runs only once something is applied. */
  async handler(): Promise<FetchHandler> {
    this.#handler ??= await this.#make();
    return this.#handler;
  }

  async #make(): Promise<FetchHandler> {
    const { find } = await import("../../local/index.ts");
    const local = await find({ state: join(home, "local") });
    if (!local) throw new Error("the local AWS does not run");
    const authority = await fetch(`${local.endpoint}/SimpleNotificationService-authority.pem`);
    const topic = (name: string) => `arn:aws:sns:${local.region}:123456789012:my-shop-${name}`;
    return receiver({
      topics: ["orders", "people"].map(topic),
      trust: { endpoint: local.endpoint, certificateAuthority: await authority.text() },
      onMessage: (message) => {
        this.got.push(message);
      },
      onRefusal: ({ code }) => {
        this.refused.push(code);
      },
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sns`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

const shop = new Receivers();
const dead = new Receivers();

const main = (shopAt: string, deadAt: string) => `
module "pipeline" {
  source   = "${MODULE_SET}"
  name     = "my-shop"
  datasets = yamldecode(file("\${path.module}/headrace.yaml")).datasets
  deliver  = yamldecode(file("\${path.module}/headrace.yaml")).deliver
  delivery = { status_logging = { success_sample_percent = 100 } }
  subscriptions = {
    shop   = { topic = "orders", protocol = "https", endpoint = "${shopAt}", filter_policy = jsonencode({ dataset = ["orders"] }) }
    people = { topic = "people", protocol = "https", endpoint = "${shopAt}" }
    none   = { topic = "people", protocol = "https", endpoint = "${shopAt}/none", filter_policy = jsonencode({ dataset = ["orders"] }), filter_policy_scope = "MessageBody" }
    dead   = { topic = "orders", protocol = "https", endpoint = "${deadAt}", retry = { retries = 2, min_delay_seconds = 1, max_delay_seconds = 1 } }
    stock  = { topic = "orders", protocol = "sqs", endpoint = aws_sqs_queue.stock.arn, raw = true }
    queue  = { topic = "in_order", protocol = "sqs", endpoint = aws_sqs_queue.ordered.arn }
  }
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

resource "aws_sqs_queue" "stock" {
  name = "stock"
}

resource "aws_sqs_queue" "ordered" {
  name       = "ordered.fifo"
  fifo_queue = true
}

resource "aws_sqs_queue_policy" "let" {
  for_each  = { orders = aws_sqs_queue.stock, in_order = aws_sqs_queue.ordered }
  queue_url = each.value.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = each.value.arn
      Condition = { ArnEquals = { "aws:SourceArn" = module.pipeline.delivery_topic_arns[each.key] } }
    }]
  })
}

output "dead_letters" {
  value = module.pipeline.subscription_dead_letter_queue_urls
}
`;

afterAll(async () => {
  await Promise.all([shop.close(), dead.close()]);
  await laptop.remove();
}, MINUTES);

async function bodiesIn(url: string): Promise<string[]> {
  const sqs = new SQSClient(laptop.aws);
  const bodies: string[] = [];
  try {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = "" }) => Body));
      const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    }
  } finally {
    sqs.destroy();
  }
}

async function rowsOf(deliveries: readonly Delivery[]): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  const hosts = [new URL(laptop.local.endpoint).host];
  for (const delivery of deliveries)
    for await (const row of recordsOf(delivery, { hosts, allowHttp: true })) rows.push(row);
  return rows;
}

const queueUrl = (name: string) => `${laptop.local.endpoint}/123456789012/${name}`;

test(
  "what is imported is delivered, verified, to an HTTPS receiver, to queues and by link",
  async () => {
    mkdirSync(dir);
    writeFileSync(join(dir, "headrace.yaml"), CONTRACT);
    writeFileSync(join(dir, "main.tf"), main(await shop.listen(), await dead.listen()));
    writeFileSync(join(home, "orders.csv"), ORDERS);
    writeFileSync(join(home, "customers.ndjson"), CUSTOMERS);
    dead.status = 500;
    await laptop.run(["--import", "orders=orders.csv", "--import", "customers=customers.ndjson"]);
    await drained(laptop.local);

    expect(shop.refused).toEqual([]);
    const deliveries = shop.got.map(deliveryOf);
    expect(deliveries.map(({ source, kind, rows }) => [source.name, kind, rows]).sort()).toEqual([
      ["customers", "url", 20],
      ["orders", "inline", 370],
    ]);
    const orders = await rowsOf(deliveries.filter(({ source }) => source.name === "orders"));
    expect(orders.find(({ order_id }) => order_id === 2)).toEqual({
      order_id: 2,
      customer_id: 2,
      email: expect.stringMatching(/^[0-9a-f]{64}$/),
      amount: "1.01",
      ordered_on: "2024-02-15T08:30:00Z",
      segment: "silver",
    });
    expect(await rowsOf(deliveries.filter(({ source }) => source.name === "customers"))).toHaveLength(20);

    const stock = (await bodiesIn(queueUrl("stock"))).map((message) =>
      deliveryOf({ message, attributes: {} }),
    );
    expect((await rowsOf(stock)).length).toBe(370);
    const ordered = await bodiesIn(queueUrl("ordered.fifo"));
    const { Message } = JSON.parse(String(ordered[0]));
    expect(JSON.parse(Message).records.slice(0, 2)).toEqual([{ customer_id: 1 }, { customer_id: 2 }]);

    const given = await bodiesIn(queueUrl("my-shop-to-dead-dlq"));
    expect(given).toHaveLength(1);
    expect(JSON.parse(JSON.parse(String(given[0])).Message)).toMatchObject({ dataset: "orders", rows: 370 });
    for (const empty of ["shop", "people", "none", "stock"])
      expect(await bodiesIn(queueUrl(`my-shop-to-${empty}-dlq`))).toEqual([]);
  },
  8 * MINUTES,
);

test("what was delivered and is posted again is handled once, and what is forged not at all", async () => {
  const genuine = String(shop.bodies.at(-1));
  const handler = await shop.handler();
  const post = async (body: string) => {
    const response = await handler(new Request("https://receiver.invalid/", { method: "POST", body }));
    return [response.status, await response.json()];
  };
  const before = shop.got.length;
  expect(await post(genuine)).toEqual([200, { status: "duplicate" }]);
  expect((await post(genuine.replace("headrace.delivery", "headrace.deliverY")))[0]).toBe(403);
  expect(shop.got.length).toBe(before);
});

test(
  "a receiver that is down for a while gets everything once it is back, and a file that comes again is not delivered again",
  async () => {
    shop.got.length = 0;
    shop.status = 503;
    const more = ORDERS.replaceAll(/^(\d+),/gm, (_, id) => `${Number(id) + 1000},`);
    writeFileSync(join(home, "more.csv"), more);
    const back = setTimeout(() => {
      shop.status = undefined;
    }, 15_000);
    const ran = await command(
      "run",
      dir,
      "--import",
      "orders=more.csv",
      "--import",
      "orders=orders.csv",
      "--json",
    );
    expect(ran.code).toBe(0);
    await drained(laptop.local);
    clearTimeout(back);
    expect(shop.got.map(deliveryOf).map(({ source, rows }) => [source.name, rows])).toEqual([
      ["orders", 370],
    ]);
    expect(await bodiesIn(queueUrl("my-shop-to-shop-dlq"))).toEqual([]);
  },
  6 * MINUTES,
);

test(
  "SNS logs what became of deliveries, and no row of them",
  async () => {
    const linesOf = async (end: string) => {
      const { endpoint, region, credentials } = laptop.aws;
      const logGroupName = `sns/${region}/123456789012/my-shop-orders${end}`;
      const headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "Logs_20140328.FilterLogEvents",
      };
      const init = { method: "POST", headers, body: JSON.stringify({ logGroupName }) };
      const answer = await signedFetch(`${endpoint}/`, init, { credentials, service: "logs", region });
      const { events = [] } = (await answer.json()) as { events?: { message: string }[] };
      return events.map(({ message }) => message);
    };
    const [well, failed] = [await linesOf(""), await linesOf("/Failure")];
    expect(well.map((line) => JSON.parse(line))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          status: "SUCCESS",
          delivery: expect.objectContaining({ statusCode: 200, attempts: 1 }),
        }),
      ]),
    );
    expect(JSON.parse(String(failed[0]))).toMatchObject({
      status: "FAILURE",
      notification: { topicArn: expect.stringMatching(/:my-shop-orders$/) },
      delivery: { statusCode: 500, attempts: 3 },
    });
    expect([...well, ...failed].join()).not.toContain("segment");
  },
  MINUTES,
);

test(
  "plan is empty, no role is refused anything or allowed what it does not need, and destroy leaves nothing",
  async () => {
    await laptop.planIsEmpty();
    expect((await laptop.questionable()).filter((line) => line.includes("deliver"))).toEqual([]);
    await laptop.destroyLeavesNothing();
  },
  8 * MINUTES,
);
