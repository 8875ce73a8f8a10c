// DIR → what is deployed from it on the running local AWS: its pipeline, and its warehouse where it has one.
import { HeadraceError } from "../../core/errors.ts";
import type { RedshiftAddress } from "../query/redshift.ts";
import {
  type DeployedPipeline,
  deployedPipelines,
  functionEnvironment,
  onePipeline,
} from "../terraform/pipelines.ts";
import { regionOf } from "../terraform/region.ts";
import { type LocalInstance, type Resource, readState } from "../terraform/state.ts";
import { contractName } from "./estate.ts";

/** The pipeline that DIR's last apply left; that of DIR's headrace.yaml where the root has several. */
export function pipelineOf(dir: string, local: LocalInstance): DeployedPipeline {
  return onePipeline(deployedPipelines(readState(dir, local)), dir, contractName(dir));
}

type WarehouseAddress = Omit<RedshiftAddress, "aws"> & { region: string | undefined };

/** How the Data API reaches the warehouse that DIR's last apply left. */
export const warehouseOf = (dir: string, local: LocalInstance): WarehouseAddress =>
  warehouseIn(readState(dir, local), dir);

/** The same of what is applied from DIR, wherever that is known from. @throws HeadraceError no_warehouse */
export function warehouseIn(resources: readonly Resource[], dir: string): WarehouseAddress {
  const text = (resource: Resource, name: string): string => String(resource.attributes[name] ?? "");
  const cluster = resources.find(({ type }) => type === "aws_redshift_cluster");
  if (cluster)
    return {
      region: regionOf(cluster.attributes),
      warehouse: {
        ClusterIdentifier: text(cluster, "cluster_identifier"),
        DbUser: text(cluster, "master_username"),
      },
      database: text(cluster, "database_name") || "dev",
    };
  const workgroup = resources.find(({ type }) => type === "aws_redshiftserverless_workgroup");
  if (workgroup) {
    const namespace = resources.find(
      ({ type, attributes }) =>
        type === "aws_redshiftserverless_namespace" &&
        attributes.namespace_name === workgroup.attributes.namespace_name,
    );
    const secret = namespace && text(namespace, "admin_password_secret_arn");
    return {
      region: regionOf(workgroup.attributes),
      warehouse: {
        WorkgroupName: text(workgroup, "workgroup_name"),
        ...(secret ? { SecretArn: secret } : {}),
      },
      database: (namespace && text(namespace, "db_name")) || "dev",
    };
  }
  throw new HeadraceError(
    "no_warehouse",
    `What is applied from ${dir} has no Redshift warehouse.`,
    "Give a dataset `warehouse: { load: spectrum }` and apply again, or leave --engine out to ask Athena.",
  );
}

/** The bucket of the exports zone, as a function of the warehouse is told it. */
export function exportsBucketOf(dir: string, local: LocalInstance): string {
  const bucket = readState(dir, local)
    .map((resource) => functionEnvironment(resource).EXPORTS_BUCKET)
    .find(Boolean);
  if (bucket) return bucket;
  throw new HeadraceError(
    "no_exports_zone",
    `What is applied from ${dir} has no exports zone.`,
    "Call the pipeline module with `datasets` and `exports` of the headrace.yaml, and apply again.",
  );
}
