// IAM: moto's roles and policies.
import type { LocalService } from "../../gateway/service.ts";

export const iam = (): LocalService => ({
  services: ["iam"],
  changesAccess: ({ operation = "" }) => !/^(Get|List|Describe)/.test(operation),
});
