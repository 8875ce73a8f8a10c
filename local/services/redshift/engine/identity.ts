// As which database user a caller comes.
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ApiError } from "../../../gateway/aws-json.ts";
import { callForm, textsOf } from "../../../gateway/call-form.ts";
import type { Forward, LocalContext, ServiceRequest } from "../../../gateway/service.ts";
import { callerOf, credentialsOf } from "../../../sql/principal.ts";
import type { Warehouse } from "./warehouses.ts";

/** The user that a statement names, that of its secret, or what the caller's identity is in the database. */
export async function statementUser(
  context: LocalContext,
  input: { SecretArn?: string; DbUser?: string },
  warehouse: Warehouse,
  request: ServiceRequest,
  forward: Forward,
): Promise<string> {
  if (input.SecretArn) return (await secretUser(context, request, input.SecretArn)) ?? warehouse.user;
  if (input.DbUser) return input.DbUser;
  return warehouse.roles ? databaseUser(forward, request.region, request.accessKeyId) : warehouse.user;
}

async function secretUser(
  context: LocalContext,
  request: ServiceRequest,
  SecretId: string,
): Promise<string | undefined> {
  const client = new SecretsManagerClient({
    endpoint: context.endpoint,
    region: request.region,
    credentials: credentialsOf(context, callerOf(request)),
  });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    return (JSON.parse(SecretString ?? "{}") as { username?: string }).username;
  } catch (error) {
    throw new ApiError(
      "ValidationException",
      `The secret ${SecretId} cannot be read: ${(error as Error).message}`,
    );
  } finally {
    client.destroy();
  }
}

/** IAMR:ROLE of a role's session, IAM:USER of a user. */
export async function databaseUser(
  forward: Forward,
  region: string,
  accessKeyId: string | undefined,
): Promise<string> {
  const form = { Action: "GetCallerIdentity", Version: "2011-06-15" };
  const [arn = ""] = textsOf(await callForm(forward, "sts", region, form, accessKeyId), "Arn");
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  return role ? `IAMR:${role}` : `IAM:${user ?? "RootIdentity"}`;
}
