// What Headrace delivers: the form of the message, and its typed reading.
import { RefuseMessage } from "./problem.ts";
import type { Received } from "./receiver.ts";

/** What each delivery says. */
interface DeliveryHead {
  /** The key of this delivery: the same however often it is sent, and of no other. Do your work once per key. */
  idempotencyKey: string;
  /** Version of the rows' columns, as the contract has them: it changes when they do. */
  schemaVersion: string;
  /** The id of the run that made the rows: 32 hexadecimal digits. */
  runId: string;
  /** Where the rows come from. */
  source: { kind: "dataset" | "model"; name: string };
  /** How many rows this delivery has. */
  rows: number;
  /** Which of several deliveries of one run this is, from 1. */
  part: number;
  parts: number;
}

/** Rows within the message. */
export interface InlineDelivery extends DeliveryHead {
  kind: "inline";
  records: Record<string, unknown>[];
}

/** Rows in an object that a presigned address gives. */
export interface UrlDelivery extends DeliveryHead {
  kind: "url";
  url: string;
  /** ISO 8601; the address holds no longer. */
  expiresAt: string;
  contentType: string;
  bytes: number;
  /** The SHA-256 of the object, in lower-case hexadecimal. */
  sha256: string;
}

export type Delivery = InlineDelivery | UrlDelivery;

/** The value of `type` in a delivery's message, and of the message attribute of that name. */
export const DELIVERY_TYPE = "headrace.delivery";

type Fields = Record<string, unknown>;

const wrong = (what: string): RefuseMessage => new RefuseMessage(`This is no delivery of Headrace: ${what}`);

function textOf(fields: Fields, name: string, form = /^[^\p{Cc}]{1,2048}$/u): string {
  const value = fields[name];
  if (typeof value !== "string" || !form.test(value)) throw wrong(`${name} does not have its form.`);
  return value;
}

function countOf(fields: Fields, name: string, least: number): number {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw wrong(`${name} is not a whole number of ${least} or more.`);
  return value as number;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads a message as a delivery of Headrace. All comes from the signed message; the message attributes, which filter
 * policies see and SNS does not sign, must say the same where they are there.
 * @throws RefuseMessage where it is none
 */
export function deliveryOf({ message, attributes }: Pick<Received, "message" | "attributes">): Delivery {
  let fields: unknown;
  try {
    fields = JSON.parse(message);
  } catch {
    throw wrong("it is not JSON.");
  }
  if (!isObject(fields) || fields.type !== DELIVERY_TYPE) throw wrong(`type is not "${DELIVERY_TYPE}".`);
  for (const name of ["type", "idempotency_key", "schema_version", "run_id", "dataset", "model"]) {
    const attribute = attributes[name];
    if (attribute !== undefined && attribute.value !== fields[name])
      throw wrong(`the message attribute ${name} contradicts the message.`);
  }
  if ((fields.dataset === undefined) === (fields.model === undefined))
    throw wrong("it has to name a dataset or a model, and not both.");
  const kind = fields.dataset === undefined ? "model" : "dataset";
  const head: DeliveryHead = {
    idempotencyKey: textOf(fields, "idempotency_key"),
    schemaVersion: textOf(fields, "schema_version"),
    runId: textOf(fields, "run_id", /^[0-9a-f]{32}$/),
    source: { kind, name: textOf(fields, kind) },
    rows: countOf(fields, "rows", 0),
    part: countOf(fields, "part", 1),
    parts: countOf(fields, "parts", 1),
  };
  if (head.part > head.parts) throw wrong("part is greater than parts.");
  if (fields.records !== undefined) {
    const { records } = fields;
    if (!Array.isArray(records) || !records.every(isObject)) throw wrong("records is not a list of objects.");
    if (records.length !== head.rows)
      throw wrong(`it has ${records.length} records, and rows says ${head.rows}.`);
    return { ...head, kind: "inline", records };
  }
  const expiresAt = textOf(fields, "expires_at");
  if (Number.isNaN(Date.parse(expiresAt))) throw wrong("expires_at is no time.");
  return {
    ...head,
    kind: "url",
    url: textOf(fields, "url", /^https?:\/\/[!-~]{1,8000}$/),
    expiresAt,
    contentType: textOf(fields, "content_type"),
    bytes: countOf(fields, "bytes", 0),
    sha256: textOf(fields, "sha256", /^[0-9a-f]{64}$/),
  };
}
