// What Batch tells EventBridge of jobs: each change of a job's state, and a queue whose first job can never start.
// Sources: AWS Batch User Guide, "Job state change events", "Job queue blocked events".
import type { EventBus } from "../../events/bus.ts";
import { detailsOf, type Job } from "./job.ts";

export class JobEvents {
  readonly #bus: EventBus;
  /** What of each was told last. */
  readonly #told = new Map<string, string>();

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  /** @param blocks it can never start, and keeps those behind it waiting */
  tell(job: Job, children: readonly Job[], blocks: boolean): void {
    const told = blocks ? "BLOCKED" : job.state;
    if (this.#told.get(job.jobId) === told) return;
    this.#told.set(job.jobId, told);
    const detail = detailsOf(job, children);
    const event = { source: "aws.batch", detail };
    this.#bus.emit(job.region, {
      ...event,
      detailType: "Batch Job State Change",
      resources: [job.jobArn],
    });
    if (blocks)
      this.#bus.emit(job.region, {
        ...event,
        detailType: "Batch Job Queue Blocked",
        resources: [job.jobArn, job.queue.jobQueueArn],
      });
  }
}
