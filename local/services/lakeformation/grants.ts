// moto revokes what was never granted without a word; Lake Formation refuses, and Terraform's provider revokes until it does.
import { awsError } from "../../gateway/errors.ts";
import type { Handler } from "../../gateway/service.ts";

interface Grant {
  CatalogId?: string;
  Principal?: unknown;
  Resource?: unknown;
  Permissions?: string[];
}

export function lakeFormationGrants(): Handler {
  /** Region, principal and resource → permissions, for as long as moto keeps them: in memory. */
  const granted = new Map<string, Set<string>>();
  return (request, forward) => {
    const operation = /^\/(Grant|Revoke)Permissions$/.exec(request.path)?.[1];
    if (operation === undefined) return undefined;
    const { Principal, Resource, Permissions = [] } = JSON.parse(request.body.toString("utf8")) as Grant;
    const key = JSON.stringify([request.region, Principal, Resource]);
    const known = granted.get(key) ?? new Set<string>();
    if (operation === "Revoke" && !Permissions.some((one) => known.has(one))) {
      const message = `No permissions revoked. Grantee does not have: [${Permissions.join(", ")}]`;
      return Promise.resolve(awsError(request, 400, "InvalidInputException", message));
    }
    return forward(request).then((response) => {
      if (response.status !== 200) return response;
      for (const one of Permissions) {
        if (operation === "Grant") known.add(one);
        else known.delete(one);
      }
      if (known.size > 0) granted.set(key, known);
      else granted.delete(key);
      return response;
    });
  };
}
