// moto calls every caller "user/moto"; the local AWS knows whose key a request carries. Sessions that are no role's get
// keys of their own: moto gives the same to everybody.
import { randomUUID } from "node:crypto";
import { awsError } from "../../gateway/errors.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, Handler, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, text } from "../../iam/need.ts";
import { type Principals, sessionArn, userId } from "../../iam/principals.ts";

const SESSIONS = new Set(["GetSessionToken", "GetFederationToken"]);

export function stsIdentity(principals: Principals, account: Account, accountId: string): Handler {
  /** moto gives a session of any role, also of one that is not there. */
  const assumed = async (request: ServiceRequest, forward: Forward): Promise<ServiceResponse> => {
    const role = text(inputOf(request).RoleArn) ?? "";
    if (await account.hasRole(role)) return forward(request);
    const caller = principals.of(request.accessKeyId);
    const who = caller.kind === "role" ? sessionArn(caller) : `arn:aws:iam::${accountId}:root`;
    const refused = `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${role}`;
    return awsError(request, 403, "AccessDenied", refused);
  };

  return (request, forward) => {
    if (request.operation === "GetCallerIdentity") {
      const caller = principals.of(request.accessKeyId);
      const arn = caller.kind === "role" ? sessionArn(caller) : `arn:aws:iam::${accountId}:root`;
      const id = caller.kind === "role" ? userId(caller) : accountId;
      return Promise.resolve({
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>${id}</UserId><Account>${accountId}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
      });
    }
    if (request.operation === "AssumeRole") return assumed(request, forward);
    if (!SESSIONS.has(request.operation ?? "")) return undefined;
    // A role's session has no right to either.
    if (principals.of(request.accessKeyId).kind !== "root") {
      const who = `Cannot call ${request.operation} with session credentials`;
      return Promise.resolve(awsError(request, 403, "AccessDenied", who));
    }
    return forward(request).then(async (response) => {
      const body = (await bodyOf(response)).toString("utf8");
      const expires = Date.parse(/<Expiration>([^<]*)</.exec(body)?.[1] ?? "");
      if (response.status !== 200 || Number.isNaN(expires)) return { ...response, body };
      const session = principals.session(expires);
      const put = (xml: string, tag: string, text: string): string =>
        xml.replace(new RegExp(`<${tag}>[^<]*</${tag}>`), () => `<${tag}>${text}</${tag}>`);
      return {
        ...response,
        body: put(
          put(put(body, "AccessKeyId", session.accessKeyId), "SecretAccessKey", session.secretAccessKey),
          "SessionToken",
          session.sessionToken,
        ),
      };
    });
  };
}
