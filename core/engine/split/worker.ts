// The thread's own side of in-worker.ts. Bundles carry this file as text: see worker-source.ts.
import { parentPort, workerData } from "node:worker_threads";
import { FileSplit } from "./split-file.ts";
import { sent, type WorkerData, type WorkerMessage, weightOf } from "./worker-messages.ts";

const { job, waiting, mostWaiting } = workerData as WorkerData;
const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

/** Waits until what lies on disk is less than its limit. */
function waitForRoom(): void {
  for (;;) {
    const now = Atomics.load(waiting, 0);
    if (now < mostWaiting) return;
    Atomics.wait(waiting, 0, now);
  }
}

async function work(): Promise<void> {
  const split = new FileSplit(job);
  try {
    for await (const blocks of split.blocks((bytes) => send({ kind: "read", bytes }))) {
      if (blocks.length === 0) continue;
      for (const block of blocks) Atomics.add(waiting, 0, weightOf(block));
      send({ kind: "blocks", blocks, state: split.state });
      waitForRoom();
    }
    send({ kind: "end", state: split.state });
  } catch (error) {
    send({ kind: "failed", error: sent(error) });
  } finally {
    await split.close();
  }
}

void work();
