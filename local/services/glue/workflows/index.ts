// Triggers and workflows: what begins jobs and crawlers, and what begins when they have ended.
// Sources: AWS Glue API Reference, Triggers, Workflows; Developer Guide, "Overview of workflows in AWS Glue".
import { randomBytes } from "node:crypto";
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Crawlers } from "../crawlers/index.ts";
import type { Jobs } from "../jobs/index.ts";
import { Definitions } from "./definitions.ts";
import { holds, nodeOf, runOf, type WorkflowRun } from "./run.ts";
import { Starts, type Surroundings } from "./starts.ts";
import { type Trigger, type TriggerInput, triggerInput, triggerOf } from "./trigger.ts";

export const triggerArn = (region: string, accountId: string, name: string): string =>
  `arn:aws:glue:${region}:${accountId}:trigger/${name}`;
export const workflowArn = (region: string, accountId: string, name: string): string =>
  `arn:aws:glue:${region}:${accountId}:workflow/${name}`;

/** Those of one region. */
export class Workflows {
  readonly definitions = new Definitions((name) => this.#lastOf(name));
  readonly #jobs: Jobs;
  readonly #crawlers: Crawlers;
  readonly #triggers = new Map<string, Trigger>();
  readonly #runs: WorkflowRun[] = [];
  /** Of triggers outside workflows: what each condition's job or crawler came to since the trigger last fired. */
  readonly #outcomes = new Map<string, Map<string, string>>();

  readonly #starts: Starts;

  constructor(jobs: Jobs, crawlers: Crawlers, around: Surroundings) {
    this.#jobs = jobs;
    this.#crawlers = crawlers;
    this.#starts = new Starts(around, (name, eventIds) => this.#due(name, eventIds));
    jobs.onEnd(({ job, state }) => this.#ended(`job ${job}`, state));
    crawlers.onEnd((name, ok) => this.#ended(`crawler ${name}`, ok ? "SUCCEEDED" : "FAILED"));
  }

  createTrigger(input: unknown): object {
    const wanted = triggerInput(input);
    if (this.#triggers.has(wanted.Name))
      throw new ApiError("AlreadyExistsException", `Trigger with name ${wanted.Name} already exists.`);
    this.#checkWorkflow(wanted);
    const started = wanted.StartOnCreation === true;
    const trigger: Trigger = { input: wanted, state: started ? "ACTIVATED" : "CREATED" };
    this.#triggers.set(wanted.Name, trigger);
    this.#starts.arm(wanted.Name, trigger);
    return { Name: wanted.Name };
  }

  #checkWorkflow({ Name, WorkflowName, Type }: TriggerInput): void {
    if (!WorkflowName) return;
    this.definitions.find(WorkflowName);
    const other = [...this.#triggers.values()].find(
      ({ input }) =>
        input.WorkflowName === WorkflowName && input.Type !== "CONDITIONAL" && input.Name !== Name,
    );
    if (Type !== "CONDITIONAL" && other)
      throw new ApiError(
        "InvalidInputException",
        `Workflow ${WorkflowName} already has a starting trigger: ${other.input.Name}.`,
      );
  }

  updateTrigger(name: unknown, update: object): object {
    const before = this.#trigger(name);
    const { Type, WorkflowName } = before.input;
    before.input = triggerInput({ ...update, Name: before.input.Name, Type, WorkflowName });
    this.#starts.arm(before.input.Name, before);
    return { Trigger: triggerOf(before) };
  }

  removeTrigger(name: unknown): object {
    this.#triggers.delete(String(name));
    this.#starts.arm(String(name), undefined);
    return { Name: String(name) };
  }

  /** One that is on demand fires; others are switched on. */
  startTrigger(name: unknown): object {
    const trigger = this.#trigger(name);
    if (trigger.input.Type !== "ON_DEMAND") {
      trigger.state = "ACTIVATED";
      this.#starts.arm(trigger.input.Name, trigger);
    } else if (trigger.input.WorkflowName) this.startRun(trigger.input.WorkflowName);
    else this.#fire(trigger, undefined);
    return { Name: trigger.input.Name };
  }

  stopTrigger(name: unknown): object {
    const trigger = this.#trigger(name);
    trigger.state = "DEACTIVATED";
    this.#starts.arm(trigger.input.Name, trigger);
    return { Name: trigger.input.Name };
  }

  trigger(name: unknown): object {
    return triggerOf(this.#trigger(name));
  }

  triggers(dependentJob?: unknown): object[] {
    const all = [...this.#triggers.values()];
    return all
      .filter(({ input }) => !dependentJob || input.Actions.some(({ JobName }) => JobName === dependentJob))
      .map(triggerOf);
  }

  /** An event of EventBridge for the trigger that starts a workflow. */
  notify(name: unknown, eventId: unknown): object {
    const { input } = this.definitions.find(name);
    const trigger = this.#startOf(input.Name);
    if (trigger?.input.Type !== "EVENT")
      throw new ApiError("InvalidInputException", `No trigger of workflow ${input.Name} takes events.`);
    if (trigger.state === "ACTIVATED") this.#starts.event(trigger, String(eventId));
    return {};
  }

  /** After time was let pass: resolves when what is due by now has begun. */
  advance(): Promise<void> {
    return this.#starts.advance();
  }

  close(): void {
    this.#starts.close();
  }

  #startOf(workflow: string): Trigger | undefined {
    return [...this.#triggers.values()].find(
      ({ input }) => input.WorkflowName === workflow && input.Type !== "CONDITIONAL",
    );
  }

  /** A schedule's time has come, or a batch of events is there. */
  #due(name: string, eventIds: readonly string[]): void {
    const trigger = this.#triggers.get(name);
    if (trigger?.state !== "ACTIVATED") return;
    const { WorkflowName } = trigger.input;
    try {
      if (!WorkflowName) this.#fire(trigger, undefined);
      else
        this.startRun(WorkflowName, eventIds.length > 0 ? { "aws:eventIds": JSON.stringify(eventIds) } : {});
    } catch (error) {
      // A workflow whose runs before are still at work is left to them, as in AWS.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  startRun(name: unknown, properties: Record<string, string> = {}): object {
    const { input } = this.definitions.find(name);
    const running = this.#runs.filter(
      ({ workflow, state }) => workflow === input.Name && state === "RUNNING",
    );
    if (input.MaxConcurrentRuns && running.length >= input.MaxConcurrentRuns)
      throw new ApiError(
        "ConcurrentRunsExceededException",
        `Concurrent runs exceeded for workflow ${input.Name}`,
      );
    const start = this.#startOf(input.Name);
    if (!start)
      throw new ApiError("InvalidInputException", `Workflow ${input.Name} has no starting trigger.`);
    const run: WorkflowRun = {
      id: `wr_${randomBytes(32).toString("hex")}`,
      ...{ workflow: input.Name, state: "RUNNING", startedAt: Date.now() },
      ...{ atWork: new Set(), outcomes: new Map(), fired: new Set() },
      properties: { ...input.DefaultRunProperties, ...properties },
    };
    this.#runs.push(run);
    this.#fire(start, run);
    this.#settle(run);
    return { RunId: run.id };
  }

  run(name: unknown, id: unknown): object {
    return runOf(this.#run(name, id));
  }

  runProperties(name: unknown, id: unknown): object {
    return { RunProperties: this.#run(name, id).properties };
  }

  #run(name: unknown, id: unknown): WorkflowRun {
    const run = this.#runs.find((one) => one.id === id && one.workflow === name);
    if (!run) throw new ApiError("EntityNotFoundException", `Workflow run ${String(id)} not found.`);
    return run;
  }

  /** Newest first. */
  runs(name: unknown): object[] {
    return this.#runs
      .filter(({ workflow }) => workflow === name)
      .toReversed()
      .map(runOf);
  }

  #lastOf(name: string): WorkflowRun | undefined {
    return this.#runs.findLast(({ workflow }) => workflow === name);
  }

  #trigger(name: unknown): Trigger {
    const found = this.#triggers.get(String(name));
    if (found) return found;
    throw new ApiError("EntityNotFoundException", `Trigger ${String(name)} not found.`);
  }

  #fire({ input }: Trigger, run: WorkflowRun | undefined): void {
    run?.fired.add(input.Name);
    for (const action of input.Actions) {
      const node = nodeOf(action);
      try {
        run?.atWork.add(node);
        if (action.JobName) {
          const { Arguments, Timeout, SecurityConfiguration } = action;
          this.#jobs.start(
            {
              JobName: action.JobName,
              ...(Arguments && { Arguments }),
              ...(Timeout !== undefined && { Timeout }),
              ...(SecurityConfiguration !== undefined && { SecurityConfiguration }),
            },
            input.Name,
          );
        } else this.#crawlers.start(action.CrawlerName);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        run?.atWork.delete(node);
        run?.outcomes.set(node, "ERROR");
        if (run) run.error = error.message;
      }
    }
  }

  #ended(node: string, outcome: string): void {
    for (const run of this.#runs)
      if (run.state === "RUNNING" && run.atWork.delete(node)) {
        run.outcomes.set(node, outcome);
        this.#settle(run);
      }
    for (const trigger of this.#triggers.values()) {
      const { Name, Type, WorkflowName, Predicate } = trigger.input;
      if (Type !== "CONDITIONAL" || WorkflowName || trigger.state !== "ACTIVATED") continue;
      const outcomes = this.#outcomes.get(Name) ?? new Map<string, string>();
      this.#outcomes.set(Name, outcomes.set(node, outcome));
      if (!holds(Predicate, outcomes)) continue;
      this.#outcomes.delete(Name);
      this.#fire(trigger, undefined);
    }
  }

  /** Fires what may be fired, and ends the run where nothing is at work. */
  #settle(run: WorkflowRun): void {
    for (const trigger of this.#triggers.values()) {
      const { Name, Type, WorkflowName, Predicate } = trigger.input;
      if (Type !== "CONDITIONAL" || WorkflowName !== run.workflow || run.fired.has(Name)) continue;
      if (trigger.state === "ACTIVATED" && holds(Predicate, run.outcomes)) this.#fire(trigger, run);
    }
    if (run.atWork.size > 0) return;
    run.state = run.error === undefined ? "COMPLETED" : "ERROR";
    run.endedAt = Date.now();
  }
}
