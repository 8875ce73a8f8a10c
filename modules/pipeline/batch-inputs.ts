// Whether a pipeline has jobs of Batch, and how they are sized.
import * as z from "zod";
import { inputs as batchInputs } from "../batch/inputs.ts";

const {
  compute,
  network,
  vpc_cidr,
  max_vcpus,
  instance_types,
  vcpus,
  memory_mb,
  storage_gib,
  timeout_seconds,
  attempts,
  image_uri,
  image_tag,
  kept_images,
} = batchInputs.shape;

/** What is handed on to the batch module as it is. */
export const batchSizes = {
  compute,
  network,
  vpc_cidr,
  max_vcpus,
  instance_types,
  vcpus,
  memory_mb,
  storage_gib,
  timeout_seconds,
  attempts,
  image_uri,
  image_tag,
  kept_images,
};

export const batchInput = z
  .object({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        "Import objects that are too large for the stage function by jobs of Batch, without a hand. Push their image first: `headrace image push DIR`.",
      ),
    queue: z
      .enum(["spot", "on_demand"])
      .default("spot")
      .describe(
        "Where imports run: spot capacity costs a third, and may be taken away, in which case a job starts again.",
      ),
    ...batchSizes,
  })
  .prefault({})
  .describe("Jobs for what no function holds.");

/** What the dispatch function has for a message: it submits a job by one call, and notes it by another. */
export const DISPATCH_SECONDS = 60;
