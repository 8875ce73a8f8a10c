// Ctrl-C and SIGTERM: the first asks the work to stop and lets it tidy up, a second one ends the process at once.
import { leave, onAbandoned } from "./leave.ts";

const SECOND_PRESS_MS = 400;
/** What the work gets to tidy up where nobody waits for it. */
const ABANDONED_MS = 10_000;

/** An abort signal for the whole command; `code()` is what to exit with after an interrupt. */
export function onInterrupt(): { signal: AbortSignal; code: () => number | undefined } {
  const controller = new AbortController();
  let code: number | undefined;
  let first = 0;
  const handle = (name: "SIGINT" | "SIGTERM" | "SIGHUP", exitCode: number): void => {
    process.on(name, () => {
      // A terminal and a parent process may both deliver one key press.
      if (first && Date.now() - first > SECOND_PRESS_MS) return void leave(exitCode);
      if (first) return;
      first = Date.now();
      code = exitCode;
      process.stderr.write("\nstopping; press Ctrl-C again to stop at once\n");
      controller.abort(new Error("interrupted"));
    });
  };
  handle("SIGINT", 130);
  handle("SIGTERM", 143);
  handle("SIGHUP", 129);
  onAbandoned(() => {
    code ??= 129;
    controller.abort(new Error("abandoned"));
    setTimeout(() => process.kill(process.pid, "SIGKILL"), ABANDONED_MS);
  });
  return { signal: controller.signal, code: () => code };
}
