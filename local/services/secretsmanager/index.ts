// Secrets Manager: moto's secrets.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = async (request, lookups) => {
  const input = inputOf(request);
  const action = `secretsmanager:${request.operation}`;
  const id = text(input.SecretId) ?? text(input.Name);
  if (!id) return [{ action, resource: "*" }];
  const found = id.startsWith("arn:") ? id : await lookups.secretArn(request.region, id);
  const resource =
    found ?? `arn:aws:secretsmanager:${request.region}:${lookups.accountId}:secret:${id}-AbCdEf`;
  return [{ action, resource }];
};

export const secretsmanager = (): LocalService => ({
  services: ["secretsmanager"],
  target: { prefix: "secretsmanager", version: "1.1" },
  needs,
  changesAccess: ({ operation = "" }) => /^(Create|Update|Delete|Restore)/.test(operation),
});
