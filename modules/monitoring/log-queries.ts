// Queries of the logs, saved by name for whoever is called at night.
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition/index.js";
import { type Construct, type Expr, ref, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** A query reads so many groups. Source: CloudWatch Logs API, StartQuery. */
const MOST_GROUPS = 50;

const QUERIES = {
  failures: `fields @timestamp, service, message, dataset, run_id, name, code, reason
| filter level = "ERROR"
| sort @timestamp desc
| limit 200`,
  "a run": `fields @timestamp, service, level, message, dataset, status
| filter run_id = "WRITE THE RUN ID HERE"
| sort @timestamp asc`,
  "rejected files": `fields @timestamp, dataset, run_id, rejected.reason, rejected.message
| filter message = "Run committed" and status = "rejected"
| sort @timestamp desc`,
  "slow invocations": `filter @type = "REPORT"
| stats max(@duration) as slowest, avg(@duration) as usual, max(@maxMemoryUsed / 1000000) as memory_mb, count(*) as invocations by @log
| sort slowest desc`,
};

/** @returns query → its id */
export function logQueries(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const groups = tf`slice([for f in ${vars.members.attr("functions")} : f.log_group], 0, min(${MOST_GROUPS}, length(${vars.members.attr("functions")})))`;
  const ids: { [query: string]: Expr } = {};
  for (const [key, queryString] of Object.entries(QUERIES)) {
    const id = key.replaceAll(" ", "_");
    const query = when(
      vars.log_queries,
      new CloudwatchQueryDefinition(scope, `query-${id}`, {
        name: `${vars.name}/${key}`,
        queryString,
        logGroupNames: groups.list,
      }),
    );
    ids[id] = tf`one(${ref(query)}[*].query_definition_id)`;
  }
  return tf`{ for k, id in ${ids} : k => id if ${vars.log_queries} }`;
}
