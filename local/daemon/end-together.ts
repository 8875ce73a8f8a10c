// Whatever ends the daemon ends all that it has started: moto, pip, functions, whether or not they would notice.
import { spawn } from "node:child_process";

/** Waits until its stdin ends, which it does when the daemon does, and then ends the daemon's process group. */
const SCRIPT = 'read -r _; kill -KILL "-$0"';

/** The daemon is the first of a process group of its own, which all that it starts belongs to; this one watches from outside. */
export function endTogether(): void {
  const watcher = spawn("/bin/sh", ["-c", SCRIPT, String(process.pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.on("error", (error) => console.error("what the daemon starts is not watched:", error.message));
  watcher.stdin?.on("error", () => undefined);
  watcher.unref();
}

/**
 * Ends the daemon and its group at once. process.exit would wait for the SQL engine's threads, and such a thread may be
 * waiting for JavaScript, which runs no more.
 */
export function endNow(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // It has no group of its own, where someone has started it by hand.
    process.kill(process.pid, "SIGKILL");
  }
}
