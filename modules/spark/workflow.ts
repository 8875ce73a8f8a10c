// The workflow of all jobs: those that wait for none begin it, by the clock or by hand; each other begins when those that it waits for have succeeded.
import { GlueTrigger } from "@cdktf/provider-aws/lib/glue-trigger/index.js";
import { GlueWorkflow } from "@cdktf/provider-aws/lib/glue-workflow/index.js";
import {
  type Construct,
  dynamicBlock,
  type Expr,
  each,
  forEach,
  one,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns its name; null where there are no jobs. */
export function workflow(scope: Construct, vars: Vars<typeof inputs>, jobs: Expr): Expr {
  const any = tf`length(${vars.jobs}) > 0`;
  const all = when(
    any,
    new GlueWorkflow(scope, "all", {
      name: `${vars.name}-import`,
      description: `Imports what lies at the sources of ${vars.name}`,
      maxConcurrentRuns: 1,
      tags: vars.tags.map,
    }),
  );
  const name = one(all, "name");
  const start = when(
    any,
    new GlueTrigger(scope, "start", {
      name: `${vars.name}-import-start`,
      description: "Begins the jobs that wait for no other",
      type: tf`${vars.schedule} == null ? "ON_DEMAND" : "SCHEDULED"`.toString(),
      schedule: `${vars.schedule}`,
      // The provider starts one on demand when it makes it, as long as it is enabled: an apply would import.
      enabled: tf`${vars.schedule} != null`.value,
      workflowName: `${name}`,
      actions: [],
      tags: vars.tags.map,
    }),
  );
  start.addOverride("actions", undefined);
  dynamicBlock(start, "actions", tf`[for k, j in ${vars.jobs} : k if length(j.after) == 0]`, ({ value }) => ({
    job_name: tf`${jobs}[${value}].name`,
  }));
  const next = forEach(
    new GlueTrigger(scope, "next", {
      name: `${vars.name}-import-${each.key}`,
      description: `Begins the job of ${each.key} after those that it waits for`,
      type: "CONDITIONAL",
      workflowName: `${name}`,
      actions: [{ jobName: tf`${jobs}[each.key].name`.toString() }],
      tags: vars.tags.map,
    }),
    tf`{ for k, j in ${vars.jobs} : k => j if length(j.after) > 0 }`,
  );
  next.addOverride("predicate", {
    logical: "AND",
    dynamic: {
      conditions: {
        for_each: tf`each.value.after`.toString(),
        content: {
          job_name: tf`${jobs}[conditions.value].name`.toString(),
          state: "SUCCEEDED",
        },
      },
    },
  });
  return name;
}
