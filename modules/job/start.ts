// What starts a user's job: a rule on `dataset.curated`, or a schedule. Both are tried again by EventBridge, and give up to a queue.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { JOB_PARAMETERS } from "../../core/environment/user-job.ts";
import { CURATED_EVENT } from "../../core/records/curated-notice.ts";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  type Expr,
  jsonencode,
  one,
  policy,
  ref,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** For how long EventBridge tries to start it: later, whoever is alarmed decides. */
const TRIED_SECONDS = 3600;

/** @returns the rule's ARN; null where no dataset starts it */
export function start(scope: Construct, at: Account, vars: Vars<typeof inputs>, definition: Expr): Expr {
  const [curated, schedule] = [vars.start.attr("curated"), vars.start.attr("schedule")];
  const [isCurated, isScheduled] = [tf`${curated} != null`, tf`${schedule} != null`];
  const name = `${vars.name}-job-${vars.job}`;
  const role = when(
    tf`${isCurated} || ${isScheduled}`,
    new IamRole(scope, "start-role", {
      name: `${name}-start`,
      description: `Starts the job ${vars.job}`,
      assumeRolePolicy: assumeRole(
        tf`${isScheduled} ? "scheduler.amazonaws.com" : "events.amazonaws.com"`,
        at.id,
      ).toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
  );
  const permitted = when(
    tf`${isCurated} || ${isScheduled}`,
    new IamRolePolicy(scope, "start-permissions", {
      name: `${name}-start`,
      role: `${one(role, "name")}`,
      policy: policy([
        { sid: "SubmitJob", actions: ["batch:SubmitJob"], resources: [vars.job_queue_arn, definition] },
        {
          // A rule's queue lets the rule itself send.
          sid: "GiveUp",
          actions: [],
          rarely: { AfterFailure: ["sqs:SendMessage"] },
          resources: vars.dead_letter_queue_arn,
          when: isScheduled,
        },
        {
          sid: "GiveUpEncrypted",
          actions: [],
          rarely: { AfterFailure: ["kms:Decrypt", "kms:GenerateDataKey"] },
          resources: vars.kms_key_arn,
          when: isScheduled,
        },
      ]).toString(),
    }),
  );
  const rule = when(
    isCurated,
    new CloudwatchEventRule(scope, "curated", {
      name,
      description: `Starts the job ${vars.job} for each new run of a dataset`,
      eventPattern: jsonencode({
        source: [CURATED_EVENT.source],
        "detail-type": [CURATED_EVENT.detailType],
        detail: { pipeline: [vars.name], dataset: [curated] },
      }).toString(),
      tags: vars.tags.map,
    }),
  );
  const tried = { maximumEventAgeInSeconds: TRIED_SECONDS, maximumRetryAttempts: 20 };
  const target = when(
    isCurated,
    new CloudwatchEventTarget(scope, "curated-target", {
      rule: `${one(rule, "name")}`,
      targetId: "job",
      arn: `${vars.job_queue_arn}`,
      roleArn: `${one(role, "arn")}`,
      batchTarget: {
        jobDefinition: `${definition}`,
        jobName: `${vars.job}`,
        arraySize: tf`try(${vars.array}.size, null)`.number,
      },
      inputTransformer: {
        inputPaths: { run: "$.detail.run_id" },
        // The same run makes the same execution, however often it is announced.
        inputTemplate: JSON.stringify({
          Parameters: { [JOB_PARAMETERS.execution]: "<run>", [JOB_PARAMETERS.run]: "<run>" },
        }),
      },
      deadLetterConfig: { arn: `${vars.dead_letter_queue_arn}` },
      retryPolicy: tried,
    }),
  );
  const scheduled = when(
    isScheduled,
    new SchedulerSchedule(scope, "schedule", {
      name,
      description: `Starts the job ${vars.job}`,
      scheduleExpression: `${schedule}`,
      scheduleExpressionTimezone: `${vars.start.attr("timezone")}`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:${at.partition}:scheduler:::aws-sdk:batch:submitJob`,
        roleArn: `${one(role, "arn")}`,
        input: withAttributes(
          jsonencode(
            tf`merge(${{
              JobName: vars.job,
              JobQueue: vars.job_queue_arn,
              JobDefinition: definition,
              Parameters: { [JOB_PARAMETERS.execution]: "<aws.scheduler.scheduled-time>" },
            }}, { for k, v in { ArrayProperties = { Size = try(${vars.array}.size, 0) } } : k => v if ${vars.array} != null })`,
          ),
        ).toString(),
        retryPolicy: tried,
        deadLetterConfig: { arn: `${vars.dead_letter_queue_arn}` },
      },
    }),
  );
  for (const starter of [target, scheduled]) starter.addOverride("depends_on", [ref(permitted).hcl]);
  return one(rule, "arn");
}

/** Terraform's JSON has \\u003c and \\u003e for < and >, by which Scheduler would know no attribute. */
const withAttributes = (json: Expr): Expr =>
  tf`replace(replace(${json}, ${"\\u003c"}, "<"), ${"\\u003e"}, ">")`;
