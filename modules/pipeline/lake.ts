// What the pipeline asks of its lake: how long datasets are kept, and who is told of new objects.
import { API_EXPORTS_DAYS, API_EXPORTS_PREFIX } from "../../core/records/api-exports.ts";
import { DELIVERY_DAYS, DELIVERY_PREFIX } from "../../core/records/delivered.ts";
import { JOBS_DAYS, JOBS_PREFIX } from "../../core/records/job-commit.ts";
import { OPENED_DAYS, OPENED_PREFIX } from "../../core/records/opened.ts";
import { REPORTS_PREFIX } from "../../core/records/reports.ts";
import { TASK_DAYS, TASKS_PREFIX } from "../../core/records/tasks.ts";
import { type Expr, tf, type Value, type Vars } from "../kit/index.ts";
import { DELIVERS, USES_API_EXPORTS } from "./asks.ts";
import type { inputs } from "./inputs.ts";

/** Where query results lie in the system zone. */
export const RESULTS_PREFIX = "athena-results/";
const RESULTS_DAYS = 7;

export function lakeInputs(
  vars: Vars<typeof inputs>,
  datasets: Expr,
  told: { readonly [zone: string]: readonly { [argument: string]: Value }[] },
) {
  return {
    existing_buckets: vars.existing_buckets,
    versioning: vars.versioning,
    lifecycles: vars.lifecycles,
    archive_small_objects: vars.archive_small_objects,
    access_logs: vars.access_logs,
    dataset_retention: tf`{ for k, d in ${datasets} : k => ${{
      archive_after_days: tf`try(d.retention.archive_after_days, null)`,
      expire_after_days: tf`try(d.retention.expire_after_days, null)`,
    }} if try(d.retention, null) != null }`,
    system_expiry: tf`merge(${{
      [RESULTS_PREFIX]: RESULTS_DAYS,
      [TASKS_PREFIX]: TASK_DAYS,
      [OPENED_PREFIX]: OPENED_DAYS,
      [JOBS_PREFIX]: JOBS_DAYS,
    }}, ${vars.reports} == null ? {} : ${{ [REPORTS_PREFIX]: vars.reports.attr("keep_days") }})`,
    exports_expiry: tf`merge({ for prefix, days in ${{ [DELIVERY_PREFIX]: DELIVERY_DAYS }} : prefix => days if ${DELIVERS} }, { for prefix, days in ${{ [API_EXPORTS_PREFIX]: API_EXPORTS_DAYS }} : prefix => days if ${USES_API_EXPORTS} })`,
    notifications: tf`{ for zone, queues in ${told} : zone => queues if ${vars.manage_notifications} }`,
  };
}
