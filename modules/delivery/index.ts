// delivery: the topics of the contract's `deliver`, who is subscribed to them, and the Lambda function that sends runs' rows.
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import * as z from "zod";
import type { DeliverEnvironment } from "../../core/environment/deliver.ts";
import { account } from "../constructs/account.ts";
import { ONLY_CURATED } from "../constructs/curated-topic.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { withLayers, withStorage } from "../constructs/function-parts.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { defineModule, tf, type Value, when } from "../kit/index.ts";
import { apiDeadLetters, deadLetters } from "./dead-letters.ts";
import { inputs } from "./inputs.ts";
import { linkRole, linkRoleArn } from "./links.ts";
import { permissions } from "./permissions.ts";
import { policyRule, subscriptionRules, topicRules } from "./rules.ts";
import { settingsObject } from "./settings.ts";
import { statusLogging } from "./status-logging.ts";
import { subscriptions } from "./subscriptions.ts";
import { topics } from "./topics.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);

const outputs = z.object({
  ...queueFunctionOutputs,
  topic_arns: map("Topic → ARN of its SNS topic."),
  topic_names: map("Topic → name of its SNS topic."),
  subscription_arns: map("Subscription → its ARN."),
  subscription_dead_letter_queue_arns: map(
    "Subscription, and `api/TOPIC` for those of the API's callers → ARN of its dead-letter queue.",
  ),
  subscription_dead_letter_queue_urls: map("The same → URL of its dead-letter queue."),
  subscription_dead_letter_queue_names: map("The same → name of its dead-letter queue."),
  subscription_alarm_arns: map("The same → ARN of the alarm on its dead-letter queue."),
  api_dead_letter_queue_arns: map("Topic of `api_topics` → ARN of its dead-letter queue."),
  status_log_group_names: map(
    "Topic, and TOPIC/Failure → name of the log group of what became of deliveries.",
  ),
  link_role_name: z.string().describe("Name of the role that links are signed by."),
  link_role_arn: z.string().describe("ARN of the role that links are signed by."),
  kms_key_arn: z
    .string()
    .describe("ARN of the key that topics, dead-letter queues, logs and environment are encrypted with."),
});

export const delivery = defineModule({
  name: "delivery",
  description:
    "The SNS topics of the contract's `deliver`, their subscriptions over HTTPS, to queues and to functions, each with a " +
    "dead-letter queue and its alarm, and the Lambda function that sends the rows of every run: within messages, or as an " +
    "object that a link opens.",
  usage: `
module "delivery" {
  source = "./terraform-aws-headrace/modules/delivery"

  name              = "acme"
  queue_arn         = module.deliver_queue.queue_arn
  curated_topic_arn = module.catalog.curated_topic_arn
  layer_arn         = module.stage.layer_arn
  curated_bucket    = module.lake.bucket_names["curated"]
  exports_bucket    = module.lake.bucket_names["exports"]
  audit_table_name  = module.audit.table_name
  audit_table_arn   = module.audit.table_arn
  contract_uri      = "s3://acme-system/contract.json"
  contract_digest   = sha256(local.contract)

  deliver = { orders = { datasets = ["orders"] } }
  subscriptions = {
    billing = { topic = "orders", protocol = "https", endpoint = "https://billing.example.com/sns" }
  }
}
`,
  notes: `
Whoever consumes needs the address of a receiver, or the ARN of a topic: see docs/guide/delivery.md of the checkout, and \`headrace/receive\`.

A subscribed queue's policy must let \`sns.amazonaws.com\` send for the topic, and its key, where it has one, let it use
\`kms:GenerateDataKey*\` and \`kms:Decrypt\`. A subscribed function is let by a permission that is made here. A key of yours
for the topics and the dead-letter queues must let \`sns.amazonaws.com\` use the same two.

An endpoint with a password in its address would have it in the state: subscribe such a one by the AWS CLI or the API.
`,
  inputs,
  outputs,
  artifacts: ["deliver.zip"],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    ...topicRules(vars.deliver),
    policyRule(vars.deliver, vars.curated_bucket),
    ...subscriptionRules(vars.subscriptions, vars.deliver),
    {
      variable: "subscribe",
      condition: tf`!${vars.subscribe} || ${vars.curated_topic_arn} != null`,
      message: "Give curated_topic_arn, or set subscribe = false.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "delivery", vars, ["cloudwatch", "logs", "sns"]);
    const status = statusLogging(scope, at, vars, keyArn);
    const topic = topics(scope, at, vars, keyArn, status.roleArn);
    const { queues, alarms } = deadLetters(scope, at, vars, keyArn, topic);
    const subscription = subscriptions(scope, vars, topic, queues);
    const settings = settingsObject(scope, at, vars);
    const environment: { [K in keyof DeliverEnvironment]: Value } = {
      CONTRACT_URI: vars.contract_uri,
      CONTRACT_DIGEST: vars.contract_digest,
      SETTINGS_URI: settings.uri,
      SETTINGS_DIGEST: settings.digest,
      CURATED_BUCKET: vars.curated_bucket,
      EXPORTS_BUCKET: vars.exports_bucket,
      AUDIT_TABLE: vars.audit_table_name,
      AUDIT_TTL_DAYS: vars.audit_ttl_days,
      LINK_ROLE_ARN: linkRoleArn(at, vars.name),
    };
    const worker = queueFunction(scope, at, vars, {
      suffix: "deliver",
      description: "Sends runs' rows to the topics",
      failure:
        "Deliveries fail. The function's log says why; messages come again, then go to the dead-letter queue.",
      zip: "deliver.zip",
      environment: environmentOf(environment as { [name: string]: Value }),
      statements: permissions(at, vars, { settingsUri: settings.uri, topics: topic }),
      keyArn,
      parts: [withLayers(vars.layer_arn), withStorage(vars.ephemeral_storage_mb)],
    });
    const links = linkRole(scope, at, vars, keyArn, worker.role);
    when(
      vars.subscribe,
      new SnsTopicSubscription(scope, "curated", {
        topicArn: `${vars.curated_topic_arn}`,
        protocol: "sqs",
        endpoint: `${vars.queue_arn}`,
        rawMessageDelivery: true,
        filterPolicy: ONLY_CURATED.toString(),
      }),
    );
    return {
      ...queueOutputsOf(worker),
      topic_arns: tf`{ for k, t in ${topic} : k => t.arn }`,
      topic_names: tf`{ for k, t in ${topic} : k => t.name }`,
      subscription_arns: tf`{ for k, s in ${subscription} : k => s.arn }`,
      subscription_dead_letter_queue_arns: tf`{ for k, q in ${queues} : k => q.arn }`,
      subscription_dead_letter_queue_urls: tf`{ for k, q in ${queues} : k => q.url }`,
      subscription_dead_letter_queue_names: tf`{ for k, q in ${queues} : k => q.name }`,
      subscription_alarm_arns: tf`{ for k, a in ${alarms} : k => a.arn }`,
      api_dead_letter_queue_arns: apiDeadLetters(vars, queues),
      status_log_group_names: tf`{ for k, g in ${status.groups} : k => g.name }`,
      link_role_name: links.attr("name"),
      link_role_arn: links.attr("arn"),
      kms_key_arn: keyArn,
    };
  },
});
