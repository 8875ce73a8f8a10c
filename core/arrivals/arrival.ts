// One message of records, as the batching sees it: what it holds, and by which name it is told from all others.
import { createHash } from "node:crypto";
import { HeadraceError } from "../errors.ts";
import { DATASET_ATTRIBUTE, MOST_KEY_CHARACTERS, RECORD_KEY_ATTRIBUTE } from "../records/record-message.ts";
import { recordsOf } from "./texts.ts";

/** A message as it came, from whichever queue. */
export interface Message {
  messageId: string;
  /** Who sent it, as the queue knows them: an IAM principal's id, for a role with `:SESSION` behind it. */
  sender: string;
  body: string;
  dataset: string | undefined;
  /** What its producer calls it. */
  recordKey: string | undefined;
}

export interface Arrival {
  /** The same for every delivery and every repetition of the message, and no other's. */
  id: string;
  /** SHA-256 of the body; absent where the message has no key of its producer's, and so no other body. */
  digest?: string;
  dataset: string;
  records: number;
  /** Its records as NDJSON, each line with its end. */
  lines: Buffer;
}

/**
 * @param datasets names of the contract's datasets
 * @throws HeadraceError `message_unreadable`, which tells nothing of the body's values
 */
export function arrivalOf(message: Message, datasets: ReadonlySet<string>): Arrival {
  const { dataset, recordKey, body } = message;
  if (dataset === undefined || !datasets.has(dataset))
    throw unreadable(
      dataset === undefined
        ? `The message has no attribute "${DATASET_ATTRIBUTE}".`
        : `The message's attribute "${DATASET_ATTRIBUTE}" names no dataset of the contract.`,
    );
  if (recordKey !== undefined && (recordKey === "" || recordKey.length > MOST_KEY_CHARACTERS))
    throw unreadable(
      `The message's attribute "${RECORD_KEY_ATTRIBUTE}" has none or more than ${MOST_KEY_CHARACTERS} characters.`,
    );
  const texts = recordsOf(Buffer.from(body));
  if (texts.problem !== undefined) throw unreadable(`The message's body is no record: ${texts.problem}.`);
  const lines = Buffer.concat(texts.records.flatMap((record) => [record, LINE_END]));
  return {
    id: idOf(message),
    ...(recordKey !== undefined && { digest: hashOf([body]) }),
    dataset,
    records: texts.records.length,
    lines,
  };
}

const LINE_END = Buffer.from("\n");

const unreadable = (message: string) =>
  new HeadraceError(
    "message_unreadable",
    message,
    `Send a JSON object or an array of objects as the body, and the dataset's name as the attribute "${DATASET_ATTRIBUTE}".`,
  );

/** A key holds for its sender, so that nobody can take another's; a role's sessions are one sender. */
const idOf = ({ messageId, sender, dataset = "", recordKey }: Message): string =>
  recordKey === undefined
    ? hashOf(["message", messageId])
    : hashOf(["key", dataset, sender.split(":")[0] ?? "", recordKey]);

const hashOf = (parts: string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
