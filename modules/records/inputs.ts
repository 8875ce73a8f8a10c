// What the records function is told: the queue that records come through, the landing bucket, and how they are batched.
import * as z from "zod";
import { LEAST_CLAIM_DAYS } from "../../core/environment/records.ts";
import { keyInputs, nameInput, queueFunctionInputs, tagsInput } from "../constructs/inputs.ts";

/** Messages of an invocation. Source: AWS Lambda API Reference, CreateEventSourceMapping, BatchSize of a standard queue. */
const MOST_MESSAGES = 10_000;
/** An invocation's payload. Source: AWS Lambda Developer Guide, "Lambda quotas": 6 MB, of which the event's form takes a part. */
const MOST_BYTES = 6_000_000;

/** How many records make an object, and how long they wait for each other. */
export const batchingInputs = {
  batch_size: z
    .number()
    .int()
    .min(1)
    .max(MOST_MESSAGES)
    .default(MOST_MESSAGES)
    .describe(
      "Messages that one invocation takes at most; with more than 10, the window is a second at least.",
    ),
  batch_window_seconds: z
    .number()
    .int()
    .min(0)
    .max(300)
    .default(20)
    .describe(
      "Seconds that records wait for others to share an object with. Longer makes fewer, larger objects.",
    ),
  max_object_bytes: z
    .number()
    .int()
    .min(1)
    .max(MOST_BYTES)
    .default(MOST_BYTES)
    .describe(
      "Bytes of NDJSON in an object at most, unless one message has more. AWS Lambda invokes the function with 6 MB at most, so that no object is larger than that.",
    ),
  max_concurrency: z
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(2)
    .describe(
      "Invocations that the queue may start at once. More share the records among more, smaller objects.",
    ),
  memory_mb: z.number().int().min(128).max(10240).default(1024).describe("Memory of the function in MiB."),
  timeout_seconds: z.number().int().min(20).max(900).default(60).describe("Seconds that a batch may take."),
  claim_days: z
    .number()
    .int()
    .min(LEAST_CLAIM_DAYS)
    .max(3650)
    .default(LEAST_CLAIM_DAYS)
    .describe(
      "Days for which a message, or a key that its producer gave it, is known: what comes again in that time is not written again.",
    ),
  reserved_concurrency: queueFunctionInputs.reserved_concurrency,
};

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...queueFunctionInputs,
  ...batchingInputs,
  contract_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the contract as JSON: { version, name, datasets }."),
  contract_digest: z.string().length(64).describe("SHA-256 of that object, in hex."),
  landing_bucket: z.string().describe("Name of the bucket that imports land in."),
});
