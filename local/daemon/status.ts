// What the local AWS is doing: its queues, functions and mappings, and the permissions that were refused or not needed.
import { callJson } from "../gateway/call.ts";
import type { Forward } from "../gateway/service.ts";
import type { Access } from "../iam/access.ts";
import type { DeniedRequest } from "../iam/report.ts";
import type { LambdaService } from "../services/lambda/index.ts";

export interface QueueCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface QueueStatus extends QueueCounts {
  name: string;
  arn: string;
  /** Its dead-letter queue, where it has one. */
  dlq?: { name: string; messages: number };
  /** The function that an enabled mapping gives its messages to. */
  function: string;
  /** Why nothing is taken from it, where that is so. */
  trouble?: string;
}

export interface FunctionStatus {
  name: string;
  /** Invocations in progress, and waiting for a process. */
  running: number;
  waiting: number;
  /** Its processes' numbers. */
  processes: number[];
}

export interface LocalStatus {
  instance: string;
  /** Queues with an enabled event source mapping. */
  queues: QueueStatus[];
  functions: FunctionStatus[];
  /** Asynchronous invocations that are not finished. */
  asynchronous: number;
  /** Whether no queue holds a message and no function runs. */
  idle: boolean;
  denied: DeniedRequest[];
  /** Actions that a role's policies allow, by role, and that it has not used. */
  unused: Record<string, string[]>;
  /** Requests of roles that could not be judged, and were let through. */
  unchecked: string[];
}

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
];

async function attributes(forward: Forward, arn: string): Promise<Record<string, string> | undefined> {
  const [, , , region, account, name] = arn.split(":");
  try {
    const answer = await callJson<{ Attributes: Record<string, string> }>(
      forward,
      "sqs",
      String(region),
      "GetQueueAttributes",
      { QueueUrl: `http://127.0.0.1/${account}/${name}`, AttributeNames: [...COUNTS, "RedrivePolicy"] },
    );
    return answer.Attributes;
  } catch {
    // The queue is gone while its mapping still is there.
    return undefined;
  }
}

const counts = (found: Record<string, string>): QueueCounts => ({
  visible: Number(found.ApproximateNumberOfMessages ?? 0),
  inFlight: Number(found.ApproximateNumberOfMessagesNotVisible ?? 0),
  delayed: Number(found.ApproximateNumberOfMessagesDelayed ?? 0),
});

export async function statusOf(
  instance: string,
  forward: Forward,
  functions: LambdaService,
  access: Access,
): Promise<LocalStatus> {
  const queues: QueueStatus[] = [];
  for (const { mapping, trouble } of functions.mappings()) {
    if (mapping.State !== "Enabled") continue;
    const found = await attributes(forward, mapping.EventSourceArn);
    if (!found) continue;
    const redrive = found.RedrivePolicy
      ? (JSON.parse(found.RedrivePolicy) as { deadLetterTargetArn: string })
      : undefined;
    const dead = redrive ? await attributes(forward, redrive.deadLetterTargetArn) : undefined;
    const held = dead ? counts(dead) : undefined;
    queues.push({
      name: String(mapping.EventSourceArn.split(":").at(-1)),
      arn: mapping.EventSourceArn,
      ...counts(found),
      dlq: held && {
        name: String(redrive?.deadLetterTargetArn.split(":").at(-1)),
        messages: held.visible + held.inFlight + held.delayed,
      },
      function: String(mapping.FunctionArn.split(":")[6]),
      trouble,
    });
  }
  // Asked after the queues: a message leaves its queue only when its invocation is over.
  const { asynchronous, entries } = functions.activity();
  const lanes = entries().map(({ function: name, ...rest }) => ({ name, ...rest }));
  return {
    instance,
    queues,
    functions: lanes,
    asynchronous,
    idle:
      asynchronous === 0 &&
      lanes.every((lane) => lane.running === 0 && lane.waiting === 0) &&
      queues.every((queue) => queue.visible + queue.inFlight + queue.delayed === 0),
    denied: access.report.allDenied(),
    unused: await access.unused(),
    unchecked: access.report.allUnchecked(),
  };
}
