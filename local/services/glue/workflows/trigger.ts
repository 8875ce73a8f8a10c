// A trigger: what CreateTrigger and UpdateTrigger take, what of it is refused, and how GetTrigger tells it.
// Source: AWS Glue API Reference, Triggers.
import * as z from "zod";
import { ApiError } from "../../../gateway/aws-json.ts";
import { checkSchedule } from "../schedule.ts";

/** Seconds that a batch of events waits for more, and the most that it may. */
export const BATCH_WINDOW = 900;

const action = z.object({
  JobName: z.string().optional(),
  CrawlerName: z.string().optional(),
  Arguments: z.record(z.string(), z.string()).optional(),
  Timeout: z.number().optional(),
  SecurityConfiguration: z.string().optional(),
  NotificationProperty: z.object({ NotifyDelayAfter: z.number().optional() }).optional(),
});
export type TriggerAction = z.output<typeof action>;

const condition = z.object({
  LogicalOperator: z.literal("EQUALS").optional(),
  JobName: z.string().optional(),
  State: z.enum(["SUCCEEDED", "STOPPED", "TIMEOUT", "FAILED"]).optional(),
  CrawlerName: z.string().optional(),
  CrawlState: z.enum(["SUCCEEDED", "FAILED", "CANCELLED"]).optional(),
});
export type Condition = z.output<typeof condition>;

const trigger = z.object({
  Name: z.string().min(1).max(255),
  WorkflowName: z.string().optional(),
  Type: z.enum(["SCHEDULED", "CONDITIONAL", "ON_DEMAND", "EVENT"]),
  Schedule: z.string().optional(),
  Predicate: z
    .object({ Logical: z.enum(["AND", "ANY"]).optional(), Conditions: z.array(condition).optional() })
    .optional(),
  Actions: z.array(action).min(1),
  Description: z.string().optional(),
  StartOnCreation: z.boolean().optional(),
  EventBatchingCondition: z
    .object({
      BatchSize: z.number().int().min(1).max(100),
      BatchWindow: z.number().int().min(1).max(BATCH_WINDOW).optional(),
    })
    .optional(),
});
export type TriggerInput = z.output<typeof trigger>;

export interface Trigger {
  input: TriggerInput;
  state: "CREATED" | "ACTIVATED" | "DEACTIVATED";
}

const refuse = (message: string): never => {
  throw new ApiError("InvalidInputException", message);
};

/** @throws ApiError InvalidInputException */
export function triggerInput(input: unknown): TriggerInput {
  const parsed = trigger.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { Type, Schedule, Predicate, Actions, StartOnCreation, EventBatchingCondition } = parsed.data;
  if (Type === "EVENT" && !parsed.data.WorkflowName) refuse("A trigger of type EVENT is for a workflow.");
  if (Type !== "EVENT" && EventBatchingCondition)
    refuse("A batching condition is for triggers of type EVENT.");
  if (Type === "SCHEDULED") checkSchedule(Schedule ?? "");
  if (Type !== "SCHEDULED" && Schedule) refuse("A schedule is for triggers of type SCHEDULED.");
  if ((Type === "CONDITIONAL") !== Boolean(Predicate?.Conditions?.length))
    refuse("A predicate with conditions is for triggers of type CONDITIONAL, which need one.");
  if (Type === "ON_DEMAND" && StartOnCreation)
    refuse("StartOnCreation is not supported for ON_DEMAND triggers.");
  for (const one of Actions)
    if (Boolean(one.JobName) === Boolean(one.CrawlerName)) refuse("An action names a job or a crawler.");
  return parsed.data;
}

/** As GetTrigger gives it. */
export function triggerOf({ input, state }: Trigger): object {
  const { StartOnCreation: _start, Predicate, ...rest } = input;
  return {
    ...rest,
    State: state,
    ...(Predicate && {
      Predicate: {
        Logical: Predicate.Logical ?? "AND",
        Conditions: (Predicate.Conditions ?? []).map((one) => ({ LogicalOperator: "EQUALS", ...one })),
      },
    }),
  };
}
