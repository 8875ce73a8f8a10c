// What calls of the Redshift Data API need. Source: the Service Authorization Reference.
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { serverlessArn } from "../redshift-serverless/needs.ts";

/** A statement needs the way into the database as well: temporary credentials, or the secret that is named. */
export const needs: NeedsOf = async (request, lookups) => {
  const { accountId } = lookups;
  const input = inputOf(request);
  const cluster = text(input.ClusterIdentifier);
  const workgroup = text(input.WorkgroupName);
  const action = `redshift-data:${request.operation}`;
  if (workgroup) {
    const resource = await serverlessArn(request.region, "workgroup", workgroup, lookups);
    const secretArn = text(input.SecretArn);
    const way = secretArn
      ? { action: "secretsmanager:GetSecretValue", resource: secretArn }
      : { action: "redshift-serverless:GetCredentials", resource };
    return [{ action, resource }, way];
  }
  if (!cluster) return [{ action, resource: "*" }];
  const base = `arn:aws:redshift:${request.region}:${accountId}:`;
  const statement = { action, resource: `${base}cluster:${cluster}` };
  const secret = text(input.SecretArn);
  if (secret) return [statement, { action: "secretsmanager:GetSecretValue", resource: secret }];
  const database = `${base}dbname:${cluster}/${text(input.Database) ?? "*"}`;
  const user = text(input.DbUser);
  if (!user) return [statement, { action: "redshift:GetClusterCredentialsWithIAM", resource: database }];
  const credentials = "redshift:GetClusterCredentials";
  return [
    statement,
    { action: credentials, resource: `${base}dbuser:${cluster}/${user}` },
    { action: credentials, resource: database },
  ];
};
