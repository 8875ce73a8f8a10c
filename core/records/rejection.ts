// A file rejected whole: where it lies in the quarantine bucket, and the reason beside it.
import { createHash } from "node:crypto";
import * as z from "zod";

export const rejectionSchema = z.strictObject({
  run_id: z.string(),
  dataset: z.string(),
  /** s3:// URI of the import. */
  file: z.string(),
  /** `file:rule`, such as file:unknown_dataset. */
  reason: z.string(),
  message: z.string(),
});
export type Rejection = z.output<typeof rejectionSchema>;

const folder = (dataset: string, runId: string): string => `${dataset}/_rejected/${runId}/`;

/** What S3 allows a key to have. */
const MOST_KEY_BYTES = 1024;
/** The most that a shortened name's end takes: a file's name in most file systems is no longer. */
const END_BYTES = 255;

/**
 * `file` is the import's key after its dataset. One that is named as the reason gets a trailing underscore. One that would
 * make the key longer than S3 allows loses its middle: `~HASH~` stands there, with the first 16 hex digits of the SHA-256 of
 * `file`, so that its folders' beginning and its name's end can be read and two of them are not taken for one.
 */
export function rejectedFileKey(dataset: string, runId: string, file: string): string {
  const start = folder(dataset, runId);
  const whole = `${start}${file === "reason.json" ? "reason.json_" : file}`;
  if (Buffer.byteLength(whole) <= MOST_KEY_BYTES) return whole;
  const hash = `~${createHash("sha256").update(file).digest("hex").slice(0, 16)}~`;
  const characters = [...file];
  const end = within(characters.toReversed(), END_BYTES).reverse();
  const left = MOST_KEY_BYTES - Buffer.byteLength(start + hash + end.join(""));
  return start + within(characters, left).join("") + hash + end.join("");
}

/** As many of the characters as have room in so many bytes of UTF-8. */
function within(characters: readonly string[], bytes: number): string[] {
  let used = 0;
  const past = characters.findIndex((character) => {
    used += Buffer.byteLength(character);
    return used > bytes;
  });
  return past < 0 ? [...characters] : characters.slice(0, past);
}

export const reasonKey = (dataset: string, runId: string): string => `${folder(dataset, runId)}reason.json`;
