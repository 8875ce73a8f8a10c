// The warehouse of a pipeline, as whoever reads it for a page comes to it. On the local AWS as its administrator; in an account, where the
// pipeline has made a user of the warehouse for the caller's role, as that user, who may look and do nothing else.
import { userOfRole } from "../../../core/records/reports.ts";
import type { AwsConfig } from "../../aws.ts";
import { warehouseIn } from "../../pipeline/find.ts";
import type { RedshiftAddress } from "../../query/redshift.ts";
import type { Seen } from "./seen.ts";

/** @throws HeadraceError no_warehouse */
export async function warehouseFor(seen: Seen): Promise<RedshiftAddress> {
  const { warehouse, ...rest } = warehouseIn(seen.resources, seen.dir);
  const address = { aws: seen.aws, ...rest };
  if (seen.local || !(await hasUser(seen))) return { ...address, warehouse };
  const { DbUser: _, SecretArn: __, ...oneself } = { DbUser: undefined, ...warehouse };
  return { ...address, warehouse: oneself };
}

/** Whether the pipeline has made a user for the caller's role. */
async function hasUser({ resources, aws }: Seen): Promise<boolean> {
  const made = resources
    .filter(({ type }) => type === "aws_redshiftdata_statement")
    .map(({ attributes }) => String(attributes.sql));
  if (!made.some((sql) => sql.startsWith(`CREATE USER "${userOfRole("")}`))) return false;
  const role = await callersRole(aws);
  return role !== undefined && made.some((sql) => sql.startsWith(`CREATE USER "${userOfRole(role)}"`));
}

/** Name of the role that the caller has taken on; undefined where it is none. STS asks for no permission. */
async function callersRole(aws: Partial<AwsConfig>): Promise<string | undefined> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = new STSClient(aws);
  try {
    const { Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return /:assumed-role\/([^/]+)\//.exec(Arn)?.[1];
  } finally {
    sts.destroy();
  }
}
