// JSON that a producer sent → the records in it, each with the very text that it came with, on a line of its own.
import { isUtf8 } from "node:buffer";
import { Incomplete, Invalid, JsonText } from "../engine/split/json-text.ts";

const [SPACE, LF, CR, OBJECT, ARRAY, COMMA, END] = [0x20, 0x0a, 0x0d, 0x7b, 0x5b, 0x2c, 0x5d];

/** The records of a body, or in words what is wrong with it, without a value of it. */
export type Texts = { records: Buffer[]; problem?: undefined } | { problem: string };

/** One JSON object, or an array of them. */
export function recordsOf(body: Uint8Array): Texts {
  return reading(body, (json) => {
    if (json.bytes[json.at] === OBJECT) return [objectAt(json)];
    if (json.bytes[json.at] !== ARRAY) throw new Invalid("it is no JSON object and no array", json.at);
    json.at += 1;
    json.skipSpace();
    const records: Buffer[] = [];
    while (records.length > 0 || json.bytes[json.at] !== END) {
      records.push(objectAt(json));
      json.skipSpace();
      if (json.bytes[json.at] === END) break;
      if (json.at >= json.bytes.length) throw new Incomplete();
      if (json.bytes[json.at] !== COMMA) throw new Invalid("there is something between two records", json.at);
      json.at += 1;
      json.skipSpace();
    }
    json.at += 1;
    return records;
  });
}

/** NDJSON: objects one after the other, with white space between them. */
export function recordsOfLines(body: Uint8Array): Texts {
  return reading(body, (json) => {
    const records: Buffer[] = [];
    for (; json.at < json.bytes.length; json.skipSpace()) records.push(objectAt(json));
    return records;
  });
}

function reading(body: Uint8Array, read: (json: JsonText) => Buffer[]): Texts {
  if (!isUtf8(body)) return { problem: "it is not valid UTF-8" };
  const json = new JsonText();
  json.bytes = body;
  json.skipSpace();
  try {
    const records = read(json);
    json.skipSpace();
    if (json.at < body.length) throw new Invalid("something follows the records", json.at);
    return { records };
  } catch (error) {
    if (error instanceof Incomplete) return { problem: "it ends before its end" };
    // Its message may quote a character of the body, which is a value's.
    if (error instanceof Invalid)
      return { problem: `it is no JSON object or array of objects (byte ${error.at})` };
    throw error;
  }
}

/** Passes an object and copies it. Valid JSON has line ends between its tokens only, where spaces mean the same. */
function objectAt(json: JsonText): Buffer {
  const from = json.at;
  if (json.at >= json.bytes.length) throw new Incomplete();
  if (json.bytes[from] !== OBJECT) throw new Invalid("a record is no JSON object", from);
  json.object(undefined);
  const text = Buffer.from(json.bytes.subarray(from, json.at));
  for (let at = 0; at < text.length; at++) if (text[at] === LF || text[at] === CR) text[at] = SPACE as number;
  return text;
}
