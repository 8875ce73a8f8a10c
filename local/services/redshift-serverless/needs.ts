// What calls of Redshift Serverless need. Source: the Service Authorization Reference.
import { inputOf, type Lookups, type NeedsOf, text } from "../../iam/need.ts";

/** A name that nobody has stands in its own ARN: who asks for it is told so by the service, if he may ask at all. */
export async function serverlessArn(
  region: string,
  kind: "workgroup" | "namespace",
  name: string,
  lookups: Lookups,
): Promise<string> {
  if (name.startsWith("arn:")) return name;
  const found = await lookups.serverlessArn(region, kind, name);
  return found ?? `arn:aws:redshift-serverless:${region}:${lookups.accountId}:${kind}/${name}`;
}

export const needs: NeedsOf = async (request, lookups) => {
  const input = inputOf(request);
  const operation = String(request.operation);
  const kind = /^(Get|Update|Delete)(Workgroup|Credentials)$/.test(operation) ? "workgroup" : "namespace";
  const name =
    kind === "workgroup"
      ? text(input.workgroupName)
      : /Namespace$/.test(operation) && text(input.namespaceName);
  // What is yet to be made has no ARN.
  const known = name && !operation.startsWith("Create");
  const resource = known
    ? await serverlessArn(request.region, kind, name, lookups)
    : (text(input.resourceArn) ?? "*");
  return [{ action: `redshift-serverless:${operation}`, resource }];
};
