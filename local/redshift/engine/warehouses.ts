// The clusters and workgroups behind the Data API, as the control plane knows them.
import { signed } from "../../gateway/call.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, LocalContext } from "../../gateway/service.ts";
import { ApiError } from "../../sql/protocol.ts";

export interface Warehouse {
  /** Cluster identifier or workgroup name. */
  id: string;
  kind: "cluster" | "workgroup";
  /** When it was made, where the control plane says: one made anew under the same name is another, and empty. */
  made?: string;
  /** Its first database. */
  database: string;
  user: string;
  /** ARNs of its roles; undefined where the control plane does not say. */
  roles: string[] | undefined;
  defaultRole: string | undefined;
}

const all = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map((match) => match[1] as string);

export async function getCluster(context: LocalContext, forward: Forward, id: string): Promise<Warehouse> {
  const body = new URLSearchParams({
    Action: "DescribeClusters",
    Version: "2012-12-01",
    ClusterIdentifier: id,
  });
  const answer = await forward(
    signed("redshift", context.region, {
      operation: "DescribeClusters",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(body.toString()),
    }),
  );
  const xml = (await bodyOf(answer)).toString("utf8");
  if (answer.status >= 400)
    throw new ApiError(
      "ValidationException",
      `Redshift endpoint doesn't exist in this region: no cluster ${id}.`,
    );
  const status = all(xml, "ClusterStatus")[0] ?? "available";
  if (status === "paused") throw new ApiError("ValidationException", `The cluster ${id} is paused.`);
  return {
    id,
    kind: "cluster",
    made: all(xml, "ClusterCreateTime")[0],
    database: all(xml, "DBName")[0] || "dev",
    user: all(xml, "MasterUsername")[0] || "admin",
    roles: all(xml, "IamRoleArn"),
    defaultRole: all(xml, "DefaultIamRoleArn")[0] || undefined,
  };
}

/** A workgroup, by name or ARN. Where the control plane has no Serverless, any name will do. */
export async function getWorkgroup(
  context: LocalContext,
  forward: Forward,
  nameOrArn: string,
): Promise<Warehouse> {
  const id = nameOrArn.startsWith("arn:") ? (nameOrArn.split("/").at(-1) as string) : nameOrArn;
  const ask = async (
    operation: string,
    input: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await forward(
      signed("redshift-serverless", context.region, {
        operation,
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `RedshiftServerless.${operation}`,
        },
        body: Buffer.from(JSON.stringify(input)),
      }),
    );
    const text = (await bodyOf(answer)).toString("utf8");
    try {
      return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> };
    } catch {
      return { status: 501, body: {} };
    }
  };
  const unknown: Warehouse = {
    id,
    kind: "workgroup",
    database: "dev",
    user: "admin",
    roles: undefined,
    defaultRole: undefined,
  };
  const { status, body } = await ask("GetWorkgroup", { workgroupName: id });
  if (status >= 400) {
    if (/ResourceNotFound/.test(String(body.__type))) {
      throw new ApiError(
        "ValidationException",
        `Redshift endpoint doesn't exist in this region: no workgroup ${id}.`,
      );
    }
    return unknown;
  }
  const namespaceName = (body.workgroup as { namespaceName?: string } | undefined)?.namespaceName;
  const found = await ask("GetNamespace", { namespaceName });
  const namespace = found.body.namespace as
    | {
        creationDate?: string;
        dbName?: string;
        adminUsername?: string;
        iamRoles?: string[];
        defaultIamRoleArn?: string;
      }
    | undefined;
  return {
    ...unknown,
    made: namespace?.creationDate,
    database: namespace?.dbName ?? "dev",
    user: namespace?.adminUsername ?? "admin",
    roles: namespace?.iamRoles?.map((role) => /arn:[^,)\s]+/.exec(role)?.[0] ?? role),
    defaultRole: namespace?.defaultIamRoleArn || undefined,
  };
}
