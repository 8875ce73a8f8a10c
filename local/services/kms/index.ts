// KMS: moto's keys.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const key = text(inputOf(request).KeyId);
  if (!key || key.startsWith("alias/")) return undefined;
  const resource = key.startsWith("arn:") ? key : `arn:aws:kms:${request.region}:${accountId}:key/${key}`;
  return [{ action: `kms:${request.operation}`, resource }];
};

export const kms = (): LocalService => ({
  services: ["kms"],
  target: { prefix: "TrentService", version: "1.1" },
  needs,
  changesAccess: ({ operation = "" }) => !/^(Get|List|Describe|Encrypt|Decrypt|Generate)/.test(operation),
});
