// API keys and usage plans as Terraform made them: whose key it is, and whether its plan lets one more request through.

import type { Context } from "./context.ts";
import { Refusal } from "./gateway-responses.ts";
import type { Rate, Throttle } from "./throttle.ts";

export interface ApiKey {
  id: string;
  value: string;
  enabled?: boolean | string;
}

export interface UsagePlan {
  id: string;
  apiStages?: { apiId: string; stage: string; throttle?: Record<string, Rate> | null }[];
  throttle?: Rate;
  quota?: { limit?: number | string; period?: string; offset?: number | string };
  /** Ids of the keys in it. */
  keys: string[];
}

export interface Plans {
  keys: ApiKey[];
  plans: UsagePlan[];
}

/** Limits of a stage's methods, by resource path and method, such as "orders/GET" or "*" + "/*". */
export type MethodSettings = Record<string, { throttlingRateLimit?: number; throttlingBurstLimit?: number }>;

/** A rate that is not limited comes as -1, or not at all. */
const rate = (rateLimit: unknown, burstLimit: unknown): Rate => {
  const number = (value: unknown) =>
    value === undefined || value === null || Number(value) < 0 ? undefined : Number(value);
  return { rateLimit: number(rateLimit), burstLimit: number(burstLimit) };
};

/** The settings of one method: its own, or those of all. Slashes within a path are ~1. */
export function methodRate(
  settings: MethodSettings | undefined,
  path: string,
  method: string,
): { key: string; rate: Rate } | undefined {
  const escaped = path.replace(/^\//, "").replaceAll("/", "~1");
  for (const key of [`${escaped}/${method}`, `~1${escaped}/${method}`, `${path.slice(1)}/${method}`, "*/*"]) {
    const found = settings?.[key];
    if (found) return { key, rate: rate(found.throttlingRateLimit, found.throttlingBurstLimit) };
  }
  return undefined;
}

/**
 * Finds the key among those whose plan has this stage.
 * @throws Refusal where there is none
 */
export function planOf(
  { keys, plans }: Plans,
  value: string | undefined,
  context: Context,
): { key: ApiKey; plan: UsagePlan } {
  const key = keys.find((one) => one.value === value && String(one.enabled) !== "false");
  const plan =
    key &&
    plans.find(
      ({ keys: members, apiStages }) =>
        members.includes(key.id) &&
        apiStages?.some(({ apiId, stage }) => apiId === context.apiId && stage === context.stage),
    );
  if (!key || !plan) throw new Refusal("INVALID_API_KEY");
  return { key, plan };
}

/**
 * Takes one request off every limit that holds for it: the stage's for the method, the plan's for the key.
 * @throws Refusal where one is used up
 */
export function limit(
  throttle: Throttle,
  context: Context,
  settings: MethodSettings | undefined,
  used: { key: ApiKey; plan: UsagePlan } | undefined,
): void {
  const path = context.resourcePath ?? "/";
  const at = `${context.region}/${context.apiId}/${context.stage}`;
  const limits: { key: string; rate: Rate }[] = [];
  const ofStage = methodRate(settings, path, context.httpMethod);
  // Limits for all methods hold for each of them.
  if (ofStage) limits.push({ key: `${at} ${context.httpMethod} ${path}`, rate: ofStage.rate });
  if (used) {
    const { key, plan } = used;
    const stage = plan.apiStages?.find(
      ({ apiId, stage: name }) => apiId === context.apiId && name === context.stage,
    );
    const ofMethod = stage?.throttle?.[`${path}/${context.httpMethod}`];
    if (ofMethod) {
      const name = `${plan.id} ${key.id} ${at} ${path}/${context.httpMethod}`;
      limits.push({ key: name, rate: rate(ofMethod.rateLimit, ofMethod.burstLimit) });
    } else if (plan.throttle)
      limits.push({
        key: `${plan.id} ${key.id}`,
        rate: rate(plan.throttle.rateLimit, plan.throttle.burstLimit),
      });
  }
  if (!throttle.take(limits)) throw new Refusal("THROTTLED");
  const quota = used?.plan.quota;
  if (!used || !quota || quota.limit === undefined) return;
  const counted = {
    limit: Number(quota.limit),
    period: String(quota.period),
    offset: Number(quota.offset ?? 0),
  };
  if (!throttle.spend(`${used.plan.id} ${used.key.id}`, counted)) throw new Refusal("QUOTA_EXCEEDED");
}
