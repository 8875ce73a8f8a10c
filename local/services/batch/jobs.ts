// All jobs: who may run next, what follows an attempt's end, and what arrays and dependencies make of others' ends.
// Sources: AWS Batch User Guide, "Job states", "Array jobs", "Job dependencies", "Fair-share scheduling".
import { availableParallelism } from "node:os";
import type { EventBus } from "../../events/bus.ts";
import { ApiError } from "../../gateway/aws-json.ts";
import { type StartedAttempt, startAttempt } from "./attempt.ts";
import type { AttemptContext } from "./attempt-context.ts";
import { resourcesOfAll } from "./definition.ts";
import { JobEvents } from "./events.ts";
import { isOver, type Job } from "./job.ts";
import { retries } from "./retry.ts";

/** Containers at once: a laptop is not a compute environment. */
const AT_ONCE = Math.max(2, availableParallelism());

/** What jobs are given when the local AWS ends: their lock, say, is given back. */
const AT_END_MS = 2_000;

const EXITED = "Essential container in task exited";

export class Jobs {
  readonly #all = new Map<string, Job>();
  readonly #children = new Map<string, Job[]>();
  readonly #running = new Map<string, StartedAttempt | undefined>();
  /** Compute environments of each queue, as they were when its jobs were submitted. */
  readonly #environments = new Map<string, { name: string; maxVcpus: number }[]>();
  readonly #context: AttemptContext;
  #closed = false;

  readonly #events: JobEvents;

  constructor(context: AttemptContext, bus: EventBus) {
    this.#context = context;
    this.#events = new JobEvents(bus);
  }

  /** @throws ApiError ClientException where a dependency is none */
  add([job, ...children]: [Job, ...Job[]], environments: { name: string; maxVcpus: number }[]): void {
    for (const { jobId } of job.dependsOn)
      if (jobId !== undefined && !this.#all.has(jobId))
        throw new ApiError("ClientException", `Job ${jobId} in dependsOn does not exist.`);
    this.#environments.set(job.queue.jobQueueArn, environments);
    for (const one of [job, ...children]) this.#all.set(one.jobId, one);
    if (children.length > 0) this.#children.set(job.jobId, children);
    this.#advance();
  }

  get(jobId: string): Job | undefined {
    return this.#all.get(jobId);
  }

  childrenOf = (job: Job): readonly Job[] => this.#children.get(job.jobId) ?? [];

  /** Newest first, as ListJobs gives them. */
  list(): Job[] {
    return [...this.#all.values()].filter(({ child }) => !child).reverse();
  }

  /** Jobs that something is still to come of by itself. */
  get atWork(): number {
    return [...this.#all.values()].filter(
      (job) => job.arraySize === undefined && !isOver(job) && !this.#misfit(job),
    ).length;
  }

  /** CancelJob: one that has not started ends; AWS leaves others as they are. */
  cancel(job: Job, reason: string): void {
    for (const one of [job, ...this.childrenOf(job)]) {
      if (isOver(one) || this.#running.has(one.jobId)) continue;
      one.isCancelled = true;
      this.#end(one, "FAILED", reason);
    }
    this.#advance();
  }

  /** TerminateJob: whatever it is at, it ends. */
  terminate(job: Job, reason: string): void {
    for (const one of [job, ...this.childrenOf(job)]) {
      if (isOver(one)) continue;
      one.isTerminated = true;
      one.statusReason = reason;
      if (this.#running.has(one.jobId)) this.#running.get(one.jobId)?.stop();
      else this.#end(one, "FAILED", reason);
    }
    this.#advance();
  }

  /** Ends what runs; nothing is started any more. */
  async close(): Promise<void> {
    this.#closed = true;
    const runs = [...this.#running.values()];
    for (const run of runs) run?.stop(AT_END_MS);
    await Promise.all(runs.map((run) => run?.ended));
  }

  #end(job: Job, state: "SUCCEEDED" | "FAILED", reason: string): void {
    job.state = state;
    job.statusReason = reason;
    job.stoppedAt = Date.now();
  }

  /** Moves every job as far as it can go, and starts those whose turn it is. */
  #advance(): void {
    for (let changed = true; changed; )
      changed = [...this.#all.values()].map((job) => this.#step(job)).some(Boolean);
    for (const job of this.#all.values()) this.#tellOf(job);
    if (this.#closed) return;
    while (this.#running.size < AT_ONCE) {
      const next = this.#next();
      if (!next) return;
      this.#running.set(next.jobId, undefined);
      void this.#run(next).finally(() => {
        this.#running.delete(next.jobId);
        this.#advance();
      });
    }
  }

  #tellOf(job: Job): void {
    this.#events.tell(job, this.childrenOf(job), job.state === "RUNNABLE" && this.#misfit(job) !== undefined);
  }

  /** @returns whether its state has changed */
  #step(job: Job): boolean {
    if (isOver(job) || this.#running.has(job.jobId)) return false;
    const before = job.state;
    const waits = this.#dependencies(job);
    if (waits.some(({ state }) => state === "FAILED")) this.#end(job, "FAILED", "Dependent Job failed");
    else if (job.arraySize !== undefined) this.#stepArray(job);
    else if (waits.some((one) => !isOver(one))) job.state = "PENDING";
    else job.state = "RUNNABLE";
    const misfit = job.state === "RUNNABLE" ? this.#misfit(job) : undefined;
    if (misfit) job.statusReason = misfit;
    return job.state !== before;
  }

  /** An array is what its children are: over when they all are. */
  #stepArray(job: Job): void {
    const children = this.childrenOf(job);
    if (!children.every(isOver)) {
      job.state = "PENDING";
      return;
    }
    const failed = children.some(({ state }) => state === "FAILED");
    this.#end(
      job,
      failed ? "FAILED" : "SUCCEEDED",
      job.isTerminated && job.statusReason !== undefined
        ? job.statusReason
        : failed
          ? "Array Child Job failed"
          : "Array Child Jobs succeeded",
    );
  }

  /** What a job waits for: others as a whole; of an array child for child; of its own array the child before it. */
  #dependencies(job: Job): Job[] {
    if (job.arraySize !== undefined) return [];
    const { child } = job;
    return job.dependsOn.flatMap(({ jobId, type }) => {
      if (type === "SEQUENTIAL")
        return (child && child.index > 0 && this.#all.get(`${child.parent}:${child.index - 1}`)) || [];
      if (type === "N_TO_N" && child) return this.#all.get(`${jobId}:${child.index}`) ?? [];
      return this.#all.get(String(jobId)) ?? [];
    });
  }

  /** Why none of its queue's compute environments can ever hold it, in Batch's words. */
  #misfit({ queue, containers }: Job): string | undefined {
    const asked = resourcesOfAll(containers).vcpus;
    const fits = this.#environments.get(queue.jobQueueArn)?.some(({ maxVcpus }) => maxVcpus >= asked);
    return fits
      ? undefined
      : "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job resource requirement (vCPU/memory/GPU) is higher than that can be met by the CE(s) attached to the job queue.";
  }

  /** Shares that have least take turns first; within a share by priority, then as they came. */
  #next(): Job | undefined {
    const running = (job: Job) =>
      [...this.#running.keys()].filter((id) => {
        const other = this.#all.get(id);
        return (
          other?.queue.jobQueueArn === job.queue.jobQueueArn && other.shareIdentifier === job.shareIdentifier
        );
      }).length;
    return [...this.#all.values()]
      .filter((job) => job.state === "RUNNABLE" && !this.#running.has(job.jobId) && !this.#misfit(job))
      .toSorted(
        (a, b) =>
          running(a) - running(b) ||
          (b.schedulingPriority ?? 0) - (a.schedulingPriority ?? 0) ||
          a.createdAt - b.createdAt,
      )[0];
  }

  async #run(job: Job): Promise<void> {
    job.state = "STARTING";
    this.#tellOf(job);
    const [environment] = this.#environments.get(job.queue.jobQueueArn) ?? [];
    const attempt = await startAttempt(job, environment?.name ?? "", this.#context);
    this.#running.set(job.jobId, attempt);
    if (job.isTerminated) attempt.stop();
    job.logStreamName = attempt.logStreamName;
    job.state = "RUNNING";
    this.#tellOf(job);
    const startedAt = Date.now();
    job.startedAt ??= startedAt;
    let late = false;
    const timer =
      job.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            attempt.stop();
          }, job.timeoutSeconds * 1000);
    const { exitCode, reason } = await attempt.ended;
    clearTimeout(timer);
    const statusReason = late
      ? "Job attempt duration exceeded timeout"
      : exitCode === undefined
        ? (reason ?? "Task failed to start")
        : EXITED;
    job.exitCode = exitCode;
    job.reason = reason;
    job.attempts.push({
      container: {
        ...(exitCode !== undefined && { exitCode }),
        ...(reason !== undefined && { reason }),
        logStreamName: attempt.logStreamName,
        taskArn: attempt.taskArn,
      },
      ...(job.definition.ecsProperties && {
        taskProperties: [{ taskArn: attempt.taskArn, containers: attempt.containers() }],
      }),
      startedAt,
      stoppedAt: Date.now(),
      statusReason,
    });
    if (job.isTerminated) this.#end(job, "FAILED", job.statusReason ?? statusReason);
    else if (exitCode === 0 && !late) this.#end(job, "SUCCEEDED", statusReason);
    else if (
      !this.#closed &&
      // AWS tries a job that ran out of its time no other time.
      !late &&
      retries(job.retryStrategy, job.attempts.length, {
        statusReason,
        ...(exitCode !== undefined && { exitCode }),
        ...(reason !== undefined && { reason }),
      })
    )
      job.state = "RUNNABLE";
    else this.#end(job, "FAILED", statusReason);
  }
}
