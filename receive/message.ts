// An SNS message as it is posted: read strictly, so that one signed text is one message and no other.
import { Refusal } from "./problem.ts";

/** A message attribute as SNS posts it. It is not covered by the signature. */
export interface MessageAttribute {
  /** String, Number, Binary (base64), String.Array, or one of these with a suffix of the publisher's. */
  type: string;
  value: string;
}

interface Common {
  messageId: string;
  topicArn: string;
  message: string;
  /** As it came, ISO 8601 with milliseconds: it is part of the signed text. */
  timestamp: string;
  signatureVersion: string;
  /** Base64. */
  signature: string;
  signingCertUrl: string;
}

export interface NotificationMessage extends Common {
  type: "Notification";
  subject?: string;
  attributes: Record<string, MessageAttribute>;
  unsubscribeUrl?: string;
  /** Only FIFO topics give one. */
  sequenceNumber?: string;
}

export interface ConfirmationMessage extends Common {
  type: "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  token: string;
  subscribeUrl: string;
}

/** A message whose form is right; nothing is known yet of who sent it. */
export type SnsMessage = NotificationMessage | ConfirmationMessage;

// The signed text puts values between line feeds and escapes nothing. Each value but `Message` is one line of a known
// form; so the text has one reading only, and nobody can move the borders between its values.
const ONE_LINE = /^[^\p{Cc}\u2028\u2029]*$/u;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const TOKEN = /^[A-Za-z0-9_-]{1,1024}$/;

/** Longer than any that SNS sends. */
const MAX_LINE = 4_096;

const malformed = (detail: string): Refusal => new Refusal("message_malformed", detail);

type Fields = Record<string, unknown>;

function text(fields: Fields, name: string, form?: RegExp): string {
  const value = fields[name];
  // Half a surrogate pair would become the same bytes as any other half.
  if (typeof value !== "string" || !value.isWellFormed()) throw malformed(`${name} is not a text.`);
  if (form && (value.length > MAX_LINE || !form.test(value))) {
    throw malformed(`${name} does not have the form that SNS gives it: ${value.slice(0, 80)}`);
  }
  return value;
}

const optional = (fields: Fields, name: string, form?: RegExp): string | undefined =>
  fields[name] === undefined || fields[name] === null ? undefined : text(fields, name, form);

function attributesOf(fields: Fields): Record<string, MessageAttribute> {
  const given = fields.MessageAttributes;
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || Array.isArray(given))
    throw malformed("MessageAttributes is not an object.");
  return Object.fromEntries(
    Object.entries(given).map(([name, attribute]) => {
      const { Type: type, Value: value } = (attribute ?? {}) as Fields;
      if (typeof type !== "string" || typeof value !== "string")
        throw malformed(`MessageAttributes.${name.slice(0, 80)} has no Type and Value.`);
      return [name, { type, value }];
    }),
  );
}

/**
 * Reads a message.
 * @param body the JSON that SNS posted
 * @throws Refusal message_malformed, which says the field
 */
export function parseMessage(body: string): SnsMessage {
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    throw malformed("The body is not JSON.");
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw malformed("The body is not a JSON object.");
  }
  return messageOf(fields as Fields);
}

function messageOf(fields: Fields): SnsMessage {
  const common: Common = {
    messageId: text(fields, "MessageId", UUID),
    topicArn: text(fields, "TopicArn", ONE_LINE),
    message: text(fields, "Message"),
    timestamp: text(fields, "Timestamp", TIMESTAMP),
    signatureVersion: text(fields, "SignatureVersion", ONE_LINE),
    signature: text(fields, "Signature", BASE64),
    signingCertUrl: text(fields, "SigningCertURL", ONE_LINE),
  };
  if (Number.isNaN(Date.parse(common.timestamp)))
    throw malformed(`Timestamp is no time: ${common.timestamp}`);
  const type = text(fields, "Type", ONE_LINE);
  switch (type) {
    case "Notification": {
      const subject = optional(fields, "Subject", ONE_LINE);
      return {
        ...common,
        type,
        ...(subject !== undefined && { subject }),
        attributes: attributesOf(fields),
        unsubscribeUrl: optional(fields, "UnsubscribeURL", ONE_LINE),
        sequenceNumber: optional(fields, "SequenceNumber", ONE_LINE),
      };
    }
    case "SubscriptionConfirmation":
    case "UnsubscribeConfirmation":
      return {
        ...common,
        type,
        token: text(fields, "Token", TOKEN),
        subscribeUrl: text(fields, "SubscribeURL", ONE_LINE),
      };
    default:
      throw malformed(`Type is none that SNS sends: ${type.slice(0, 80)}`);
  }
}
