// A delivery as an SNS message: its text, its attributes, and how much of a message's size they take. The form is that of
// docs/guide/delivery.md, which `headrace/receive` reads.
import type { DeliverySource } from "../records/delivered.ts";

/** Body and attributes together, in bytes. Source: SNS API Reference, Publish. */
export const MESSAGE_BYTES = 262_144;

const TYPE = "headrace.delivery";

/** What all deliveries of a run to a topic have in common. */
export interface DeliveryHead {
  schemaVersion: string;
  runId: string;
  source: DeliverySource;
}

/** Which delivery of the run it is. */
export interface DeliveryPart {
  key: string;
  rows: number;
  /** From 1. */
  part: number;
  parts: number;
}

export interface LinkedObject {
  url: string;
  /** ISO 8601. */
  expiresAt: string;
  bytes: number;
  sha256: string;
}

export interface Message {
  text: string;
  /** All of them of the type String. */
  attributes: Record<string, string>;
}

export const CONTENT_TYPE = "application/x-ndjson";

/**
 * The key of a delivery. By what it holds: a repeat has the same, and where a topic is told to deliver in another way
 * half-way through a run, no part that was handled is taken for another.
 * @param content from `contentId`
 */
export const idempotencyKey = (runId: string, topic: string, content: string, part: number): string =>
  `${runId}-${topic}-${content}-${part}`;

/** @param records JSON objects, without line feeds */
export const inlineMessage = (
  head: DeliveryHead,
  part: DeliveryPart,
  records: readonly string[],
): Message => ({
  text: `${JSON.stringify(fieldsOf(head, part)).slice(0, -1)},"records":[${records.join(",")}]}`,
  attributes: attributesOf(head, part),
});

export const linkMessage = (head: DeliveryHead, part: DeliveryPart, object: LinkedObject): Message => ({
  text: JSON.stringify({
    ...fieldsOf(head, part),
    url: object.url,
    expires_at: object.expiresAt,
    content_type: CONTENT_TYPE,
    bytes: object.bytes,
    sha256: object.sha256,
  }),
  attributes: attributesOf(head, part),
});

/** What SNS counts of a message: its text, and of each attribute name, type and value. */
export const sizeOf = ({ text, attributes }: Message): number =>
  Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name + value) + "String".length,
    Buffer.byteLength(text),
  );

/** More than any count of rows or parts has. */
const LONGEST = 999_999_999_999;

/** Bytes that are left in a message for records and the commas between them. */
export function roomFor(head: DeliveryHead, topic: string, content: string): number {
  const key = idempotencyKey(head.runId, topic, content, LONGEST);
  return (
    MESSAGE_BYTES - sizeOf(inlineMessage(head, { key, rows: LONGEST, part: LONGEST, parts: LONGEST }, []))
  );
}

const fieldsOf = (
  { schemaVersion, runId, source }: DeliveryHead,
  { key, rows, part, parts }: DeliveryPart,
) => ({
  type: TYPE,
  idempotency_key: key,
  schema_version: schemaVersion,
  run_id: runId,
  [source.kind]: source.name,
  rows,
  part,
  parts,
});

const attributesOf = ({ schemaVersion, runId, source }: DeliveryHead, { key }: DeliveryPart) => ({
  type: TYPE,
  idempotency_key: key,
  schema_version: schemaVersion,
  run_id: runId,
  [source.kind]: source.name,
});
