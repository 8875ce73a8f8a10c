// IAM: moto's roles, users and policies.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import type { Principals } from "../../iam/principals.ts";

/** Services whose writes may make or end a user's access key. */
const MAKES_KEYS = new Set(["iam", "cloudformation"]);

/** What an operation is about, by the parameter that names it. Source: the Service Authorization Reference. */
const KINDS: readonly (readonly [parameter: string, kind: string])[] = [
  ["RoleName", "role"],
  ["UserName", "user"],
  ["GroupName", "group"],
  ["InstanceProfileName", "instance-profile"],
];

const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const [parameter, kind] = KINDS.find(([name]) => text(input[name])) ?? [];
  const named = parameter && `arn:aws:iam::${accountId}:${kind}/${input[parameter]}`;
  const policy = /Policy(Version)?s?$/.test(String(request.operation)) ? text(input.PolicyArn) : undefined;
  return [{ action: `iam:${request.operation}`, resource: named ?? policy ?? "*" }];
};

export const iam = ({ principals }: { principals: Principals }): LocalService => ({
  services: ["iam"],
  needs,
  changesAccess: ({ operation = "" }) => !/^(Get|List|Describe)/.test(operation),
  observe: ({ service, method }) => {
    if (MAKES_KEYS.has(service) && method !== "GET") principals.forget();
  },
});
