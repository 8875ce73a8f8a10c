// The alarm on runs that fail, or end by their timeout.
import type { AlarmVars } from "../constructs/alarm.ts";
import { eventAlarm } from "../constructs/event-alarm.ts";
import { type Construct, type Expr, tf } from "../kit/index.ts";

/** @returns alarm → ARN. */
export function runAlarm(scope: Construct, vars: AlarmVars & { name: Expr }, jobs: Expr): Expr {
  const failed = eventAlarm(scope, vars, {
    id: "failed",
    name: `${vars.name}-spark-failed`,
    description: "A run of a Spark job has failed",
    why: "Runs of Spark jobs failed. Their log says which files were not imported, and why.",
    pattern: {
      source: ["aws.glue"],
      "detail-type": ["Glue Job State Change"],
      detail: {
        state: ["FAILED", "TIMEOUT"],
        jobName: tf`concat([for j in ${jobs} : j.name], ["-"])`,
      },
    },
  });
  return tf`${{ failed }}`;
}
