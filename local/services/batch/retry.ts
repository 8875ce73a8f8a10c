// Whether a failed attempt is followed by another, by the job's retry strategy.
// Source: AWS Batch API Reference, RetryStrategy and EvaluateOnExit.

export interface EvaluateOnExit {
  onStatusReason?: string;
  onReason?: string;
  onExitCode?: string;
  /** RETRY or EXIT, in any case. */
  action: string;
}

export interface RetryStrategy {
  attempts?: number;
  evaluateOnExit?: readonly EvaluateOnExit[];
}

/** What Batch knows of an attempt that ended. */
export interface AttemptEnd {
  exitCode?: number;
  /** Of the container: "OutOfMemoryError: …", "CannotPullContainerError: …". */
  reason?: string;
  /** Of the attempt: "Essential container in task exited", "Host EC2 (instance …) terminated." */
  statusReason: string;
}

/** @param made attempts so far, this one included */
export function retries(strategy: RetryStrategy, made: number, end: AttemptEnd): boolean {
  if (made >= (strategy.attempts ?? 1)) return false;
  const decided = strategy.evaluateOnExit?.find((one) => fits(one, end));
  return decided === undefined || decided.action.toUpperCase() === "RETRY";
}

/** All conditions that are given must hold. */
const fits = ({ onStatusReason, onReason, onExitCode }: EvaluateOnExit, end: AttemptEnd): boolean =>
  (
    [
      [onStatusReason, end.statusReason],
      [onReason, end.reason],
      [onExitCode, end.exitCode?.toString()],
    ] as const
  ).every(([pattern, text]) => pattern === undefined || matches(pattern, text ?? ""));

/** A pattern may end in an asterisk, which stands for any text; letters' case does not count. */
export function matches(pattern: string, text: string): boolean {
  const [wanted, found] = [pattern.toLowerCase(), text.toLowerCase()];
  return wanted.endsWith("*") ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
}
