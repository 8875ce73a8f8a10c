// The function that loads curated rows into the warehouse, and the queue that `dataset.curated` reaches it through.
import { moduleCall, tf } from "../../kit/index.ts";
import { load } from "../../load/index.ts";
import { queue } from "../../queue/index.ts";
import { CATALOG, TRANSFORMS_QUEUE } from "../addresses.ts";
import { USES_WAREHOUSE } from "../asks.ts";
import { member } from "../member.ts";
import { connection } from "../warehouse-connection.ts";

export const loadMember = member({
  names: { functions: ["load"], queues: ["load"], where: "with a warehouse" },
  outputs: {},
  build(pipeline) {
    const { scope, vars, shared, asks, bucketNames } = pipeline;
    const when = USES_WAREHOUSE;
    const published = tf`${vars.create_curated_topic} || ${vars.curated_topic_arn} != null`;
    const told = moduleCall(
      scope,
      "load_queue",
      queue,
      {
        ...shared.every,
        ...shared.queues,
        name: `${vars.name}-load`,
        senders: tf`[for arn in [${CATALOG.curated_topic_arn}] : { service = "sns", arn = arn } if ${published}]`,
      },
      { when },
    );
    const next = (output: "queue_arn" | "queue_url") =>
      tf`${vars.models.attr("run_on_curated")} ? ${TRANSFORMS_QUEUE[output]} : null`;
    const outputs = moduleCall(
      scope,
      "load",
      load,
      {
        ...shared.every,
        ...shared.functions,
        ...shared.audit,
        ...connection(pipeline),
        queue_arn: told.queue_arn,
        glue_database_name: CATALOG.database_name,
        curated_bucket: bucketNames.at("curated"),
        load_schema: vars.warehouse.attr("load_schema"),
        copies: asks.copies,
        subscribe: published,
        curated_topic_arn: CATALOG.curated_topic_arn,
        next_queue_arn: next("queue_arn"),
        next_queue_url: next("queue_url"),
      },
      { when },
    );
    return {
      functions: [{ name: "load", when, outputs }],
      queues: [{ name: "load", when, outputs: told }],
      outputs: {},
    };
  },
});
