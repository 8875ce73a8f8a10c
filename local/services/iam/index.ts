// IAM: moto's roles, users and policies.
import type { LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import type { Principals } from "../../iam/principals.ts";

/** Services whose writes may make or end a user's access key. */
const MAKES_KEYS = new Set(["iam", "cloudformation"]);

/** Operations on a role's policies, whose condition key `iam:PermissionsBoundary` is the boundary that the role has. */
const BOUND = /^(Attach|Detach|Put|Delete)RolePolicy$/;

/** What an operation is about, by the parameter that names it. Source: the Service Authorization Reference. */
const KINDS: readonly (readonly [parameter: string, kind: string])[] = [
  ["RoleName", "role"],
  ["UserName", "user"],
  ["GroupName", "group"],
  ["InstanceProfileName", "instance-profile"],
];

const needs =
  (account: Account): NeedsOf =>
  async (request, { accountId }) => {
    const input = inputOf(request);
    const [parameter, kind] = KINDS.find(([name]) => text(input[name])) ?? [];
    const named = parameter && `arn:aws:iam::${accountId}:${kind}/${input[parameter]}`;
    const policy = /Policy(Version)?s?$/.test(String(request.operation)) ? text(input.PolicyArn) : undefined;
    const resource = named ?? policy ?? "*";
    const boundary =
      request.operation === "CreateRole" ||
      /^Put(Role|User)PermissionsBoundary$/.test(String(request.operation))
        ? text(input.PermissionsBoundary)
        : BOUND.test(String(request.operation))
          ? (await account.role(resource).catch(() => undefined))?.boundary?.[0]?.name
          : undefined;
    const context = boundary && { context: { "iam:PermissionsBoundary": boundary } };
    return [{ action: `iam:${request.operation}`, resource, ...context }];
  };

export const iam = ({ principals, account }: { principals: Principals; account: Account }): LocalService => ({
  services: ["iam"],
  needs: needs(account),
  changesAccess: ({ operation = "" }) => !/^(Get|List|Describe)/.test(operation),
  observe: ({ service, method }) => {
    if (MAKES_KEYS.has(service) && method !== "GET") principals.forget();
  },
});
