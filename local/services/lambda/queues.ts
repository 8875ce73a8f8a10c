// The queues that functions read: how many messages each holds, and its dead-letter queue.
import { callJson } from "../../gateway/call.ts";
import type { Forward, QueueStatus } from "../../gateway/service.ts";
import type { Poller } from "./poller.ts";

type Counts = Pick<QueueStatus, "visible" | "inFlight" | "delayed">;

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

const counts = (found: Record<string, string>): Counts => ({
  visible: Number(found.ApproximateNumberOfMessages ?? 0),
  inFlight: Number(found.ApproximateNumberOfMessagesNotVisible ?? 0),
  delayed: Number(found.ApproximateNumberOfMessagesDelayed ?? 0),
});

/** The queues of mappings that are enabled, where they are there. */
export async function queuesOf(pollers: readonly Poller[], forward: Forward): Promise<QueueStatus[]> {
  const queues: QueueStatus[] = [];
  for (const { mapping, trouble } of pollers) {
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
  return queues;
}
