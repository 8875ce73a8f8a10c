// Jobs and their runs: made, changed, started, tried again, timed out, stopped. Source: AWS Glue API Reference, Jobs, Job runs.
import { randomBytes } from "node:crypto";
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Forward } from "../../../gateway/service.ts";
import type { Clock } from "../../monitoring/clock.ts";
import type { GlueEvents } from "../events.ts";
import { checkTrust } from "../roles.ts";
import { type Job, jobDefinition, jobOf } from "./definition.ts";
import { type ExecuteContext, execute, logGroupOf } from "./execute.ts";
import { isOver, type JobRun, runOf } from "./run.ts";

interface Context extends ExecuteContext {
  forward: Forward;
  region: string;
  events: GlueEvents;
  clock: Clock;
}

/** A run at work. */
interface Working {
  stop: AbortController;
  ended: Promise<void>;
  /** By the clock, in milliseconds: when its timeout is over; once it runs. */
  deadline?: number;
  late?: true;
}

/** A timer takes no more than this. */
const MOST_MS = 2 ** 31 - 1;

export interface StartInput {
  JobName?: string;
  JobRunId?: string;
  Arguments?: Record<string, string>;
  Timeout?: number;
  WorkerType?: string;
  NumberOfWorkers?: number;
  ExecutionClass?: "STANDARD" | "FLEX";
  SecurityConfiguration?: string;
}

export const jobArn = (region: string, accountId: string, name: string): string =>
  `arn:aws:glue:${region}:${accountId}:job/${name}`;

/** Those of one region. */
export class Jobs {
  readonly #context: Context;
  readonly #jobs = new Map<string, Job>();
  readonly #runs = new Map<string, JobRun>();
  readonly #working = new Map<string, Working>();
  #closed = false;
  #onEnd: (run: JobRun) => void = () => {};

  constructor(context: Context) {
    this.#context = context;
  }

  /** @param listener told of every run that is over */
  onEnd(listener: (run: JobRun) => void): void {
    this.#onEnd = listener;
  }

  get atWork(): number {
    return this.#working.size;
  }

  async create(input: Record<string, unknown>): Promise<object> {
    const name = String(input.Name ?? "");
    if (name === "") throw new ApiError("InvalidInputException", "Job name must not be empty.");
    if (this.#jobs.has(name)) throw new ApiError("AlreadyExistsException", `Job ${name} already exists.`);
    const definition = jobDefinition(input);
    await checkTrust(this.#context.forward, definition.Role);
    const now = Date.now();
    this.#jobs.set(name, { name, definition, createdAt: now, modifiedAt: now });
    return { Name: name };
  }

  async update(name: unknown, update: unknown): Promise<object> {
    const job = this.#find(name);
    const definition = jobDefinition(update);
    await checkTrust(this.#context.forward, definition.Role);
    job.definition = definition;
    job.modifiedAt = Date.now();
    return { JobName: job.name };
  }

  remove(name: unknown): object {
    this.#jobs.delete(String(name));
    return { JobName: String(name) };
  }

  get(name: unknown): object {
    return jobOf(this.#find(name));
  }

  has(name: string): boolean {
    return this.#jobs.has(name);
  }

  list(): object[] {
    return [...this.#jobs.values()].map(jobOf);
  }

  names(): string[] {
    return [...this.#jobs.keys()];
  }

  /** @param trigger the name of what starts it, where it is no call */
  start(input: StartInput, trigger?: string): string {
    const job = this.#find(input.JobName);
    const most = job.definition.ExecutionProperty?.MaxConcurrentRuns ?? 1;
    const running = [...this.#runs.values()].filter((run) => run.job === job.name && !isOver(run)).length;
    if (running >= most)
      throw new ApiError("ConcurrentRunsExceededException", `Concurrent runs exceeded for ${job.name}`);
    const { WorkerType, NumberOfWorkers, Timeout, ExecutionClass, SecurityConfiguration } = input;
    const overrides = { WorkerType, NumberOfWorkers, Timeout, ExecutionClass, SecurityConfiguration };
    const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
    const definition = jobDefinition({ ...job.definition, ...given });
    const args = {
      ...definition.DefaultArguments,
      ...input.Arguments,
      ...definition.NonOverridableArguments,
    };
    return this.#begin({ job: job.name, definition, args, attempt: 0, trigger });
  }

  run(name: unknown, id: unknown): object {
    const run = this.#runs.get(String(id));
    if (!run || run.job !== name)
      throw new ApiError("EntityNotFoundException", `Job run ${String(id)} of ${String(name)} not found.`);
    return runOf(run);
  }

  /** Newest first. */
  runs(name: unknown): object[] {
    this.#find(name);
    return [...this.#runs.values()]
      .filter(({ job }) => job === name)
      .reverse()
      .map(runOf);
  }

  stop(name: string, ids: readonly string[]): object {
    const successful: object[] = [];
    const errors: object[] = [];
    for (const JobRunId of ids) {
      const run = this.#runs.get(JobRunId);
      if (run && run.job === name && !isOver(run)) {
        run.state = "STOPPING";
        this.#working.get(JobRunId)?.stop.abort();
        successful.push({ JobName: name, JobRunId });
      } else
        errors.push({
          JobName: name,
          JobRunId,
          ErrorDetail: run
            ? {
                ErrorCode: "InvalidInputException",
                ErrorMessage: `JobRun ${JobRunId} is in ${run.state} state`,
              }
            : { ErrorCode: "EntityNotFoundException", ErrorMessage: `JobRun ${JobRunId} not found` },
        });
    }
    return { SuccessfulSubmissions: successful, Errors: errors };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#working.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  #find(name: unknown): Job {
    const found = this.#jobs.get(String(name));
    if (found) return found;
    throw new ApiError("EntityNotFoundException", `Job ${String(name)} not found.`);
  }

  #begin(asked: Pick<JobRun, "job" | "definition" | "args" | "attempt" | "trigger" | "previous">): string {
    const run: JobRun = {
      ...asked,
      id: `jr_${randomBytes(32).toString("hex")}`,
      region: this.#context.region,
      state: "STARTING",
      logGroup: logGroupOf(asked.args),
      startedAt: Date.now(),
      executionSeconds: 0,
    };
    this.#runs.set(run.id, run);
    const working: Working = { stop: new AbortController(), ended: Promise.resolve() };
    this.#working.set(run.id, working);
    working.ended = this.#execute(run, working);
    return run.id;
  }

  /** After time was let pass: resolves when the runs have ended whose timeout is over by now. */
  async advance(): Promise<void> {
    const now = this.#context.clock.now();
    const late = [...this.#working.values()].filter(
      ({ deadline }) => deadline !== undefined && deadline <= now,
    );
    for (const working of late) {
      working.late = true;
      working.stop.abort();
    }
    await Promise.all(late.map(({ ended }) => ended));
  }

  async #execute(run: JobRun, working: Working): Promise<void> {
    const { stop } = working;
    let began: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    const failure = await execute(
      run,
      () => {
        began = Date.now();
        if (run.state === "STARTING") run.state = "RUNNING";
        const timeout = (run.definition.Timeout ?? 480) * 60_000;
        working.deadline = this.#context.clock.now() + timeout;
        timer = setTimeout(() => void this.advance(), Math.min(timeout, MOST_MS));
      },
      stop.signal,
      this.#context,
    ).catch((error: Error) => error.message);
    clearTimeout(timer);
    run.completedAt = Date.now();
    run.executionSeconds = began === undefined ? 0 : (run.completedAt - began) / 1000;
    if (working.late) run.state = "TIMEOUT";
    else if (stop.signal.aborted) run.state = "STOPPED";
    else run.state = failure === undefined ? "SUCCEEDED" : "FAILED";
    if (run.state === "FAILED" && failure !== undefined) run.error = failure;
    this.#context.events.run(run);
    // The next attempt is there before this one is gone from what is at work.
    if (run.state === "FAILED" && !this.#closed && run.attempt < (run.definition.MaxRetries ?? 0)) {
      const { job, definition, args, attempt, trigger, id } = run;
      this.#begin({ job, definition, args, attempt: attempt + 1, trigger, previous: id });
    } else this.#onEnd(run);
    this.#working.delete(run.id);
  }
}
