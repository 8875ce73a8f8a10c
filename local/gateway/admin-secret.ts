// The secret of a database's administrator whose password Redshift manages: Redshift makes it in Secrets Manager, and
// takes it away again.
import { randomBytes } from "node:crypto";
import { CallError, callJson } from "./call.ts";
import type { Forward } from "./service.ts";

/** @returns its ARN */
export async function makeAdminSecret(
  forward: Forward,
  region: string,
  { name, username, kmsKeyId }: { name: string; username: string; kmsKeyId: string | undefined },
): Promise<string> {
  const { ARN } = await callJson<{ ARN: string }>(forward, "secretsmanager", region, "CreateSecret", {
    Name: name,
    SecretString: JSON.stringify({ username, password: randomBytes(24).toString("base64url") }),
    KmsKeyId: kmsKeyId,
  });
  return ARN;
}

export async function deleteAdminSecret(forward: Forward, region: string, arn: string): Promise<void> {
  const input = { SecretId: arn, ForceDeleteWithoutRecovery: true };
  try {
    await callJson(forward, "secretsmanager", region, "DeleteSecret", input);
  } catch (error) {
    // Somebody took it away before.
    if (!(error instanceof CallError) || error.code !== "ResourceNotFoundException") throw error;
  }
}
