// A Serverless namespace with its workgroup, and the guard that keeps the namespace from being lost by one step.
import { RedshiftserverlessNamespace } from "@cdktf/provider-aws/lib/redshiftserverless-namespace/index.js";
import { RedshiftserverlessUsageLimit } from "@cdktf/provider-aws/lib/redshiftserverless-usage-limit/index.js";
import { RedshiftserverlessWorkgroup } from "@cdktf/provider-aws/lib/redshiftserverless-workgroup/index.js";
import { destroyGuard } from "../constructs/guard.ts";
import {
  type Construct,
  dependsOn,
  dynamicBlock,
  type Expr,
  one,
  ref,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { AuditLogs } from "./audit.ts";
import { FIXED_PARAMETERS } from "./cluster.ts";
import type { inputs } from "./inputs.ts";
import type { Network } from "./network.ts";
import type { LakeRole } from "./role.ts";

export interface ServerlessResources {
  namespace: RedshiftserverlessNamespace;
  workgroup: RedshiftserverlessWorkgroup;
}

/** AWS has them in a workgroup whether they are said or not; what is not said would be a difference in every plan. */
const USUAL_PARAMETERS = {
  auto_mv: "true",
  datestyle: "ISO, MDY",
  enable_case_sensitive_identifier: "false",
  max_query_execution_time: "14400",
  query_group: "default",
  search_path: "$user, public",
  use_fips_ssl: "false",
};

export function serverless(
  scope: Construct,
  vars: Vars<typeof inputs>,
  create: Expr,
  parts: { net: Network; role: LakeRole; keyArn: Expr; logs: AuditLogs },
): ServerlessResources {
  const { net, role, keyArn, logs } = parts;
  const name = `${vars.name}-warehouse`;
  const size = vars.serverless;
  const namespace = when(
    create,
    new RedshiftserverlessNamespace(scope, "namespace", {
      namespaceName: name,
      dbName: `${vars.database_name}`,
      adminUsername: `${vars.admin_username}`,
      manageAdminPassword: true,
      adminPasswordSecretKmsKeyId: `${keyArn}`,
      kmsKeyId: `${keyArn}`,
      iamRoles: tf`[${role.arn}]`.list,
      defaultIamRoleArn: `${role.arn}`,
      logExports: ["connectionlog", "useractivitylog", "userlog"],
      tags: vars.tags.map,
    }),
  );
  dependsOn(namespace, role.permissions, logs.groups);
  // A namespace goes without a snapshot of its own.
  destroyGuard(scope, "namespace_guard", {
    count: tf`${create} ? 1 : 0`,
    force_destroy: vars.force_destroy,
    holds: "The namespace holds data.",
    replaced_with: [`${ref(namespace).hcl}[count.index].namespace_id`],
    depends_on: [ref(namespace).hcl],
  });
  const workgroup = when(
    create,
    new RedshiftserverlessWorkgroup(scope, "workgroup", {
      workgroupName: name,
      namespaceName: `${one(namespace, "namespace_name")}`,
      baseCapacity: size.attr("base_capacity").number,
      maxCapacity: size.attr("max_capacity").number,
      enhancedVpcRouting: true,
      publiclyAccessible: false,
      port: vars.port.number,
      subnetIds: net.subnetIds.list,
      securityGroupIds: net.securityGroupIds.list,
      tags: vars.tags.map,
    }),
  );
  const parameters = tf`merge(${USUAL_PARAMETERS}, ${size.attr("parameters")}, ${FIXED_PARAMETERS})`;
  dynamicBlock(workgroup, "config_parameter", parameters, ({ key, value }) => ({
    parameter_key: key,
    parameter_value: value,
  }));
  when(
    tf`${create} && ${size.attr("rpu_hours_per_day")} != null`,
    new RedshiftserverlessUsageLimit(scope, "limit", {
      resourceArn: `${one(workgroup, "arn")}`,
      usageType: "serverless-compute",
      period: "daily",
      amount: size.attr("rpu_hours_per_day").number,
      breachAction: "deactivate",
    }),
  );
  return { namespace, workgroup };
}
