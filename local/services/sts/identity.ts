// moto calls every caller "user/moto"; the local AWS knows whose key a request carries, and learns the keys of roles.
import { randomUUID } from "node:crypto";
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";
import { type Principals, sessionArn, userId } from "../../iam/principals.ts";

const tag = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

export function stsIdentity(principals: Principals, accountId: string): Handler {
  return (request, forward) => {
    if (request.operation === "GetCallerIdentity") {
      const caller = principals.of(request.accessKeyId);
      const arn = caller.kind === "root" ? `arn:aws:iam::${accountId}:root` : sessionArn(caller);
      const id = caller.kind === "root" ? accountId : userId(caller);
      return Promise.resolve({
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>${id}</UserId><Account>${accountId}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
      });
    }
    if (request.operation !== "AssumeRole") return undefined;
    return forward(request).then(async (response) => {
      const body = (await bodyOf(response)).toString("utf8");
      const input = new URLSearchParams(request.body.toString("utf8"));
      const key = tag(body, "AccessKeyId");
      const role = input.get("RoleArn");
      if (response.status === 200 && key && role) {
        principals.learn(key, role, input.get("RoleSessionName") ?? "session");
      }
      return { ...response, body };
    });
  };
}
