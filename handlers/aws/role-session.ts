// A role that a function takes on: what it signs with, for as long as it says. A presigned URL ends with the session of whoever
// signed it, and nobody knows when that of a function's own role does.
// Source: IAM User Guide, "Role chaining" (an hour at most); STS API Reference, AssumeRole (900 seconds at least).
import { AssumeRoleCommand, type Credentials } from "@aws-sdk/client-sts";
import { sts } from "./clients/sts.ts";

export const LONGEST_SESSION_SECONDS = 3600;
/** A session serves others for so long, and by it they lose as much at their end. */
const SHARED_MS = 300_000;

const sessions = new Map<string, { begun: number; credentials: Promise<Credentials> }>();

/** @returns credentials of the role, most of whose hour is left */
export function roleSession(roleArn: string, name: string): Promise<Credentials> {
  const now = Date.now();
  const known = sessions.get(roleArn);
  if (known && now - known.begun < SHARED_MS) return known.credentials;
  const credentials = sts()
    .send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: name,
        DurationSeconds: LONGEST_SESSION_SECONDS,
      }),
    )
    .then(({ Credentials: credentials }) => {
      if (!credentials) throw new Error("STS gave no credentials");
      return credentials;
    });
  const session = { begun: now, credentials };
  sessions.set(roleArn, session);
  credentials.catch(() => sessions.get(roleArn) === session && sessions.delete(roleArn));
  return credentials;
}
