// What Batch tells EventBridge of jobs: each change of a job's state, and a queue whose first job can never start.
// Sources: AWS Batch User Guide, "Job state change events", "Job queue blocked events".
import type { EventBus } from "../../events/bus.ts";
import { detailsOf, type Job } from "./job.ts";

export function tellState(bus: EventBus, job: Job, children: readonly Job[]): void {
  bus.emit(job.region, {
    source: "aws.batch",
    detailType: "Batch Job State Change",
    resources: [job.jobArn],
    detail: detailsOf(job, children),
  });
}

export function tellBlocked(bus: EventBus, job: Job, children: readonly Job[]): void {
  bus.emit(job.region, {
    source: "aws.batch",
    detailType: "Batch Job Queue Blocked",
    resources: [job.jobArn, job.queue.jobQueueArn],
    detail: detailsOf(job, children),
  });
}
