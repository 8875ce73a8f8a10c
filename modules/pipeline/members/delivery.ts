// Deliveries: the topics of the contract's `deliver`, who is subscribed to them, the function that sends, and the queue of
// what it has to send.
import * as z from "zod";
import { delivery } from "../../delivery/index.ts";
import { deliveredRules, subscriptionRules, topicRules } from "../../delivery/rules.ts";
import { moduleCall, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { CATALOG, STAGE } from "../addresses.ts";
import { API_TOPICS, DELIVERS } from "../asks.ts";
import { member } from "../member.ts";
import { take } from "../warehouse-connection.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);

const { subscriptions, status_logging, memory_mb, timeout_seconds, ephemeral_storage_mb, max_concurrency } =
  delivery.inputs.shape;

export const deliveryMember = member({
  names: { functions: ["deliver"], queues: ["deliver"], where: "with deliveries", taken: ["deliver-links"] },
  inputs: {
    subscriptions,
    delivery: z
      .object({ status_logging, memory_mb, timeout_seconds, ephemeral_storage_mb, max_concurrency })
      .prefault({})
      .describe("Size and pace of the deliver function, and what SNS logs of deliveries."),
  },
  outputs: {
    delivery_topic_arns: map("Topic of `deliver` → ARN of its SNS topic."),
    subscription_arns: map("Subscription → its ARN."),
    subscription_dead_letter_queue_arns: map(
      "Subscription, and `api/TOPIC` for those of the API's callers → ARN of its dead-letter queue.",
    ),
    subscription_dead_letter_queue_urls: map("The same → URL of its dead-letter queue."),
    subscription_alarm_arns: map("The same → ARN of the alarm on its dead-letter queue."),
    delivery_log_group_names: map(
      "Topic, and TOPIC/Failure → name of the log group of what became of deliveries.",
    ),
  },
  rules: (vars, { subscriptions }) => [
    ...topicRules(vars.deliver),
    ...deliveredRules(vars.deliver, vars.datasets),
    ...subscriptionRules(subscriptions, vars.deliver),
    {
      variable: "deliver",
      condition: tf`alltrue([for t in ${vars.deliver} : length(t.models) == 0]) || ${vars.models_zip} != null || ${vars.models.attr("s3")} != null`,
      message: "Give models_zip (or models.s3) where deliver names models: without models nothing is sent.",
    },
  ],
  build({ scope, vars, shared, contract, bucketNames }, own) {
    const when = DELIVERS;
    const published = tf`${vars.create_curated_topic} || ${vars.curated_topic_arn} != null`;
    const size = own.delivery;
    const told = moduleCall(
      scope,
      "deliver_queue",
      queue,
      {
        ...shared.every,
        ...shared.queues,
        name: `${vars.name}-deliver`,
        consumer_timeout_seconds: size.attr("timeout_seconds"),
        senders: tf`[for arn in [${CATALOG.curated_topic_arn}] : { service = "sns", arn = arn } if ${published}]`,
      },
      { when },
    );
    const outputs = moduleCall(
      scope,
      "delivery",
      delivery,
      {
        ...shared.every,
        ...shared.functions,
        ...shared.audit,
        ...take(
          size,
          "status_logging",
          "memory_mb",
          "timeout_seconds",
          "ephemeral_storage_mb",
          "max_concurrency",
        ),
        deliver: vars.deliver,
        subscriptions: own.subscriptions,
        api_topics: API_TOPICS,
        curated_bucket: bucketNames.at("curated"),
        exports_bucket: bucketNames.at("exports"),
        audit_ttl_days: vars.audit_ttl_days,
        contract_uri: contract.uri,
        contract_digest: contract.digest,
        layer_arn: STAGE.layer_arn,
        queue_arn: told.queue_arn,
        subscribe: published,
        curated_topic_arn: CATALOG.curated_topic_arn,
      },
      { when },
    );
    const orNone = (output: keyof typeof outputs) => tf`coalesce(${outputs[output]}, {})`;
    return {
      functions: [{ name: "deliver", when, outputs }],
      queues: [{ name: "deliver", when, outputs: told }],
      alarms: tf`{ for k, arn in ${orNone("subscription_alarm_arns")} : "to-\${k}/dead_letters" => arn }`,
      outputs: {
        delivery_topic_arns: orNone("topic_arns"),
        subscription_arns: orNone("subscription_arns"),
        subscription_dead_letter_queue_arns: orNone("subscription_dead_letter_queue_arns"),
        subscription_dead_letter_queue_urls: orNone("subscription_dead_letter_queue_urls"),
        subscription_alarm_arns: orNone("subscription_alarm_arns"),
        delivery_log_group_names: orNone("status_log_group_names"),
      },
    };
  },
});
