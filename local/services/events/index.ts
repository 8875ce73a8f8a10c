// EventBridge: buses, rules and targets are moto's; which event fits which rule, and what becomes of it at a target, is ours.
// So are rules with a schedule. Archives and replays hold nothing here.
import { randomUUID } from "node:crypto";
import { parseSchedule } from "../../../core/contract/index.ts";
import type { EventBus, EventMessage, ServiceEvent } from "../../events/bus.ts";
import { handOver } from "../../events/handover.ts";
import { matches } from "../../events/pattern.ts";
import type { Targets } from "../../events/permit.ts";
import { Timer } from "../../events/timer.ts";
import { inputOf } from "../../events/transform.ts";
import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type { MetricSink } from "../../gateway/metrics.ts";
import type { Forward, LocalContext, LocalService, ServiceRequest } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import type { Clock } from "../monitoring/clock.ts";
import { checkRequest, entriesOf, type PutEntry } from "./check.ts";
import { needs } from "./needs.ts";
import { type Rule, Rules, type Target } from "./rules.ts";

interface EventsContext extends LocalContext {
  forward: Forward;
  account: Account;
  roles: RoleAccess;
  metrics: MetricSink & { clock: Clock };
  bus: EventBus;
}

const DEFAULT_BUS = "default";
/** What EventBridge tries where a target says nothing: 185 times in a day. */
const DEFAULT_RETRIES = 185;

export function events(context: EventsContext): LocalService {
  const { forward, accountId, metrics, bus } = context;
  const rules = new Rules(forward, accountId);
  let handing = 0;

  const targets: Targets = {
    ...context,
    putEvent: (region, name, event) =>
      void publish(region, name, { ...(event as unknown as EventMessage), id: randomUUID() }),
  };
  const messageOf = (region: string, event: ServiceEvent, time = metrics.clock.now()): EventMessage => ({
    version: "0",
    id: randomUUID(),
    "detail-type": event.detailType,
    source: event.source,
    account: accountId,
    time: new Date(time).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [...event.resources],
    detail: event.detail,
  });

  const count = (region: string, rule: Rule, name: string, value = 1) =>
    metrics.record(region, [
      { namespace: "AWS/Events", name, dimensions: { RuleName: rule.Name }, values: [value], unit: "Count" },
    ]);

  /** Hands an event to every target of a rule; resolves when all have it, or have given up. */
  async function trigger(region: string, rule: Rule, all: readonly Target[], message: EventMessage) {
    count(region, rule, "TriggeredRules");
    const of = {
      ruleArn: rule.Arn,
      ruleName: rule.Name,
      ingestionTime: new Date(metrics.clock.now()).toISOString(),
    };
    await Promise.all(
      all.map(async (target) => {
        const outcome = await handOver(
          targets,
          { service: "events.amazonaws.com", arn: rule.Arn, region },
          {
            arn: target.Arn,
            roleArn: target.RoleArn,
            input: inputOf(target, message, of),
            batch: target.BatchParameters,
            messageGroupId: target.SqsParameters?.MessageGroupId,
            deadLetterQueue: target.DeadLetterConfig?.Arn,
            retries: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
          },
        );
        count(region, rule, outcome === "delivered" ? "Invocations" : "FailedInvocations");
        if (outcome === "dead-lettered") count(region, rule, "InvocationsSentToDlq");
      }),
    );
  }

  async function publish(region: string, name: string, message: EventMessage): Promise<void> {
    handing += 1;
    try {
      for (const { rule, targets: all } of await rules.of(region, name)) {
        if (rule.State === "DISABLED" || !rule.EventPattern) continue;
        if (!matches(JSON.parse(rule.EventPattern), message as never)) continue;
        count(region, rule, "MatchedEvents");
        await trigger(region, rule, all, message);
      }
    } catch (error) {
      console.error(new Date().toISOString(), `events: ${(error as Error).message}`);
    } finally {
      handing -= 1;
    }
  }

  bus.listen((region, event) => void publish(region, DEFAULT_BUS, messageOf(region, event)));

  /** Rules with a schedule are due by the clock. */
  const timer = new Timer(metrics.clock, async ({ region, name }, due) => {
    handing += 1;
    try {
      const found = (await rules.of(region, DEFAULT_BUS)).find(({ rule }) => rule.Name === name);
      if (!found || found.rule.State === "DISABLED") return;
      const event = {
        source: "aws.events",
        detailType: "Scheduled Event",
        resources: [found.rule.Arn],
        detail: {},
      };
      await trigger(region, found.rule, found.targets, messageOf(region, event, due));
    } finally {
      handing -= 1;
    }
  });

  async function putEvents(request: ServiceRequest) {
    const entries = entriesOf(request);
    return jsonAnswer({
      FailedEntryCount: entries.filter((entry) => "ErrorCode" in entry).length,
      Entries: await Promise.all(
        entries.map(async (entry) => {
          if ("ErrorCode" in entry) return entry;
          const { asked } = entry as { asked: PutEntry };
          const name = (asked.EventBusName ?? DEFAULT_BUS).split("/").at(-1) ?? DEFAULT_BUS;
          const message = messageOf(
            request.region,
            {
              source: asked.Source,
              detailType: asked.DetailType,
              resources: asked.Resources ?? [],
              detail: JSON.parse(asked.Detail) as Record<string, unknown>,
            },
            asked.Time === undefined ? undefined : asked.Time * 1000,
          );
          void publish(request.region, name, message);
          return { EventId: message.id };
        }),
      ),
    });
  }

  return {
    services: ["events"],
    target: { prefix: "AWSEvents", version: "1.1" },
    needs,
    handle: async (request, moto) => {
      try {
        if (request.operation === "PutEvents") return await putEvents(request);
        checkRequest(request);
        const response = await moto(request);
        const { region, operation = "" } = request;
        if (response.status < 300 && /^(Put|Remove|Delete|Enable|Disable|Create)/.test(operation)) {
          rules.forget();
          if (operation === "PutRule") {
            const { Name = "", ScheduleExpression } = jsonBody<{
              Name?: string;
              ScheduleExpression?: string;
            }>(request);
            timer.set(
              { region, name: Name },
              ScheduleExpression ? parseSchedule(ScheduleExpression) : undefined,
            );
          }
          if (operation === "DeleteRule")
            timer.set({ region, name: jsonBody<{ Name?: string }>(request).Name ?? "" }, undefined);
        }
        return response;
      } catch (error) {
        if (error instanceof ApiError) return errorAnswer(request, error);
        throw error;
      }
    },
    activity: async () => ({ work: [{ what: "events to hand over", count: handing }] }),
    advance: () => timer.settle(),
    close: async () => timer.close(),
  };
}
