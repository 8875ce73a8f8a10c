// A run of a workflow: what is at work of it, what has ended how, what may begin next, and how GetWorkflowRun tells it.
import { epochSeconds } from "../../../gateway/aws-json.ts";
import type { Condition, TriggerInput } from "./trigger.ts";

export interface WorkflowRun {
  id: string;
  workflow: string;
  state: "RUNNING" | "COMPLETED" | "STOPPING" | "STOPPED" | "ERROR";
  startedAt: number;
  endedAt?: number;
  /** What is at work of it: `job NAME`, `crawler NAME`. */
  atWork: Set<string>;
  /** What each came to: SUCCEEDED, FAILED, … */
  outcomes: Map<string, string>;
  fired: Set<string>;
  properties: Record<string, string>;
  error?: string;
}

/** What a run calls a job or a crawler. */
export const nodeOf = ({
  JobName,
  CrawlerName,
}: {
  JobName?: string | undefined;
  CrawlerName?: string | undefined;
}): string => (JobName ? `job ${JobName}` : `crawler ${CrawlerName}`);

/** Whether a trigger may fire, by what its conditions' jobs and crawlers came to. */
export function holds(predicate: TriggerInput["Predicate"], outcomes: ReadonlyMap<string, string>): boolean {
  const met = (condition: Condition): boolean =>
    outcomes.get(nodeOf(condition)) === (condition.State ?? condition.CrawlState);
  const conditions = predicate?.Conditions ?? [];
  return predicate?.Logical === "ANY" ? conditions.some(met) : conditions.every(met);
}

/** As GetWorkflowRun gives it. */
export function runOf(run: WorkflowRun): object {
  const outcomes = [...run.outcomes.values()];
  const count = (...states: string[]): number => outcomes.filter((one) => states.includes(one)).length;
  return {
    Name: run.workflow,
    WorkflowRunId: run.id,
    Status: run.state,
    StartedOn: epochSeconds(run.startedAt),
    ...(run.endedAt !== undefined && { CompletedOn: epochSeconds(run.endedAt) }),
    ...(run.error !== undefined && { ErrorMessage: run.error }),
    WorkflowRunProperties: run.properties,
    Statistics: {
      TotalActions: outcomes.length + run.atWork.size,
      RunningActions: run.atWork.size,
      SucceededActions: count("SUCCEEDED"),
      FailedActions: count("FAILED"),
      TimeoutActions: count("TIMEOUT"),
      StoppedActions: count("STOPPED"),
      ErroredActions: count("ERROR"),
      WaitingActions: 0,
    },
  };
}
