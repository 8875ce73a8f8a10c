// Deliveries: an HTTPS receiver on this machine, made with headrace/receive, which is subscribed to the pipeline's topics through
// the REST API and delivered to while files are imported. It is there for the tour alone, and so are its subscriptions.
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { HeadraceError } from "../../../core/errors.ts";
import { drained } from "../../../local/index.ts";
import {
  type Delivery,
  deliveryOf,
  type FetchHandler,
  nodeListener,
  receiver,
  recordsOf,
} from "../../../receive/index.ts";
import { type ApiAnswer, type ApiCall, apiAddressOf, callApi } from "../../api/client.ts";
import { bytes, count } from "../../output/format.ts";
import { table } from "../../output/table.ts";
import { certificate, identity } from "../certificate.ts";
import type { Chapter, Story } from "./chapter.ts";

interface Got {
  topic: string;
  delivery: Delivery;
  records: Record<string, unknown>[];
  verified: boolean;
}

interface Receiving {
  server: Server;
  topics: string[];
  got: Got[];
  /** Messages as they were posted. */
  bodies: string[];
  refused: string[];
  handler: FetchHandler;
}

let receiving: Receiving | undefined;

const ask = ({ dir, local, aws, signal }: Story, call: ApiCall): Promise<ApiAnswer> =>
  callApi(apiAddressOf(dir, local, aws), aws, { ...call, signal });

/** ARNs of the contract's topics, as they are deployed. */
async function topicsOf({ aws, contract }: Story): Promise<string[]> {
  const names = Object.keys(contract.deliver).map((topic) => `:${contract.name}-${topic}`);
  const sns = new SNSClient(aws);
  const { Topics = [] } = await sns.send(new ListTopicsCommand({})).finally(() => sns.destroy());
  return Topics.flatMap(({ TopicArn = "" }) =>
    names.some((name) => TopicArn.endsWith(name)) ? [TopicArn] : [],
  );
}

/** A receiver that trusts what the local AWS says of itself. */
async function receive({ local }: Story, topics: string[]): Promise<Receiving> {
  const authority = await fetch(`${local.endpoint}/SimpleNotificationService-authority.pem`);
  const [got, bodies, refused]: [Got[], string[], string[]] = [[], [], []];
  const verifying = receiver({
    topics,
    trust: { endpoint: local.endpoint, certificateAuthority: await authority.text() },
    async onMessage(message) {
      const delivery = deliveryOf(message);
      const records: Record<string, unknown>[] = [];
      const from = { hosts: [new URL(local.endpoint).host], allowHttp: true };
      for await (const record of recordsOf(delivery, from)) records.push(record);
      const topic = message.topicArn.split(":").at(-1) ?? "";
      got.push({ topic, delivery, records, verified: message.verified });
    },
    onRefusal: ({ code }) => {
      refused.push(code);
    },
  });
  const handler: FetchHandler = async (request) => {
    bodies.push(await request.clone().text());
    return verifying(request);
  };
  const own = identity("127.0.0.1");
  const day = 24 * 3600 * 1000;
  const cert = certificate({
    subject: own,
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + day),
  });
  const key = own.privateKey.export({ type: "pkcs8", format: "pem" });
  const server = createServer({ cert, key }, nodeListener(handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, topics, got, bodies, refused, handler };
}

async function begin(story: Story): Promise<void> {
  receiving = await receive(story, await topicsOf(story));
  const endpoint = `https://127.0.0.1:${(receiving.server.address() as AddressInfo).port}/`;
  for (const topic of Object.keys(story.contract.deliver)) {
    const { status, body } = await ask(story, { path: "/subscriptions", body: { topic, endpoint } });
    if (status !== 201) throw new HeadraceError("not_subscribed", body.detail, "Run the tour again.");
  }
  await drained(story.local, { signal: story.signal });
}

/** Ends the caller's subscriptions that are confirmed. @returns how many there were */
async function unsubscribe(story: Story): Promise<number> {
  const { body } = await ask(story, { method: "GET", path: "/subscriptions" });
  const confirmed = (body.subscriptions as { id: string; state: string }[]).filter(
    ({ state }) => state === "confirmed",
  );
  for (const { id } of confirmed) await ask(story, { method: "DELETE", path: `/subscriptions/${id}` });
  return confirmed.length;
}

const formOf = (delivery: Delivery): string =>
  delivery.kind === "inline" ? "in the message" : `by link, ${bytes(delivery.bytes)}`;

/** What the receiver answers to a message that is posted to it. */
async function answerTo({ handler }: Receiving, body: string): Promise<string> {
  const answer = await handler(new Request("https://127.0.0.1/", { method: "POST", body }));
  const { status, code } = (await answer.json()) as { status?: unknown; code?: string };
  return `${answer.status} ${code ?? status}`;
}

export const delivery: Chapter = {
  title: "verified deliveries",
  begin,
  async run(story) {
    if (!receiving) throw new HeadraceError("no_receiver", "The tour has no receiver.", "Run it again.");
    await drained(story.local, { signal: story.signal });
    const { got, bodies } = receiving;
    story.output.say(
      `\nDelivered by SNS over HTTPS while it was imported, each message verified by headrace/receive\n${table(
        [
          { title: "topic" },
          { title: "run" },
          { title: "rows", align: "right" },
          { title: "how" },
          { title: "verified" },
        ],
        got.map(({ topic, delivery, records, verified }) => [
          topic,
          delivery.runId.slice(0, 12),
          count(records.length),
          formOf(delivery),
          verified ? "yes" : "no",
        ]),
      )}`,
    );
    const [row] = got.find(({ delivery }) => delivery.kind === "inline")?.records ?? [];
    story.output.say(`A row of it: ${JSON.stringify(row)}`);
    const genuine = String(bodies.at(-1));
    const altered = genuine.replace("headrace.delivery", "headrace.Delivery");
    story.output.say(`The same message posted again: ${await answerTo(receiving, genuine)}`);
    story.output.say(`The same with a letter changed: ${await answerTo(receiving, altered)}`);
    story.output.say(`POST /subscriptions had subscribed it; ended: ${await unsubscribe(story)}`);
    const topics = new Set(got.map(({ topic }) => topic));
    return topics.size === receiving.topics.length && got.every(({ verified }) => verified);
  },
  async end() {
    receiving?.server.closeAllConnections();
    receiving?.server.close();
    receiving = undefined;
  },
};
