// When the cluster sleeps: scheduled pauses and resumptions, and the role that Redshift's scheduler does them with.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { RedshiftScheduledAction } from "@cdktf/provider-aws/lib/redshift-scheduled-action/index.js";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  dependsOn,
  type Expr,
  one,
  policy,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the ARN of the scheduler's role, null where nothing is scheduled. */
export function schedule(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  create: Expr,
  clusterIdentifier: Expr,
): Expr {
  const pause = vars.cluster.attr("pause_schedule");
  const resume = vars.cluster.attr("resume_schedule");
  const any = tf`${create} && (${pause} != null || ${resume} != null)`;
  const name = `${vars.name}-warehouse-scheduler`;
  const role = when(
    any,
    new IamRole(scope, "scheduler", {
      name,
      description: "Pauses and resumes the warehouse",
      assumeRolePolicy: assumeRole("scheduler.redshift.amazonaws.com").toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
  );
  const permissions = when(
    any,
    new IamRolePolicy(scope, "scheduler-permissions", {
      name,
      role: `${one(role, "name")}`,
      policy: policy([
        {
          sid: "PauseAndResume",
          actions: ["redshift:PauseCluster", "redshift:ResumeCluster"],
          resources: at.arn("redshift", `cluster:${vars.name}-warehouse`),
        },
      ]).toString(),
    }),
  );
  const action = (id: string, when_: Expr, kind: "pauseCluster" | "resumeCluster") =>
    dependsOn(
      when(
        tf`${create} && ${when_} != null`,
        new RedshiftScheduledAction(scope, id, {
          name: `${vars.name}-warehouse-${id}`,
          description: `Scheduled ${id} of the warehouse`,
          schedule: `${when_}`,
          iamRole: `${one(role, "arn")}`,
          targetAction: { [kind]: { clusterIdentifier: `${clusterIdentifier}` } },
        }),
      ),
      permissions,
    );
  action("pause", pause, "pauseCluster");
  action("resume", resume, "resumeCluster");
  return one(role, "arn");
}
