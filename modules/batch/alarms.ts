// Alarms on jobs.
import type { AlarmVars } from "../constructs/alarm.ts";
import { eventAlarm } from "../constructs/event-alarm.ts";
import { type Construct, type Expr, tf } from "../kit/index.ts";

/** @returns alarm → ARN. */
export function jobAlarms(
  scope: Construct,
  vars: AlarmVars & { name: Expr },
  queueArns: readonly Expr[],
): Expr {
  return tf`${{
    failed: eventAlarm(scope, vars, {
      id: "failed",
      name: `${vars.name}-jobs-failed`,
      description: "A job has failed for good",
      why: "Jobs failed. Their log says why; import the object, or start the job, again once the cause is gone.",
      pattern: {
        source: ["aws.batch"],
        "detail-type": ["Batch Job State Change"],
        detail: { status: ["FAILED"], jobQueue: queueArns },
      },
    }),
    waiting: eventAlarm(scope, vars, {
      id: "waiting",
      name: `${vars.name}-jobs-waiting`,
      description: "A queue's first job cannot start",
      why: "Jobs wait and cannot start: the image is missing, there is no capacity, or a definition asks for more than there is.",
      pattern: { source: ["aws.batch"], "detail-type": ["Batch Job Queue Blocked"], resources: queueArns },
    }),
  }}`;
}
