// The function that opens tokens behind the API, where the contract lets a group do so.
import { detokenize } from "../../detokenize/index.ts";
import { moduleCall } from "../../kit/index.ts";
import { STAGE, VAULT_KEY_ARN, VAULT_TABLE } from "../addresses.ts";
import { apiFunction } from "../api-function.ts";
import { USES_DETOKENIZE } from "../asks.ts";
import { member } from "../member.ts";
import { take } from "../warehouse-connection.ts";

export const detokenizeMember = member({
  names: { functions: ["detokenize"], where: "with detokenizing in the API" },
  outputs: {},
  build(pipeline) {
    const { scope, vars, shared, asks, bucketNames } = pipeline;
    const when = USES_DETOKENIZE;
    const outputs = moduleCall(
      scope,
      "detokenize",
      detokenize,
      {
        ...apiFunction(pipeline),
        ...shared.audit,
        ...take(vars.detokenize, "memory_mb", "reserved_concurrency", "most_values_an_hour"),
        system_bucket: bucketNames.at("system"),
        audit_ttl_days: vars.audit_ttl_days,
        token_key_secret_arn: STAGE.token_key_secret_arn,
        // hmac is never opened.
        uses_token_key: asks.opensByKey,
        vault_table_name: VAULT_TABLE,
        vault_kms_key_arn: VAULT_KEY_ARN,
      },
      { when },
    );
    return { functions: [{ name: "detokenize", when, outputs }], outputs: {} };
  },
});
