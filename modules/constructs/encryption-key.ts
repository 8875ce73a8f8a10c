// The KMS key of a module: the caller's, or one of its own that rotates and admits only the services in use.
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { type Construct, check, type Expr, one, policy, type Statement, tf, when } from "../kit/index.ts";
import type { Account } from "./account.ts";

export const ITSELF = "in a key's policy, * is the key itself";

/** Services that use the key on their own account, beside the roles that IAM lets. */
export type KeyUser = "s3" | "sns" | "events" | "logs" | "cloudwatch";

interface KeyOptions {
  name: Expr;
  tags: Expr;
  kms_key_arn: Expr;
  create_kms_key: Expr;
}

/**
 * @param producers ARNs of principals that send to queues which the key encrypts
 * @param more what else its policy says
 * @returns the ARN of the key to encrypt with
 */
export function encryptionKey(
  scope: Construct,
  at: Account,
  label: string,
  vars: KeyOptions,
  users: readonly KeyUser[],
  producers?: Expr,
  more: readonly Statement[] = [],
): Expr {
  const key = new KmsKey(scope, "key", {
    description: `${vars.name} ${label}`,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: keyPolicy(at, users, producers, more).toString(),
    tags: vars.tags.map,
  });
  const alias = new KmsAlias(scope, "key-alias", {
    name: `alias/${vars.name}-${label}`,
    targetKeyId: one(key, "key_id").toString(),
  });
  check(
    scope,
    "one_key",
    tf`${vars.create_kms_key} ? ${vars.kms_key_arn} == null : true`,
    "Set create_kms_key = false beside kms_key_arn: the key that is made here is not used.",
  );
  when(vars.create_kms_key, key);
  when(vars.create_kms_key, alias);
  return tf`${vars.kms_key_arn} != null ? ${vars.kms_key_arn} : ${one(key, "arn")}`;
}

/** Only by way of the queue: nothing else that the key encrypts can be read so. */
const sending = (at: Account, producers: Expr): Statement => ({
  sid: "ProducersSendEncrypted",
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  anyResource: ITSELF,
  principals: { AWS: tf`sort(distinct(${producers}))` },
  conditions: { StringEquals: { "kms:ViaService": `sqs.${at.region}.${at.dnsSuffix}` } },
  when: tf`length(${producers}) > 0`,
});

function keyPolicy(
  at: Account,
  users: readonly KeyUser[],
  producers: Expr | undefined,
  more: readonly Statement[],
): Expr {
  const own: Statement = {
    sid: "AccountDecidesByIam",
    actions: ["kms:*"],
    anyResource: ITSELF,
    principals: { AWS: `arn:${at.partition}:iam::${at.id}:root` },
  };
  const services = users.filter((user) => user !== "logs");
  const notifications: Statement = {
    sid: "ServicesOfThisAccount",
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    anyResource: ITSELF,
    principals: { Service: services.map((user) => `${user}.amazonaws.com`).sort() },
    conditions: { StringEquals: { "aws:SourceAccount": at.id } },
  };
  const logs: Statement = {
    sid: "LogGroupsOfThisAccount",
    actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    anyResource: ITSELF,
    // The one principal here that is named by region, and by the partition's own suffix.
    principals: { Service: `logs.${at.region}.${at.dnsSuffix}` },
    conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": at.arn("logs", "log-group:*") } },
  };
  return policy([
    own,
    ...(services.length > 0 ? [notifications] : []),
    ...(users.includes("logs") ? [logs] : []),
    ...(producers ? [sending(at, producers)] : []),
    ...more,
  ]);
}
