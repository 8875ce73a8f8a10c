// A provisioned cluster, its parameters and subnets. What it holds is kept in a snapshot when it goes, unless both keys say otherwise.
import { RedshiftCluster } from "@cdktf/provider-aws/lib/redshift-cluster/index.js";
import { RedshiftParameterGroup } from "@cdktf/provider-aws/lib/redshift-parameter-group/index.js";
import { RedshiftSubnetGroup } from "@cdktf/provider-aws/lib/redshift-subnet-group/index.js";
import { destroyGuard } from "../constructs/guard.ts";
import {
  builtin,
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
import type { inputs } from "./inputs.ts";
import type { Network } from "./network.ts";
import type { LakeRole } from "./role.ts";

/** No variable turns these off. */
export const FIXED_PARAMETERS = { require_ssl: "true", enable_user_activity_logging: "true" };

export interface ClusterResources {
  cluster: RedshiftCluster;
  /** The cluster's id; null where none is made. */
  identifier: Expr;
  parameterGroup: RedshiftParameterGroup;
  subnetGroup: RedshiftSubnetGroup;
}

export function provisioned(
  scope: Construct,
  vars: Vars<typeof inputs>,
  create: Expr,
  parts: { net: Network; role: LakeRole; keyArn: Expr },
): ClusterResources {
  const name = `${vars.name}-warehouse`;
  const { net, role, keyArn } = parts;
  const size = vars.cluster;
  const parameterGroup = when(
    create,
    new RedshiftParameterGroup(scope, "parameters", {
      name,
      family: "redshift-1.0",
      description: `The warehouse of ${vars.name}`,
      tags: vars.tags.map,
    }),
  );
  dynamicBlock(
    parameterGroup,
    "parameter",
    tf`merge(${size.attr("parameters")}, ${FIXED_PARAMETERS})`,
    ({ key, value }) => ({
      name: key,
      value,
    }),
  );
  const subnetGroup = when(
    create,
    new RedshiftSubnetGroup(scope, "subnets", {
      name,
      description: `The warehouse of ${vars.name}`,
      subnetIds: net.subnetIds.list,
      tags: vars.tags.map,
    }),
  );
  // Its id is another one for each warehouse, so that the snapshot of an earlier one is not in the way.
  const birth = builtin(scope, "cluster_birth", { count: tf`${create} ? 1 : 0` });
  const snapshot = tf`coalesce(${size.attr("final_snapshot_name")}, "\${${vars.name}}-final-\${substr(one(${birth}[*].id), 0, 8)}")`;
  const skip = tf`${vars.force_destroy} && ${size.attr("final_snapshot_name")} == null`;
  const cluster = when(
    create,
    new RedshiftCluster(scope, "cluster", {
      clusterIdentifier: name,
      clusterType: tf`${size.attr("number_of_nodes")} > 1 ? "multi-node" : "single-node"`.toString(),
      nodeType: `${size.attr("node_type")}`,
      numberOfNodes: size.attr("number_of_nodes").number,
      multiAz: size.attr("multi_az").value,
      availabilityZoneRelocationEnabled:
        tf`${size.attr("availability_zone_relocation")} && !${size.attr("multi_az")}`.value,
      databaseName: `${vars.database_name}`,
      port: vars.port.number,
      masterUsername: `${vars.admin_username}`,
      manageMasterPassword: true,
      masterPasswordSecretKmsKeyId: `${keyArn}`,
      // Text in the bindings of provider 6, a boolean to Terraform in each.
      encrypted: "true",
      kmsKeyId: `${keyArn}`,
      publiclyAccessible: false,
      enhancedVpcRouting: true,
      clusterSubnetGroupName: `${one(subnetGroup, "name")}`,
      vpcSecurityGroupIds: net.securityGroupIds.list,
      clusterParameterGroupName: `${one(parameterGroup, "name")}`,
      iamRoles: tf`[${role.arn}]`.list,
      defaultIamRoleArn: `${role.arn}`,
      preferredMaintenanceWindow: `${size.attr("maintenance_window")}`,
      automatedSnapshotRetentionPeriod: size.attr("snapshot_retention_days").number,
      snapshotArn: `${size.attr("restore_snapshot_arn")}`,
      skipFinalSnapshot: skip.value,
      finalSnapshotIdentifier: tf`${skip} ? null : ${snapshot}`.toString(),
      applyImmediately: true,
      tags: vars.tags.map,
      // A change of any of these would replace the cluster; the snapshot it came from is of no interest later.
      lifecycle: { ignoreChanges: ["master_username", "snapshot_arn"] },
    }),
  );
  dependsOn(cluster, role.permissions);
  destroyGuard(scope, "cluster_guard", {
    count: tf`${create} ? 1 : 0`,
    force_destroy: vars.force_destroy,
    holds: "The cluster holds data.",
    replaced_with: [`${ref(cluster).hcl}[count.index].id`],
    depends_on: [ref(cluster).hcl],
  });
  return { cluster, identifier: one(cluster, "cluster_identifier"), parameterGroup, subnetGroup };
}
