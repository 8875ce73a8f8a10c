// The end of this process. process.exit waits for the engine's threads, and a thread of the engine may be waiting for
// JavaScript, which runs no more: where the engine may be at work, the process tells its launcher (bin/headrace.mjs) the
// exit code and ends in a way that waits for nothing.

/** Set by the launcher for a process that it has a channel to. */
const launched = process.connected && process.env.HEADRACE_LAUNCHED === "1";
delete process.env.HEADRACE_LAUNCHED;

/** How long the code may take on its way to the launcher. */
const SENDING_MS = 1_000;

/** Ends the process with an exit code, after what is to be tidied (process's "exit"). */
export function leave(code: number): Promise<never> {
  if (!launched || !process.connected) process.exit(code);
  process.emit("exit", code);
  const end = (): void => void process.kill(process.pid, "SIGKILL");
  // What was said before goes out first.
  const said = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((done) => stream.write("", () => done())),
  );
  void Promise.all(said).then(() => process.send?.({ exitCode: code }, end));
  setTimeout(end, SENDING_MS);
  return new Promise(() => undefined);
}

/** Calls back when the launcher is gone, however it ended: nobody waits for this process any more. */
export function onAbandoned(callback: () => void): void {
  if (!launched) return;
  process.on("disconnect", callback);
  // It is no reason to go on.
  process.channel?.unref();
}
