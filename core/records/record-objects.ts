// Where records that arrived one by one lie in the landing bucket: many of them in one object, beside the dataset's files.
// The folder is what tells the stage function that such an object is NDJSON, whatever the dataset's files are.

/** The second part of such a key. The leading underscore sets it apart from the folders of producers. */
export const RECORDS_FOLDER = "_records";

/** `orders/_records/2026-11-29/141532-ID.ndjson`; `id` makes it the key of one batch alone. */
export function recordsKey(dataset: string, at: Date, id: string): string {
  const [day = "", time = ""] = at.toISOString().split("T");
  return `${dataset}/${RECORDS_FOLDER}/${day}/${time.slice(0, 8).replaceAll(":", "")}-${id}.ndjson`;
}

export const isRecordsKey = (key: string): boolean => key.split("/")[1] === RECORDS_FOLDER;
