// What a pipeline is told of functions of their own for its stages, and of the storage between them.
import * as z from "zod";
import { STAGES } from "../../core/environment/stage.ts";
import { queueFunctionInputs } from "../constructs/inputs.ts";
import { inputs as stageInputs } from "../stage/inputs.ts";

/** A row is judged where its original text is, and after it was cleansed: these two stay with the stage function. */
const KEPT = 2;
/** What the parts may be: from one of these stages to the last. */
export const MOVABLE = STAGES.slice(KEPT);

/** Size and pace of a function that runs stages. */
export const sizeInputs = {
  memory_mb: stageInputs.shape.memory_mb,
  timeout_seconds: stageInputs.shape.timeout_seconds,
  ephemeral_storage_mb: stageInputs.shape.ephemeral_storage_mb,
  max_object_bytes: stageInputs.shape.max_object_bytes,
  max_concurrency: queueFunctionInputs.max_concurrency,
  reserved_concurrency: queueFunctionInputs.reserved_concurrency,
  batch_size: queueFunctionInputs.batch_size,
  batch_window_seconds: queueFunctionInputs.batch_window_seconds,
};

export const topologyInput = z
  .record(
    stageInputs.shape.part.removeDefault(),
    z.object({
      stages: z
        .array(z.enum(STAGES))
        .min(1)
        .describe("The stages that it runs, in their order: of `tokenize`, `enrich`, `transform`."),
      ...sizeInputs,
    }),
  )
  .default({})
  .meta({
    description:
      "Stages that run in functions of their own, by the part's name, each with a role, a queue and a dead-letter queue " +
      "NAME-PART; the stage function does what none of them does. All stages run in one pass of it where empty.",
    example: '{ tokenize = { stages = ["tokenize"] }, write = { stages = ["enrich", "transform"] } }',
  });

export const interimInput = z
  .object({
    create_bucket: z.boolean().default(true).describe("Make the bucket. Set it to false beside `bucket`."),
    bucket: z
      .string()
      .nullable()
      .default(null)
      .describe("Name of a bucket of yours for it; its lifecycle is yours too."),
    expire_after_days: z
      .number()
      .int()
      .min(1)
      .default(14)
      .describe(
        "Days after which interim files are deleted from the bucket that is made; by default as long as a dead-letter queue keeps their messages.",
      ),
    keep_bucket: z
      .boolean()
      .default(false)
      .describe("Keep the bucket that was made while `topology` is empty."),
    force_destroy: z
      .boolean()
      .default(false)
      .describe(
        "Let the bucket go, with what is in it, once neither `topology` nor `keep_bucket` asks for it. It must have been applied before that.",
      ),
  })
  .prefault({})
  .describe(
    "The storage between the parts of `topology`, of no use where that is empty. It holds rows that are not tokenized yet: let few read it.",
  );
