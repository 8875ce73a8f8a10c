// The function that judges, cleanses and tokenizes records behind the API, where the contract lets a group do so.
import { moduleCall, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { rules } from "../../rules/index.ts";
import { STAGE, VAULT_KEY_ARN, VAULT_TABLE } from "../addresses.ts";
import { apiFunction } from "../api-function.ts";
import { USES_BATCH, USES_INLINE_TOKENS, USES_RULES } from "../asks.ts";
import { functionJobOf } from "../function-job.ts";
import { member } from "../member.ts";
import { take } from "../warehouse-connection.ts";

export const rulesMember = member({
  names: {
    functions: ["rules"],
    parking: ["rules_failures"],
    where: "with rules in the API",
    taken: ["rules-job", "rules-job-start"],
  },
  outputs: {},
  build(pipeline) {
    const { scope, vars, shared, asks, bucketNames } = pipeline;
    const when = USES_RULES;
    const failures = moduleCall(
      scope,
      "rules_failures_queue",
      queue,
      {
        ...shared.every,
        ...shared.queues,
        name: `${vars.name}-rules-failures`,
        dead_letter_queue: false,
      },
      { when },
    );
    const outputs = moduleCall(
      scope,
      "rules",
      rules,
      {
        ...apiFunction(pipeline),
        ...take(vars.rules, "memory_mb", "timeout_seconds", "ephemeral_storage_mb", "reserved_concurrency"),
        system_bucket: bucketNames.at("system"),
        failures_queue_arn: failures.queue_arn,
        layer_arn: STAGE.layer_arn,
        job: tf`${USES_BATCH} ? ${functionJobOf(vars, vars.batch.attr("queue"))} : null`,
        token_key_secret_arn: STAGE.token_key_secret_arn,
        uses_token_key: tf`${asks.tokens} && ${USES_INLINE_TOKENS}`,
        vault_table_name: tf`${USES_INLINE_TOKENS} ? ${VAULT_TABLE} : null`,
        vault_kms_key_arn: tf`${USES_INLINE_TOKENS} ? ${VAULT_KEY_ARN} : null`,
      },
      { when },
    );
    return {
      functions: [{ name: "rules", when, outputs }],
      queues: [{ name: "rules_failures", when, outputs: failures, parks: true }],
      outputs: {},
    };
  },
});
