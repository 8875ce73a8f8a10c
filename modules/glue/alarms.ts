// The alarm on crawls that fail.
import type { AlarmVars } from "../constructs/alarm.ts";
import { eventAlarm } from "../constructs/event-alarm.ts";
import { type Construct, type Expr, tf } from "../kit/index.ts";

/** @returns alarm → ARN. */
export function crawlAlarm(scope: Construct, vars: AlarmVars & { name: Expr }, crawlers: Expr): Expr {
  const failed = eventAlarm(scope, vars, {
    id: "failed",
    name: `${vars.name}-discovery-failed`,
    description: "A crawl has failed",
    why: "Crawls failed. Their log, and the crawler's last crawl, say why.",
    pattern: {
      source: ["aws.glue"],
      "detail-type": ["Glue Crawler State Change"],
      detail: { state: ["Failed"], crawlerName: tf`concat([for c in ${crawlers} : c.name], ["-"])` },
    },
  });
  return tf`${{ failed }}`;
}
