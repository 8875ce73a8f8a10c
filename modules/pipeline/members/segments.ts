// Stages in functions of their own: a queue and a function per part of the topology, and the bucket through which they
// hand on.
import * as z from "zod";
import { each, local, moduleCalls, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { stage } from "../../stage/index.ts";
import { handsOn, STAGE } from "../addresses.ts";
import { interimBucket } from "../interim.ts";
import { member } from "../member.ts";
import { sizeOf, stageInputs } from "../stage-inputs.ts";
import { MOVABLE } from "../topology-inputs.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

export const segmentsMember = member({
  names: { chosen: "the parts of `topology`", taken: ["interim"] },
  outputs: {
    part_idempotency_table_names: map("Part of `topology` → name of the table that locks its runs."),
    part_idempotency_table_arns: map("Part of `topology` → ARN of the table that locks its runs."),
    interim_bucket_name: text(
      "Name of the bucket between the parts of `topology`; null where there are none.",
    ),
    interim_bucket_arn: text("ARN of the bucket between the parts of `topology`; null where there are none."),
  },
  build(pipeline) {
    const { scope, at, vars, shared } = pipeline;
    const parts = vars.topology;
    const order = local(
      scope,
      "part_order",
      tf`flatten([for s in ${[...MOVABLE]} : [for k, p in ${parts} : k if try(p.stages[0], "") == s]])`,
    );
    local(
      scope,
      "next_part",
      tf`merge({ for i, k in ${order} : k => try(${order}[i + 1], null) }, { stage = try(${order}[0], null) })`,
    );
    const interim = interimBucket(pipeline);
    const queues = moduleCalls(scope, "part_queue", queue, parts, {
      ...shared.every,
      ...shared.queues,
      name: `${vars.name}-${each.key}`,
      consumer_timeout_seconds: each.value.attr("timeout_seconds"),
    });
    const outputs = moduleCalls(scope, "part", stage, parts, {
      ...stageInputs(pipeline),
      ...sizeOf(each.value),
      ...handsOn(each.key),
      part: each.key,
      stages: each.value.attr("stages"),
      queue_arn: tf`${queues.queue_arn}[each.key]`,
      create_layer: false,
      layer_arn: STAGE.layer_arn,
      create_token_key: false,
      token_key_secret_arn: STAGE.token_key_secret_arn,
    });
    return {
      functions: [{ each: true, outputs }],
      queues: [{ each: true, outputs: queues }],
      outputs: {
        part_idempotency_table_names: outputs.idempotency_table_name,
        part_idempotency_table_arns: outputs.idempotency_table_arn,
        interim_bucket_name: interim,
        interim_bucket_arn: tf`one([for name in ${interim}[*] : "arn:\${${at.partition}}:s3:::\${name}"])`,
      },
    };
  },
});
