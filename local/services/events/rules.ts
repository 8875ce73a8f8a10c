// The rules of a bus with their targets, as moto keeps them; read again after any change.
import { callJson } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";

export interface Rule {
  Name: string;
  Arn: string;
  /** ENABLED, DISABLED, or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. */
  State?: string;
  EventPattern?: string;
  ScheduleExpression?: string;
}

export interface Target {
  Id: string;
  Arn: string;
  RoleArn?: string;
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
  BatchParameters?: {
    JobDefinition: string;
    JobName: string;
    ArrayProperties?: unknown;
    RetryStrategy?: unknown;
  };
  SqsParameters?: { MessageGroupId?: string };
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumRetryAttempts?: number };
}

export interface RuleWithTargets {
  rule: Rule;
  targets: Target[];
}

export class Rules {
  readonly #forward: Forward;
  readonly #accountId: string;
  readonly #buses = new Map<string, Promise<RuleWithTargets[]>>();

  constructor(forward: Forward, accountId: string) {
    this.#forward = forward;
    this.#accountId = accountId;
  }

  forget(): void {
    this.#buses.clear();
  }

  of(region: string, bus: string): Promise<RuleWithTargets[]> {
    const key = `${region}/${bus}`;
    let found = this.#buses.get(key);
    if (!found) {
      found = this.#read(region, bus);
      this.#buses.set(key, found);
      found.catch(() => this.#buses.delete(key));
    }
    return found;
  }

  async #read(region: string, EventBusName: string): Promise<RuleWithTargets[]> {
    const rules = await this.#all<Rule>(region, "ListRules", "Rules", { EventBusName });
    return Promise.all(
      // What moto makes for its archives is no rule of anybody's.
      rules
        .filter(({ Name, Arn }) => !Name.startsWith("Events-Archive-") && Arn.includes(this.#accountId))
        .map(async (rule) => ({
          rule,
          targets: await this.#all<Target>(region, "ListTargetsByRule", "Targets", {
            EventBusName,
            Rule: rule.Name,
          }),
        })),
    );
  }

  async #all<T>(region: string, operation: string, of: string, input: object): Promise<T[]> {
    const found: T[] = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await callJson<Record<string, unknown>>(this.#forward, "events", region, operation, {
        ...input,
        ...(NextToken && { NextToken }),
      });
      found.push(...((page[of] as T[] | undefined) ?? []));
      NextToken = page.NextToken as string | undefined;
      if (!NextToken) return found;
    }
  }
}
