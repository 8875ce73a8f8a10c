// Usage limits of workgroups. Nothing here costs, so none is ever reached.
import { randomUUID } from "node:crypto";
import { ApiError } from "../../gateway/aws-json.ts";
import { arnOf, type Call, notFound, type UsageLimit } from "./estate.ts";
import { between, oneOf, type PageInput, page, required } from "./input.ts";

interface LimitInput {
  usageLimitId?: string;
  resourceArn?: string;
  usageType?: string;
  period?: string;
  amount?: number;
  breachAction?: string;
}

const TYPES = ["serverless-compute", "cross-region-datasharing"];
const PERIODS = ["daily", "weekly", "monthly"];
const ACTIONS = ["log", "emit-metric", "deactivate"];

const amountIn = (amount: number | undefined): number =>
  between(required(amount, "amount"), "amount", 1, Number.MAX_SAFE_INTEGER);

function limitOf({ estate }: Call, input: LimitInput): UsageLimit {
  const id = required(input.usageLimitId, "usageLimitId");
  const found = estate.limits.get(id);
  if (!found) throw notFound("usage limit", id);
  return found;
}

export const usageLimitOperations = {
  CreateUsageLimit(input: LimitInput, call: Call) {
    const { estate } = call;
    const resourceArn = required(input.resourceArn, "resourceArn");
    if (![...estate.workgroups.values()].some((one) => one.workgroupArn === resourceArn))
      throw notFound("workgroup", resourceArn);
    const usageLimitId = randomUUID();
    const usageLimit: UsageLimit = {
      usageLimitArn: arnOf(call, "usagelimit", usageLimitId),
      usageLimitId,
      resourceArn,
      usageType: oneOf(input.usageType, "usageType", TYPES),
      period: oneOf(input.period ?? "monthly", "period", PERIODS),
      amount: amountIn(input.amount),
      breachAction: oneOf(input.breachAction ?? "log", "breachAction", ACTIONS),
    };
    const same = [...estate.limits.values()].find((one) =>
      (["resourceArn", "usageType", "period", "breachAction"] as const).every(
        (field) => one[field] === usageLimit[field],
      ),
    );
    if (same) throw new ApiError("ConflictException", `The usage limit ${same.usageLimitId} is the same.`);
    estate.limits.set(usageLimitId, usageLimit);
    return { usageLimit };
  },

  GetUsageLimit: (input: LimitInput, call: Call) => ({ usageLimit: limitOf(call, input) }),

  ListUsageLimits: (input: LimitInput & PageInput, { estate }: Call) =>
    page(
      "usageLimits",
      [...estate.limits.values()]
        .filter(({ resourceArn }) => !input.resourceArn || resourceArn === input.resourceArn)
        .filter(({ usageType }) => !input.usageType || usageType === input.usageType),
      input,
    ),

  UpdateUsageLimit(input: LimitInput, call: Call) {
    const usageLimit = limitOf(call, input);
    if (input.amount !== undefined) usageLimit.amount = amountIn(input.amount);
    if (input.breachAction) usageLimit.breachAction = oneOf(input.breachAction, "breachAction", ACTIONS);
    return { usageLimit };
  },

  DeleteUsageLimit(input: LimitInput, call: Call) {
    const usageLimit = limitOf(call, input);
    call.estate.limits.delete(usageLimit.usageLimitId);
    return { usageLimit };
  },
};
