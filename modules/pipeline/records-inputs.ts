// What a pipeline is told of records that arrive one by one.
import * as z from "zod";
import { inputs as queueInputs } from "../queue/inputs.ts";
import { batchingInputs } from "../records/inputs.ts";

export const recordsInput = z
  .object({
    enabled: z
      .boolean()
      .nullable()
      .default(null)
      .describe(
        "Make the queue for records and the function that batches them. Where null, they are there if the contract's `api` lets a group post records.",
      ),
    producer_arns: queueInputs.shape.producer_arns.describe(
      "ARNs of IAM principals that may send records to the queue, of this account or others; they must be there. With a key of yours, its policy must let them use `kms:GenerateDataKey` and `kms:Decrypt` too.",
    ),
    ...batchingInputs,
  })
  .prefault({})
  .describe("Records that arrive one by one, through an SQS queue: see the module `records`.");
