// The stage function, which imports what lands, with its queue and the one of what is too large for it.
import * as z from "zod";
import { STAGES } from "../../../core/environment/stage.ts";
import { moduleCall, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { stage } from "../../stage/index.ts";
import { handsOn } from "../addresses.ts";
import { USES_BATCH } from "../asks.ts";
import { DISPATCH_SECONDS } from "../batch-inputs.ts";
import { member } from "../member.ts";
import { sizeOf, stageInputs } from "../stage-inputs.ts";

const text = (description: string) => z.string().describe(description);

export const stageMember = member({
  names: { functions: ["stage"], queues: ["ingest"], parking: ["oversize"] },
  outputs: {
    layer_arn: text("ARN of the DuckDB layer's version."),
    idempotency_table_name: text("Name of the table that locks runs."),
    idempotency_table_arn: text("ARN of the table that locks runs."),
    token_key_secret_arn: text("ARN of the token key's secret; null where there is none."),
    max_object_bytes: z.number().describe("The size above which objects go to the oversize queue."),
  },
  build(pipeline) {
    const { scope, at, vars, shared, bucketNames } = pipeline;
    const ingest = moduleCall(scope, "ingest_queue", queue, {
      ...shared.every,
      ...shared.queues,
      name: `${vars.name}-ingest`,
      consumer_timeout_seconds: vars.stage.attr("timeout_seconds"),
      senders: [{ service: "s3", arn: `arn:${at.partition}:s3:::${bucketNames.at("landing")}` }],
    });
    const oversize = moduleCall(scope, "oversize_queue", queue, {
      ...shared.every,
      ...shared.queues,
      name: `${vars.name}-oversize`,
      dead_letter_queue: USES_BATCH,
      consumer_timeout_seconds: DISPATCH_SECONDS,
    });
    const parts = vars.topology;
    const outputs = moduleCall(scope, "stage", stage, {
      ...stageInputs(pipeline),
      ...sizeOf(vars.stage),
      ...handsOn("stage"),
      queue_arn: ingest.queue_arn,
      create_token_key: vars.create_token_key,
      token_key_secret_arn: vars.token_key_secret_arn,
      stages: tf`length(${parts}) == 0 ? [] : [for s in ${[...STAGES]} : s if !contains(flatten(values(${parts})[*].stages), s)]`,
    });
    return {
      functions: [{ name: "stage", outputs }],
      queues: [
        { name: "ingest", outputs: ingest },
        { name: "oversize", outputs: oversize, parks: tf`!${USES_BATCH}` },
      ],
      told: { landing: { queue_arn: ingest.queue_arn } },
      outputs: {
        layer_arn: outputs.layer_arn,
        idempotency_table_name: outputs.idempotency_table_name,
        idempotency_table_arn: outputs.idempotency_table_arn,
        token_key_secret_arn: outputs.token_key_secret_arn,
        max_object_bytes: outputs.max_object_bytes,
      },
    };
  },
});
