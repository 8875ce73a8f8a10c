// The database user that an IAM identity is, where a statement or a request for credentials names none.
import { signed } from "../../gateway/call.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward } from "../../gateway/service.ts";

/** IAMR:ROLE of a role's session, IAM:USER of a user. */
export async function databaseUser(
  forward: Forward,
  region: string,
  accessKeyId: string | undefined,
): Promise<string> {
  const answer = await forward({
    ...signed("sts", region, {
      operation: "GetCallerIdentity",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from("Action=GetCallerIdentity&Version=2011-06-15"),
    }),
    accessKeyId,
  });
  const arn = /<Arn>([^<]*)</.exec((await bodyOf(answer)).toString("utf8"))?.[1] ?? "";
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  return role ? `IAMR:${role}` : `IAM:${user ?? "RootIdentity"}`;
}
