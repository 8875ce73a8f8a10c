// Who made a request, as CloudTrail writes it. Source: CloudTrail User Guide, "CloudTrail userIdentity element".
import { invokerOf } from "../../gateway/invoked-by.ts";
import type { ServiceRequest } from "../../gateway/service.ts";
import { type Principals, sessionArn } from "../../iam/principals.ts";
import { isoSeconds, type UserIdentity } from "./event.ts";

export function identityOf(
  request: ServiceRequest,
  principals: Principals,
  accountId: string,
  at: number,
): UserIdentity {
  const service = invokerOf(request);
  if (service) return { type: "AWSService", invokedBy: service };
  const { accessKeyId } = request;
  const caller = principals.of(accessKeyId);
  if (caller.kind === "anonymous") return { type: "AWSAccount", principalId: "", accountId: "anonymous" };
  const common = { accountId, ...(accessKeyId && { accessKeyId }) };
  if (caller.kind === "role") {
    const userName = String(caller.roleArn.split("/").at(-1));
    return {
      type: "AssumedRole",
      principalId: `AROALOCAL:${caller.session}`,
      arn: sessionArn(caller),
      ...common,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: "AROALOCAL",
          arn: caller.roleArn,
          accountId,
          userName,
        },
        attributes: { creationDate: isoSeconds(at), mfaAuthenticated: "false" },
      },
    };
  }
  const user = accessKeyId === undefined ? undefined : principals.user(accessKeyId);
  if (user) return { type: "IAMUser", principalId: user.id, arn: user.arn, ...common, userName: user.name };
  return { type: "Root", principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, ...common };
}

/** What LookupEvents calls the user. */
export function userNameOf(identity: UserIdentity): string | undefined {
  if (identity.type === "Root") return "root";
  if (identity.type === "AssumedRole") return identity.arn?.split("/").at(-1);
  return identity.userName ?? identity.invokedBy?.split(".")[0];
}
