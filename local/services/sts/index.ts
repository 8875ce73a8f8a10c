// STS: moto's temporary credentials, by callers that the local AWS knows.
import type { LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import type { Principals } from "../../iam/principals.ts";
import { stsIdentity } from "./identity.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request) => {
  if (request.operation === "GetCallerIdentity") return [];
  const role = text(inputOf(request).RoleArn);
  return role ? [{ action: `sts:${request.operation}`, resource: role }] : undefined;
};

interface Caller {
  principals: Principals;
  account: Account;
  accountId: string;
}

export const sts = ({ principals, account, accountId }: Caller): LocalService => ({
  services: ["sts"],
  needs,
  handle: stsIdentity(principals, account, accountId),
});
