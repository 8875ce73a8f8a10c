// queue: an encrypted SQS queue with its dead-letter queue, the policy for its senders, and alarms.
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule } from "../constructs/inputs.ts";
import { defineModule, one, ref, tf } from "../kit/index.ts";
import { queueAlarms } from "./alarms.ts";
import { inputs } from "./inputs.ts";
import { queueResources } from "./queues.ts";

export const outputs = z.object({
  queue_arn: z.string().describe("ARN of the queue."),
  queue_url: z.string().describe("URL of the queue."),
  queue_name: z.string().describe("Name of the queue."),
  dead_letter_queue_arn: z.string().describe("ARN of the dead-letter queue; null where there is none."),
  dead_letter_queue_url: z.string().describe("URL of the dead-letter queue; null where there is none."),
  dead_letter_queue_name: z.string().describe("Name of the dead-letter queue; null where there is none."),
  alarm_arns: z
    .record(z.string(), z.string())
    .describe("ARNs of the alarms: `dead_letters` or `parked`, and `age`."),
  kms_key_arn: z.string().describe("ARN of the key it is encrypted with."),
});

export const queue = defineModule({
  name: "queue",
  description:
    "An SQS queue as it should be: encrypted, reached over TLS only, with a dead-letter queue that only it may use, " +
    "a visibility timeout that fits its consumer, and alarms on dead letters and on age.",
  usage: `
module "ingest" {
  source = "./terraform-aws-headrace/modules/queue"

  name                     = "acme-ingest"
  consumer_timeout_seconds = 300
  senders                  = [{ service = "s3", arn = "arn:aws:s3:::acme-landing" }]
}
`,
  inputs,
  outputs,
  rules: (vars) => [
    keyRule(vars),
    forceRule(vars),
    {
      variable: "visibility_timeout_seconds",
      condition: tf`${vars.visibility_timeout_seconds} == null ? true : ${vars.visibility_timeout_seconds} >= 6 * ${vars.consumer_timeout_seconds}`,
      message:
        "Write for visibility_timeout_seconds at least 6 times consumer_timeout_seconds, or null: with less, AWS Lambda delivers messages twice.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(
      scope,
      at,
      "queue",
      vars,
      ["cloudwatch", "events", "s3", "sns"],
      vars.producer_arns,
    );
    const { main, dead } = queueResources(scope, at, vars, keyArn);
    const alarms = queueAlarms(scope, vars);
    keyGuard(scope, vars, vars.holds_data);
    dataGuard(scope, vars, "The queue may hold what is nowhere else.", vars.holds_data);
    return {
      queue_arn: ref(main, "arn"),
      queue_url: ref(main, "url"),
      queue_name: ref(main, "name"),
      dead_letter_queue_arn: one(dead, "arn"),
      dead_letter_queue_url: one(dead, "url"),
      dead_letter_queue_name: one(dead, "name"),
      alarm_arns: alarms,
      kms_key_arn: keyArn,
    };
  },
});
