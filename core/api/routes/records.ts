// Records posted one by one or in lists: they go to a queue, and from there into the lake.
import * as z from "zod";
import { component } from "../components.ts";
import { contractName } from "../fields.ts";
import { defineRoute } from "../route.ts";

/** Lambda takes 6 MB of an event, in which a body has four thirds of its bytes. */
const MOST_BODY_BYTES = 3 * 1024 * 1024;

const record = z.record(z.string(), z.unknown());

export const recordRoutes = {
  postRecords: defineRoute({
    method: "POST",
    path: "/records/{dataset}",
    function: "api",
    tag: "Records",
    summary: "Takes records of a dataset: one, a list, or NDJSON",
    description:
      "The answer says that the records are safe in a queue. They are in the lake once they were batched with others and imported; one that breaks the contract is then in quarantine. Sent again under the same Idempotency-Key with the same body, as after an answer that never came, they are in the lake once. A record has at most 250,000 bytes.",
    permission: { to: "records", on: "dataset" },
    request: {
      path: z.strictObject({ dataset: contractName("The dataset's name.") }),
      body: {
        schema: z
          .union([record, z.array(record).min(1)])
          .describe(
            "A JSON object, or an array of them, with the names that the dataset's columns have in files.",
          ),
        types: ["application/json", "application/x-ndjson"],
        maxBytes: MOST_BODY_BYTES,
      },
    },
    answers: {
      202: {
        description: "All of them were taken.",
        schema: component(
          "RecordsTaken",
          z.object({ dataset: z.string(), taken: z.number().int().describe("How many records were taken.") }),
        ),
      },
    },
    // The queue's messages carry the key: what is sent twice is written once.
    repeat: "again",
  }),
};
