// Attributes of queues and topics, by their ARNs: their policies and the keys that encrypt them are among these.
import { callJson } from "../gateway/call.ts";
import { callForm } from "../gateway/call-form.ts";
import type { Forward } from "../gateway/service.ts";

const unescapeXml = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#34;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");

async function ofQueue(forward: Forward, arn: string): Promise<Record<string, string>> {
  const [, , , region, account, name] = arn.split(":");
  const answer = await callJson<{ Attributes?: Record<string, string> }>(
    forward,
    "sqs",
    String(region),
    "GetQueueAttributes",
    { QueueUrl: `http://127.0.0.1/${account}/${name}`, AttributeNames: ["All"] },
  );
  return answer.Attributes ?? {};
}

async function ofTopic(forward: Forward, arn: string): Promise<Record<string, string>> {
  const form = { Action: "GetTopicAttributes", Version: "2010-03-31", TopicArn: arn };
  const xml = (await callForm(forward, "sns", String(arn.split(":")[3]), form)) ?? "";
  const entries = xml.matchAll(/<key>([^<]*)<\/key>\s*<value>([^<]*)<\/value>/g);
  return Object.fromEntries([...entries].map(([, name, value]) => [name, unescapeXml(String(value))]));
}

/** None where there is no such queue or topic: the service itself says so when it is used. */
export function attributesOf(forward: Forward, arn: string): Promise<Record<string, string>> {
  const read = arn.split(":")[2] === "sqs" ? ofQueue : ofTopic;
  return read(forward, arn).catch(() => ({}));
}
