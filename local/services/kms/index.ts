// KMS: moto's keys.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** The encryption context as condition keys. Source: KMS Developer Guide, "AWS KMS condition keys". */
function contextOf(input: Record<string, unknown>): Record<string, string | string[]> | undefined {
  const pairs = Object.entries((input.EncryptionContext as Record<string, unknown> | undefined) ?? {});
  if (pairs.length === 0) return undefined;
  return {
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, String(value)])),
    "kms:EncryptionContextKeys": pairs.map(([name]) => name),
  };
}

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const key = text(input.KeyId);
  if (!key || key.startsWith("alias/")) return undefined;
  const resource = key.startsWith("arn:") ? key : `arn:aws:kms:${request.region}:${accountId}:key/${key}`;
  const context = contextOf(input);
  return [{ action: `kms:${request.operation}`, resource, ...(context && { context }) }];
};

export const kms = (): LocalService => ({
  services: ["kms"],
  target: { prefix: "TrentService", version: "1.1" },
  needs,
  changesAccess: ({ operation = "" }) => !/^(Get|List|Describe|Encrypt|Decrypt|Generate)/.test(operation),
});
