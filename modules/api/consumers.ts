// Usage plans: rate and quota of consumers that are told apart by their keys.
import { ApiGatewayUsagePlan } from "@cdktf/provider-aws/lib/api-gateway-usage-plan/index.js";
import { ApiGatewayUsagePlanKey } from "@cdktf/provider-aws/lib/api-gateway-usage-plan-key/index.js";
import { type Construct, dynamicBlock, type Expr, each, forEach, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import type { RestApi } from "./rest-api.ts";

/** @returns name of a plan → its id */
export function usagePlans(scope: Construct, vars: Vars<typeof inputs>, { api, stage }: RestApi): Expr {
  const plans = forEach(
    new ApiGatewayUsagePlan(scope, "plan", {
      name: `${vars.name}-api-${each.key}`,
      apiStages: [{ apiId: `${api.attr("id")}`, stage: `${stage.attr("stage_name")}` }],
      tags: vars.tags.map,
    }),
    vars.usage_plans,
  );
  const limited = tf`each.value.rate_limit != null || each.value.burst_limit != null`;
  dynamicBlock(plans, "throttle_settings", tf`${limited} ? [each.value] : []`, ({ value }) => ({
    rate_limit: value.attr("rate_limit"),
    burst_limit: value.attr("burst_limit"),
  }));
  dynamicBlock(
    plans,
    "quota_settings",
    tf`each.value.quota == null ? [] : [each.value.quota]`,
    ({ value }) => ({
      limit: value.attr("limit"),
      period: value.attr("period"),
    }),
  );
  forEach(
    new ApiGatewayUsagePlanKey(scope, "plan-key", {
      keyId: `${each.value.attr("key")}`,
      keyType: "API_KEY",
      usagePlanId: tf`${ref(plans)}[each.value.plan].id`.toString(),
    }),
    // By their places, since ids of keys may be known late.
    tf`merge([for name, plan in ${vars.usage_plans} : { for i, key in plan.api_key_ids : "\${name}/\${i}" => { plan = name, key = key } }]...)`,
  );
  return tf`{ for name, plan in ${ref(plans)} : name => plan.id }`;
}
