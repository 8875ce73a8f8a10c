// Splitting in a thread of its own, so that what is split is written meanwhile. The thread sends blocks as they end, and
// waits while too many of them lie on disk.
import { Worker } from "node:worker_threads";
import type { SplitJob, SplitState, VolumeBlock } from "./split-file.ts";
import { received, sent, type WorkerData, type WorkerMessage, weightOf } from "./worker-messages.ts";
import { workerSource } from "./worker-source.ts";

/** Blocks that wait on disk, in MiB; the same as a volume's. */
const MOST_WAITING_MIB = 1 << 10;

const NOTHING: SplitState = {
  present: undefined,
  ignored: [],
  rows: 0,
  malformed: 0,
  malformedPath: undefined,
};

/** Splits a file in a thread. */
export class WorkerSplit {
  state: SplitState = NOTHING;
  readonly #waiting = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  readonly #messages: WorkerMessage[] = [];
  #wake: () => void = () => {};
  #ended = false;

  /** @param isHeld whether blocks are kept until the file's end, so that waiting for less of them would never end */
  constructor(job: SplitJob, isHeld: boolean) {
    const mostWaiting = isHeld ? Number.MAX_SAFE_INTEGER : MOST_WAITING_MIB;
    const data: WorkerData = { job, waiting: this.#waiting, mostWaiting };
    this.#worker = new Worker(workerSource, { workerData: data, eval: typeof workerSource === "string" });
    this.#worker.on("message", (message: WorkerMessage) => this.#take(message));
    this.#worker.on("error", (error) => this.#take({ kind: "failed", error: sent(error) }));
    this.#worker.on("exit", (code) =>
      this.#take({ kind: "failed", error: sent(new Error(`the splitting thread ended with ${code}`)) }),
    );
  }

  #take(message: WorkerMessage): void {
    this.#messages.push(message);
    this.#wake();
  }

  async *blocks(onRead: (bytes: number) => void, signal?: AbortSignal): AsyncGenerator<VolumeBlock[]> {
    const abort = (): void => this.#wake();
    signal?.addEventListener("abort", abort);
    try {
      while (!this.#ended) {
        signal?.throwIfAborted();
        const message = this.#messages.shift();
        if (!message) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
            if (this.#messages.length > 0 || signal?.aborted) resolve();
          });
          continue;
        }
        if (message.kind === "failed") throw received(message.error);
        if (message.kind === "read") {
          onRead(message.bytes);
          continue;
        }
        this.state = message.state;
        if (message.kind === "end") this.#ended = true;
        else yield message.blocks;
      }
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** A block is gone from the disk. */
  released(block: VolumeBlock): void {
    Atomics.sub(this.#waiting, 0, weightOf(block));
    Atomics.notify(this.#waiting, 0);
  }

  /** Ends the thread, wherever it is. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }
}
