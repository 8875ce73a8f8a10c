// What an invocation needs to know of the account: stages, keys and plans, read from moto and kept until one is written.
import { CallError, callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import type { AccessLogSettings } from "./access-log.ts";
import type { RestControl } from "./control.ts";
import type { Definition } from "./definition.ts";
import type { ApiKey, MethodSettings, Plans, UsagePlan } from "./plans.ts";

export interface Stage {
  stageName: string;
  deploymentId: string;
  variables?: Record<string, string> | null;
  methodSettings?: MethodSettings;
  accessLogSettings?: AccessLogSettings | null;
}

export interface DeployedStage {
  apiName: string;
  stage: Stage;
  definition: Definition;
}

export class Deployed {
  readonly #forward: Forward;
  readonly #control: RestControl;
  readonly #stages = new Map<string, Promise<DeployedStage | undefined>>();
  readonly #plans = new Map<string, Promise<Plans>>();

  constructor(forward: Forward, control: RestControl) {
    this.#forward = forward;
    this.#control = control;
  }

  /** Something of the account's APIs was written. */
  forget(): void {
    this.#stages.clear();
    this.#plans.clear();
  }

  /** Undefined where there is no such API or stage. */
  stage(region: string, apiId: string, name: string): Promise<DeployedStage | undefined> {
    return kept(this.#stages, `${region} ${apiId} ${name}`, async () => {
      const path = `/restapis/${apiId}/stages/${encodeURIComponent(name)}`;
      const stage = await this.#get<Stage>(region, path).catch((error: unknown) => {
        if (error instanceof CallError && error.status < 500) return undefined;
        throw error;
      });
      if (!stage?.deploymentId) return undefined;
      const definition =
        this.#control.deployed(apiId, stage.deploymentId) ?? (await this.#control.definition(region, apiId));
      const { name: apiName } = await this.#get<{ name: string }>(region, `/restapis/${apiId}`);
      return { apiName, stage, definition };
    });
  }

  /** All keys and plans of a region. */
  plans(region: string): Promise<Plans> {
    return kept(this.#plans, region, async () => {
      const { item: keys = [] } = await this.#get<{ item?: ApiKey[] }>(
        region,
        "/apikeys",
        "includeValues=true",
      );
      const { item: found = [] } = await this.#get<{ item?: Omit<UsagePlan, "keys">[] }>(
        region,
        "/usageplans",
      );
      const plans = found.map(async (plan) => {
        const { item = [] } = await this.#get<{ item?: { id: string }[] }>(
          region,
          `/usageplans/${plan.id}/keys`,
        );
        return { ...plan, keys: item.map(({ id }) => id) };
      });
      return { keys, plans: await Promise.all(plans) };
    });
  }

  #get<Output>(region: string, path: string, query?: string): Promise<Output> {
    return callRest<Output>(this.#forward, "apigateway", region, "GET", path, undefined, query);
  }
}

function kept<Value>(
  map: Map<string, Promise<Value>>,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  let value = map.get(key);
  if (!value) {
    value = read();
    map.set(key, value);
    value.catch(() => map.delete(key));
  }
  return value;
}
