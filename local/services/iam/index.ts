// IAM: moto's roles, users and policies.
import type { LocalService } from "../../gateway/service.ts";
import type { Principals } from "../../iam/principals.ts";

/** Services whose writes may make or end a user's access key. */
const MAKES_KEYS = new Set(["iam", "cloudformation"]);

export const iam = ({ principals }: { principals: Principals }): LocalService => ({
  services: ["iam"],
  changesAccess: ({ operation = "" }) => !/^(Get|List|Describe)/.test(operation),
  observe: ({ service, method }) => {
    if (MAKES_KEYS.has(service) && method !== "GET") principals.forget();
  },
});
