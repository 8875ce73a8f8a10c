// Sends a run's rows to a topic: each part as a message, with the same key however often it is sent.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PublishCommand } from "@aws-sdk/client-sns";
import {
  CONTENT_TYPE,
  type DeliveryHead,
  type DeliveryPart,
  idempotencyKey,
  inlineMessage,
  type LinkedObject,
  linkMessage,
  type Message,
  roomFor,
} from "../../core/delivery/message.ts";
import { contentId, cut, type Part, whole } from "../../core/delivery/parts.ts";
import type { Rows } from "../../core/delivery/rows.ts";
import type { DeliverEnvironment, DeliverTopic } from "../../core/environment/deliver.ts";
import { linkedKey } from "../../core/records/delivered.ts";
import { sns } from "../aws/clients/sns.ts";
import { concurrently } from "../aws/concurrently.ts";
import { upload } from "../aws/upload.ts";
import { Links } from "./links.ts";

/** Messages that are sent at once. */
const AT_ONCE = 8;
/** As long as a content's id: for measuring. */
const ANY_CONTENT = "0".repeat(12);

export interface Destination {
  env: DeliverEnvironment;
  name: string;
  topic: DeliverTopic;
}

/** @returns how many messages were sent; all of them are */
export async function sendRows(
  rows: Rows,
  head: DeliveryHead,
  { env, name, topic }: Destination,
): Promise<number> {
  const { as, max_messages, link_seconds, arn } = topic;
  const parts =
    as === "link"
      ? whole(rows.bytes, rows.rows)
      : await cut(rows.path, { room: roomFor(head, name, ANY_CONTENT), most: max_messages });
  const content = contentId(head.source, rows.sha256, parts);
  const links = new Links(env.LINK_ROLE_ARN, link_seconds);
  const send = async (part: Part, index: number): Promise<void> => {
    const place: DeliveryPart = {
      key: idempotencyKey(head.runId, name, content, index + 1),
      rows: part.rows,
      part: index + 1,
      parts: parts.length,
    };
    if (part.by === "message") {
      await publish(arn, head, place, inlineMessage(head, place, await linesOf(rows.path, part)));
      return;
    }
    const object = {
      bucket: env.EXPORTS_BUCKET,
      key: linkedKey(name, head.runId, content, place.part),
    };
    await upload(rows.path, object, { contentType: CONTENT_TYPE, stretch: part });
    const linked: LinkedObject = {
      ...(await links.to(object)),
      bytes: part.to - part.from,
      sha256: parts.length === 1 ? rows.sha256 : await hashOf(rows.path, part),
    };
    await publish(arn, head, place, linkMessage(head, place, linked));
  };
  // A FIFO topic keeps the order in which it is sent to.
  await concurrently([...parts.entries()], topic.fifo ? 1 : AT_ONCE, ([index, part]) => send(part, index));
  return parts.length;
}

async function publish(
  TopicArn: string,
  { source }: DeliveryHead,
  { key }: DeliveryPart,
  { text, attributes }: Message,
): Promise<void> {
  await sns().send(
    new PublishCommand({
      TopicArn,
      Message: text,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
      ),
      // It drops repeats of its last five minutes.
      ...(TopicArn.endsWith(".fifo") && { MessageGroupId: source.name, MessageDeduplicationId: key }),
    }),
  );
}

async function linesOf(path: string, { from, to }: Part): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString().split("\n").slice(0, -1);
  } finally {
    await file.close();
  }
}

async function hashOf(path: string, { from, to }: Part): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { start: from, end: to - 1 }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}
