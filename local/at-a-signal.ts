// For programs that start a local AWS for themselves alone (benches, checks): it goes with them when they are told to end.
import { rm } from "node:fs/promises";
import { constants } from "node:os";
import { down } from "./index.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** From now on, a signal that ends this process ends the local AWS of the folder `state` first, and removes the folder `home`. */
export function downAtASignal({ state, home }: { state: string; home: string }): void {
  for (const signal of SIGNALS)
    process.once(signal, async () => {
      await down({ state }).catch(() => {});
      await rm(home, { recursive: true, force: true }).catch(() => {});
      process.exit(128 + constants.signals[signal]);
    });
}
