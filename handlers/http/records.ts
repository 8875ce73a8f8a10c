// How many records a request may have in line.
import { Problem } from "../../core/api/problems.ts";
import { MOST_RECORDS } from "../../core/inline/limits.ts";

/** @throws Problem content_too_large */
export function checkCount(records: number): void {
  if (records > MOST_RECORDS)
    throw new Problem(
      "content_too_large",
      `The request has ${records} records; ${MOST_RECORDS} are taken at once. Send the others in requests of their own; validate, cleanse and tokenize a file of them by POST /tasks.`,
    );
}
