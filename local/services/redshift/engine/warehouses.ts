// The clusters and workgroups behind the Data API, as the control plane knows them.

import { ApiError } from "../../../gateway/aws-json.ts";
import { CallError, callJson } from "../../../gateway/call.ts";
import { callForm, textsOf } from "../../../gateway/call-form.ts";
import type { Forward, LocalContext } from "../../../gateway/service.ts";

export interface Warehouse {
  /** Cluster identifier or workgroup name. */
  id: string;
  kind: "cluster" | "workgroup";
  region: string;
  /** What its data is kept under: a warehouse made anew under an old name is another, and empty. */
  data: string;
  /** Its first database. */
  database: string;
  user: string;
  /** ARNs of its roles; undefined where the control plane does not say. */
  roles: string[] | undefined;
  defaultRole: string | undefined;
}

/** @param region that of the request */
export async function getCluster(
  context: LocalContext,
  forward: Forward,
  region: string,
  id: string,
): Promise<Warehouse> {
  const xml = await callForm(forward, "redshift", region, {
    Action: "DescribeClusters",
    Version: "2012-12-01",
    ClusterIdentifier: id,
  });
  if (xml === undefined)
    throw new ApiError(
      "ValidationException",
      `Redshift endpoint doesn't exist in this region: no cluster ${id}.`,
    );
  const status = textsOf(xml, "ClusterStatus")[0] ?? "available";
  if (status === "paused") throw new ApiError("ValidationException", `The cluster ${id} is paused.`);
  return {
    id,
    kind: "cluster",
    region,
    data: [...apart(context, region), "cluster", id, textsOf(xml, "ClusterCreateTime")[0] ?? ""].join("-"),
    database: textsOf(xml, "DBName")[0] || "dev",
    user: textsOf(xml, "MasterUsername")[0] || "admin",
    roles: textsOf(xml, "IamRoleArn"),
    defaultRole: textsOf(xml, "DefaultIamRoleArn")[0] || undefined,
  };
}

/** Two regions may have a cluster of one name that was made in the same second. */
const apart = (context: LocalContext, region: string): string[] =>
  region === context.region ? [] : [region];

interface Namespace {
  namespaceId: string;
  dbName: string;
  adminUsername: string;
  /** Each as `IamRole(applyStatus=in-sync, iamRoleArn=ARN)`. */
  iamRoles: string[];
  defaultIamRoleArn?: string;
}

/**
 * A workgroup, by name or ARN: its data is its namespace's. Where no control plane answers, as in tests of the Data API
 * alone, any name will do.
 */
export async function getWorkgroup(
  context: LocalContext,
  forward: Forward,
  region: string,
  nameOrArn: string,
): Promise<Warehouse> {
  const ask = <Output>(operation: string, input: unknown): Promise<Output> =>
    callJson(forward, "redshift-serverless", region, operation, input);
  try {
    const workgroupName = nameOrArn.startsWith("arn:") ? await nameOf(ask, nameOrArn) : nameOrArn;
    const { workgroup } = await ask<{ workgroup: { namespaceName: string } }>("GetWorkgroup", {
      workgroupName,
    });
    const { namespace } = await ask<{ namespace: Namespace }>("GetNamespace", {
      namespaceName: workgroup.namespaceName,
    });
    return {
      id: workgroupName,
      kind: "workgroup",
      region,
      data: `namespace-${namespace.namespaceId}`,
      database: namespace.dbName,
      user: namespace.adminUsername,
      roles: namespace.iamRoles.map((role) => /iamRoleArn=([^,)\s]+)/.exec(role)?.[1] ?? role),
      defaultRole: namespace.defaultIamRoleArn || undefined,
    };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.code === "ResourceNotFoundException" || error.code === "ValidationException")
      throw new ApiError(
        "ValidationException",
        `Redshift endpoint doesn't exist in this region: no workgroup ${nameOrArn}.`,
      );
    return {
      id: nameOrArn,
      kind: "workgroup",
      region,
      data: [...apart(context, region), `workgroup-${nameOrArn}`].join("-"),
      database: "dev",
      user: "admin",
      roles: undefined,
      defaultRole: undefined,
    };
  }
}

/** The name of the workgroup of an ARN, which ends in its id. */
async function nameOf(
  ask: <Output>(operation: string, input: unknown) => Promise<Output>,
  arn: string,
): Promise<string> {
  let nextToken: string | undefined;
  do {
    const answer = await ask<{
      workgroups: { workgroupArn: string; workgroupName: string }[];
      nextToken?: string;
    }>("ListWorkgroups", { nextToken });
    const found = answer.workgroups.find(({ workgroupArn }) => workgroupArn === arn);
    if (found) return found.workgroupName;
    nextToken = answer.nextToken;
  } while (nextToken);
  return arn;
}
