// Records of one request → the bodies of messages, as few as may be: each a list of records.
import { MOST_MESSAGE_BYTES } from "../records/record-message.ts";

/** Attributes count, with their names and types: those of a message of records, and room to spare. */
const ATTRIBUTE_BYTES = 4096;

/** Bytes of the list. */
export const MOST_BODY_BYTES = MOST_MESSAGE_BYTES - ATTRIBUTE_BYTES;

/** Bytes that a record may have, as documents say it. */
export const MOST_RECORD_BYTES = 250_000;

/**
 * Two characters that SQS takes in no message. JSON has them in strings only, where the escape means the same.
 * Source: SQS API Reference, SendMessage.
 */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;

/** The same for the same records. Each record has MOST_RECORD_BYTES at most. */
export function messageBodies(records: readonly Uint8Array[]): string[] {
  const bodies: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  const end = (): void => {
    if (parts.length > 0) bodies.push(`[${parts.join(",")}]`);
    parts = [];
    bytes = 2;
  };
  for (const record of records) {
    const text = Buffer.from(record)
      .toString()
      .replaceAll(/[\ufffe\uffff]/g, escaped);
    const more = Buffer.byteLength(text) + 1;
    if (bytes + more > MOST_BODY_BYTES) end();
    parts.push(text);
    bytes += more;
  }
  end();
  return bodies;
}
