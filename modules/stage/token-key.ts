// The secret of the token key, without a value: the function makes one, so that no state file ever holds it.
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret/index.js";
import { destroyGuard } from "../constructs/guard.ts";
import { type Construct, type Expr, one, ref, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the ARN of the secret, null where there is none. */
export function tokenKeySecret(scope: Construct, vars: Vars<typeof inputs>, keyArn: Expr): Expr {
  const secret = when(
    vars.create_token_key,
    new SecretsmanagerSecret(scope, "token-key", {
      name: `${vars.name}-token-key`,
      description:
        "The key of tokenized columns. Without it no token can be made again, and none of ff1 opened.",
      kmsKeyId: `${keyArn}`,
      recoveryWindowInDays: tf`${vars.force_destroy} ? 0 : 30`.number,
      tags: vars.tags.map,
    }),
  );
  destroyGuard(scope, "token_key_guard", {
    count: tf`${vars.create_token_key} ? 1 : 0`,
    force_destroy: vars.force_destroy,
    holds: "No token can be made again without the token key.",
    apply: "create_token_key = true to keep it, or force_destroy and i_understand_that_data_is_lost,",
    replaced_with: [`${ref(secret).hcl}[count.index].id`],
    depends_on: [ref(secret).hcl],
  });
  return tf`${vars.create_token_key} ? ${one(secret, "arn")} : ${vars.token_key_secret_arn}`;
}
