// One hand-over to a target with its tries, and where it goes when all have failed: the target's dead-letter queue.
// Source: EventBridge User Guide, "How EventBridge retries delivering events", "Using dead-letter queues to process undelivered events".
import { setTimeout as sleep } from "node:timers/promises";
import { type Handed, type Sender, TargetError, type Targets } from "./permit.ts";
import { hand, send } from "./targets.ts";

export interface Handover extends Handed {
  deadLetterQueue?: string | undefined;
  /** Further tries. */
  retries: number;
}

export type Outcome = "delivered" | "dead-lettered" | "lost";

/** Time is shortened: EventBridge tries for up to a day, at growing intervals. */
const PAUSE_MS = 1_000;
const MOST_RETRIES = 2;

export async function handOver(targets: Targets, sender: Sender, handover: Handover): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    try {
      await hand(targets, sender, handover);
      return "delivered";
    } catch (error) {
      const failure =
        error instanceof TargetError
          ? error
          : new TargetError("SDK_CLIENT_ERROR", (error as Error).message, false);
      if (!failure.final && tries < Math.min(handover.retries, MOST_RETRIES)) {
        await sleep(PAUSE_MS);
        continue;
      }
      console.error(new Date().toISOString(), `${sender.arn} → ${handover.arn}: ${failure.message}`);
      return await giveUp(targets, sender, handover, failure, tries);
    }
  }
}

async function giveUp(
  targets: Targets,
  sender: Sender,
  { arn, deadLetterQueue, input, roleArn }: Handover,
  { code, message }: TargetError,
  tries: number,
): Promise<Outcome> {
  if (!deadLetterQueue) return "lost";
  // A rule's queue lets the rule itself send, by its own policy; for a schedule its role sends.
  const isRule = sender.service === "events.amazonaws.com";
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  try {
    await send(
      targets,
      sender,
      deadLetterQueue,
      { input, roleArn: isRule ? undefined : roleArn },
      {
        [isRule ? "RULE_ARN" : "SCHEDULE_ARN"]: text(sender.arn),
        TARGET_ARN: text(arn),
        ERROR_CODE: text(code),
        ERROR_MESSAGE: text(message.slice(0, 1000)),
        RETRY_ATTEMPTS: text(String(tries)),
      },
    );
    return "dead-lettered";
  } catch (error) {
    console.error(
      new Date().toISOString(),
      `${sender.arn} → ${deadLetterQueue}: ${(error as Error).message}`,
    );
    return "lost";
  }
}
