// The objects of records in the landing bucket. A sealed key has an empty object, which the stage function passes over.
import { randomUUID } from "node:crypto";
import type { Landing } from "../../core/arrivals/land.ts";
import { recordsKey } from "../../core/records/record-objects.ts";
import { firstPuts } from "../aws/first-put.ts";

export const s3Landing = (bucket: string): Landing => ({
  keyFor: (dataset) => recordsKey(dataset, new Date(), randomUUID()),
  ...firstPuts({
    bucket,
    contentType: "application/x-ndjson",
    seal: Buffer.alloc(0),
    encode: (lines) => Buffer.concat(lines),
  }),
});
