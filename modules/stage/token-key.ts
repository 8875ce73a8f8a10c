// The secret of the HMAC key, without a value: the function makes one, so that no state file ever holds it.
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret/index.js";
import { type Construct, type Expr, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./index.ts";

/** @returns the ARN of the secret, null where there is none. */
export function tokenKeySecret(scope: Construct, vars: Vars<typeof inputs>, keyArn: Expr): Expr {
  const secret = when(
    vars.create_token_key,
    new SecretsmanagerSecret(scope, "token-key", {
      name: `${vars.name}-token-key`,
      description: "The HMAC key of tokenized columns. Without it no token can be made again.",
      kmsKeyId: `${keyArn}`,
      recoveryWindowInDays: tf`${vars.force_destroy} ? 0 : 30`.number,
      tags: vars.tags.map,
    }),
  );
  return tf`${vars.create_token_key} ? ${one(secret, "arn")} : ${vars.token_key_secret_arn}`;
}
