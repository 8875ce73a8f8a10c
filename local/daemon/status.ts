// What the local AWS is doing, by what each service says of itself, and the permissions that were refused or not needed.
import type { Activity, FunctionStatus, LocalService, QueueStatus } from "../gateway/service.ts";
import type { Access } from "../iam/access.ts";
import type { DeniedRequest, Permission } from "../iam/report.ts";

export interface LocalStatus {
  instance: string;
  /** Queues with an enabled event source mapping. */
  queues: QueueStatus[];
  functions: FunctionStatus[];
  /** What else is still at work, such as asynchronous invocations and deliveries of SNS. */
  work: { service: string; what: string; count: number }[];
  /** Whether no queue holds a message, no function runs and nothing else is at work. */
  idle: boolean;
  denied: DeniedRequest[];
  /** What the policies of the roles seen so far allow, and whether they used it. */
  permissions: Permission[];
  /** Requests of roles that could not be judged, and were let through. */
  unchecked: string[];
}

export async function statusOf(
  instance: string,
  services: readonly LocalService[],
  access: Access,
): Promise<LocalStatus> {
  const found: { service: string; activity: Activity }[] = [];
  for (const service of services) {
    if (service.activity)
      found.push({ service: String(service.services[0]), activity: await service.activity() });
  }
  const queues = found.flatMap(({ activity }) => activity.queues ?? []);
  const functions = found.flatMap(({ activity }) => activity.functions ?? []);
  const work = found.flatMap(({ service, activity }) => activity.work.map((one) => ({ service, ...one })));
  return {
    instance,
    queues,
    functions,
    work,
    idle:
      work.every(({ count }) => count === 0) &&
      functions.every(({ running, waiting }) => running === 0 && waiting === 0) &&
      queues.every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0),
    denied: access.report.allDenied(),
    permissions: await access.permissions(),
    unchecked: access.report.allUnchecked(),
  };
}
