// Waits until the local AWS has nothing left to do: no message in a queue that a function reads, no invocation running.
import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "../core/errors.ts";
import { DOOR_HEADER, doorKey } from "./daemon/door.ts";
import type { LocalAws } from "./daemon/record.ts";
import type { LocalStatus } from "./daemon/status.ts";
import type { QueueStatus } from "./gateway/service.ts";

/** Between looks. */
const LOOK_MS = 300;
/** How often it is asked before it counts as gone: a machine under load may drop or delay an answer. */
const TRIES = 4;
/** How often in a row nothing must be left: one function's last act may be a message to another's queue. */
const LOOKS = 2;

/**
 * What the local AWS is doing.
 * @throws HeadraceError local_gone, where it does not answer
 */
export async function status(
  local: Pick<LocalAws, "endpoint" | "instance" | "secretAccessKey">,
): Promise<LocalStatus> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await fetch(`${local.endpoint}/_headrace/status`, {
        headers: { [DOOR_HEADER]: doorKey(local) },
        signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      return (await answer.json()) as LocalStatus;
    } catch (error) {
      if (tries < TRIES) {
        await sleep(LOOK_MS * tries);
        continue;
      }
      const { message, cause } = error as Error;
      throw new HeadraceError(
        "local_gone",
        `The local AWS at ${local.endpoint} does not answer: ${(cause as Error)?.message || message}.`,
        "Start it again: headrace local up.",
        3,
      );
    }
  }
}

/**
 * Lets time pass for metrics, alarms, and what has an end (items of DynamoDB, objects of S3); resolves when the alarms were
 * looked at and their actions have run, and what is over is gone.
 * @param seconds a whole number of them
 */
export async function advance(
  local: Pick<LocalAws, "endpoint" | "instance" | "secretAccessKey">,
  seconds: number,
): Promise<void> {
  const answer = await fetch(`${local.endpoint}/_headrace/advance/${seconds}`, {
    headers: { [DOOR_HEADER]: doorKey(local) },
  });
  if (!answer.ok) throw new Error(`The local AWS answered ${answer.status} when time was to pass.`);
}

/**
 * Resolves when nothing is left to do, twice in a row, with the queues as they then are (their DLQs may hold messages).
 * @throws HeadraceError queue_stuck, where a queue has messages that nothing can take
 */
export async function drained(
  local: Pick<LocalAws, "endpoint" | "instance" | "secretAccessKey">,
  options: { signal?: AbortSignal; onProgress?: (now: LocalStatus) => void } = {},
): Promise<QueueStatus[]> {
  let quiet = 0;
  let stuck = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const now = await status(local);
    options.onProgress?.(now);
    quiet = now.idle ? quiet + 1 : 0;
    if (quiet >= LOOKS) return now.queues;
    const blocked = now.queues.find((queue) => queue.trouble && queue.visible > 0);
    stuck = blocked ? stuck + 1 : 0;
    if (blocked && stuck * LOOK_MS > 20_000) {
      throw new HeadraceError(
        "queue_stuck",
        `The queue ${blocked.name} has ${blocked.visible} message${blocked.visible === 1 ? "" : "s"} that ${blocked.function} does not take: ${blocked.trouble}`,
        "Fix the function or its role, and apply again.",
        1,
      );
    }
    await sleep(LOOK_MS, undefined, { signal: options.signal });
  }
}
