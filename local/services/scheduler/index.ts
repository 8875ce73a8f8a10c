// EventBridge Scheduler: schedules are moto's, when they are due and what they call is ours.
// Sources: EventBridge Scheduler API Reference, CreateSchedule; User Guide, "Schedule types", "Using context attributes".
import { randomUUID } from "node:crypto";
import { parseSchedule, type Schedule } from "../../../core/contract/index.ts";
import { handOver } from "../../events/handover.ts";
import type { Targets } from "../../events/permit.ts";
import { Timer } from "../../events/timer.ts";
import { ApiError, errorAnswer } from "../../gateway/aws-json.ts";
import { callRest } from "../../gateway/call.ts";
import type { Forward, LocalContext, LocalService, ServiceRequest } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import type { Clock } from "../monitoring/clock.ts";

interface SchedulerContext extends LocalContext {
  forward: Forward;
  account: Account;
  roles: RoleAccess;
  metrics: { clock: Clock };
}

interface Kept {
  Arn: string;
  State?: string;
  Target: {
    Arn: string;
    RoleArn: string;
    Input?: string;
    DeadLetterConfig?: { Arn?: string };
    RetryPolicy?: { MaximumRetryAttempts?: number };
    SqsParameters?: { MessageGroupId?: string };
  };
}

interface Asked {
  ScheduleExpression?: string;
  ScheduleExpressionTimezone?: string;
  GroupName?: string;
  Target?: { Arn?: string; RoleArn?: string };
}

const SCHEDULE = /^\/schedules\/([^/?]+)$/;

export function scheduler(context: SchedulerContext): LocalService {
  const { forward, metrics } = context;
  let handing = 0;
  const targets: Targets = { ...context, putEvent: () => undefined };

  const timer = new Timer(metrics.clock, async ({ region, name }, due) => {
    handing += 1;
    try {
      const [group = "default", own = ""] = name.split("/");
      const kept = await callRest<Kept>(
        forward,
        "scheduler",
        region,
        "GET",
        `/schedules/${own}`,
        undefined,
        `groupName=${group}`,
      );
      if (kept.State === "DISABLED") return;
      const { Target } = kept;
      await handOver(
        targets,
        { service: "scheduler.amazonaws.com", arn: kept.Arn, region },
        {
          arn: Target.Arn,
          roleArn: Target.RoleArn,
          input: withContext(Target.Input ?? "{}", kept.Arn, due),
          messageGroupId: Target.SqsParameters?.MessageGroupId,
          deadLetterQueue: Target.DeadLetterConfig?.Arn,
          retries: Target.RetryPolicy?.MaximumRetryAttempts ?? 185,
        },
      );
    } finally {
      handing -= 1;
    }
  });

  const keep = ({ region, path, body, method, query }: ServiceRequest): void => {
    const name = SCHEDULE.exec(path)?.[1];
    if (!name) return;
    if (method === "DELETE") {
      timer.set({ region, name: `${query.get("groupName") ?? "default"}/${name}` }, undefined);
      return;
    }
    const asked = JSON.parse(body.toString("utf8")) as Asked;
    timer.set(
      { region, name: `${asked.GroupName ?? "default"}/${name}` },
      scheduleOf(asked),
      asked.ScheduleExpressionTimezone,
    );
  };

  return {
    services: ["scheduler"],
    errors: "json",
    handle: async (request, moto) => {
      const writes = SCHEDULE.test(request.path) && request.method !== "GET";
      try {
        if (writes && request.method !== "DELETE") check(JSON.parse(request.body.toString("utf8")) as Asked);
        const response = await moto(request);
        if (writes && response.status < 300) keep(request);
        return response;
      } catch (error) {
        if (error instanceof ApiError) return errorAnswer(request, error);
        throw error;
      }
    },
    activity: async () => ({ work: [{ what: "schedules to run", count: handing }] }),
    advance: () => timer.settle(),
    close: async () => timer.close(),
  };
}

/** @throws ApiError ValidationException */
function check(asked: Asked): void {
  const refuse = (message: string): never => {
    throw new ApiError("ValidationException", message);
  };
  try {
    scheduleOf(asked);
  } catch {
    refuse(`Invalid Schedule Expression ${asked.ScheduleExpression}.`);
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: asked.ScheduleExpressionTimezone ?? "UTC" });
  } catch {
    refuse(`The ScheduleExpressionTimezone ${asked.ScheduleExpressionTimezone} is not valid.`);
  }
  if (!/^arn:[^:]+:iam::\d{12}:role\//.test(asked.Target?.RoleArn ?? ""))
    refuse("Target.RoleArn must be the ARN of a role that scheduler.amazonaws.com may assume.");
}

/** Beside rate and cron there is at(…): once. */
function scheduleOf({ ScheduleExpression = "" }: Asked): Schedule {
  const once = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(ScheduleExpression)?.[1];
  if (once === undefined) return parseSchedule(ScheduleExpression);
  const time = Date.parse(`${once}Z`);
  return { next: (after) => (time > after ? time : undefined) };
}

/** What a schedule's input may name. */
const withContext = (input: string, arn: string, due: number): string =>
  Object.entries({
    "aws.scheduler.schedule-arn": arn,
    "aws.scheduler.scheduled-time": new Date(due).toISOString().replace(/\.\d+Z$/, "Z"),
    "aws.scheduler.execution-id": randomUUID(),
    "aws.scheduler.attempt-number": "1",
  }).reduce((text, [name, value]) => text.replaceAll(`<${name}>`, value), input);
