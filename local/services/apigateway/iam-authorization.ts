// Authorization by IAM: who signed for execute-api, and what the caller's policies and the API's own say.
import type { ServiceRequest } from "../../gateway/service.ts";
import type { Decision } from "../../iam/evaluate/evaluate.ts";
import { type Principals, sessionArn, userId } from "../../iam/principals.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import type { Context, Identity } from "./context.ts";
import { conditionKeys, decide, inFull, methodArn } from "./decide.ts";
import { Refusal } from "./gateway-responses.ts";

const ALL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** Why the gateway did not know the caller, in API Gateway's own form. */
function unauthenticated(request: ServiceRequest): Refusal {
  const refusal = request.unauthenticated;
  const type = String(refusal?.headers["x-amzn-errortype"] ?? "MissingAuthenticationTokenException");
  if (type.startsWith("MissingAuthenticationToken")) return new Refusal("MISSING_AUTHENTICATION_TOKEN");
  const { message } = JSON.parse(String(refusal?.body)) as { message: string };
  const kind = type.startsWith("ExpiredToken")
    ? "EXPIRED_TOKEN"
    : type.startsWith("InvalidSignature")
      ? "INVALID_SIGNATURE"
      : "ACCESS_DENIED";
  return new Refusal(kind, { message, errorType: type });
}

/** As API Gateway names what it refuses: the account's first digits are hidden. */
const hidden = (arn: string, accountId: string): string =>
  arn.replace(accountId, `********${accountId.slice(-4)}`);

export const notAuthorized = (who: string, context: Context, decision: Decision): Refusal => {
  const how = decision === "denied" ? " with an explicit deny" : "";
  return new Refusal("ACCESS_DENIED", {
    message: `User: ${who} is not authorized to perform: execute-api:Invoke on resource: ${hidden(methodArn(context), context.accountId)}${how}`,
  });
};

export interface IamContext {
  principals: Principals;
  roles: RoleAccess;
}

/** @throws Refusal where nobody known has signed, or the policies do not allow it */
export async function authorizeByIam(
  request: ServiceRequest,
  context: Context,
  policy: unknown,
  { principals, roles }: IamContext,
): Promise<Identity> {
  if (request.accessKeyId === undefined) throw unauthenticated(request);
  const resourcePolicy = policy === undefined ? undefined : inFull(policy, context);
  const caller = principals.of(request.accessKeyId);
  if (caller.kind !== "role") {
    const userArn = `arn:aws:iam::${context.accountId}:root`;
    const decision = decide({ identity: ALL, resource: resourcePolicy }, userArn, context);
    if (decision !== "allowed") throw notAuthorized(userArn, context, decision);
    return { accessKey: request.accessKeyId, userArn, user: context.accountId, caller: context.accountId };
  }
  const userArn = sessionArn(caller);
  const refused = await roles.refused(
    caller,
    {
      action: "execute-api:Invoke",
      resource: methodArn(context),
      context: conditionKeys(context),
      ...(resourcePolicy !== undefined && { resourcePolicy }),
    },
    context.region,
  );
  if (refused) throw notAuthorized(userArn, context, "not allowed");
  const id = userId(caller);
  return { accessKey: request.accessKeyId, userArn, user: id, caller: id };
}

/** @throws Refusal where an API's own policy does not let in who has signed nothing */
export function authorizeByPolicy(context: Context, policy: unknown, deniesOnly: boolean): void {
  if (policy === undefined) return;
  const decision = decide({ resource: inFull(policy, context) }, undefined, context);
  if (decision === "denied" || (decision !== "allowed" && !deniesOnly))
    throw notAuthorized("anonymous", context, decision);
}
