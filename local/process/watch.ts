// Watches a process that works for somebody: how long it takes, the memory it holds, the room it uses on disk. What it is
// told when it passes a limit is the service's own: a function's words are Lambda's, a job's are Batch's.
import { memoryOf, sizeOf } from "./usage.ts";

/** How often memory and temporary storage are looked at. */
const LOOK_MS = 250;

export interface Limits {
  seconds: number;
  /** MiB. */
  memory: number;
  /** MiB in the temporary folder. */
  storage: number;
}

/** The limit that was passed, and what was used of memory or storage, in MiB. */
export type Breach = { limit: "seconds" } | { limit: "memory" | "storage"; used: number };

export interface Watch {
  stop(): void;
  /** MiB. */
  peakMemory(): number;
}

/**
 * @param pid asked at each look: undefined until the process runs
 * @param onBreach called at each look that finds a limit passed: whoever watches ends the process
 */
export function watch(
  pid: () => number | undefined,
  temporary: string,
  limits: Limits,
  onBreach: (breach: Breach) => void,
): Watch {
  let peak = 0;
  let looking = false;
  const look = async () => {
    const running = pid();
    if (looking || !running) return;
    looking = true;
    const memory = (await memoryOf(running)) ?? 0;
    peak = Math.max(peak, memory);
    if (memory > limits.memory) onBreach({ limit: "memory", used: memory });
    const storage = await sizeOf(temporary);
    if (storage > limits.storage) onBreach({ limit: "storage", used: storage });
    looking = false;
  };
  const timer = setTimeout(() => onBreach({ limit: "seconds" }), limits.seconds * 1000);
  const interval = setInterval(look, LOOK_MS);
  return {
    stop: () => {
      clearTimeout(timer);
      clearInterval(interval);
    },
    peakMemory: () => peak,
  };
}
