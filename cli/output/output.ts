// What a command writes with: its answer as JSON on stdout, and all that is for people on stderr.
import { Progress } from "./progress.ts";

export interface Output {
  readonly json: boolean;
  readonly progress: Progress;
  /** The one object on stdout; without --json nothing is written. */
  answer(object: unknown): Promise<void>;
  /** Text for people, such as a table; silent with --json. */
  say(text: string): void;
  /** What people must know in any case. */
  warn(text: string): void;
}

export function makeOutput(json: boolean): Output {
  const progress = new Progress(process.stderr);
  const line = (text: string): void => {
    progress.clear();
    process.stderr.write(`${text}\n`);
  };
  return {
    json,
    progress,
    answer: async (object) => {
      progress.clear();
      if (json) await write(`${JSON.stringify(object)}\n`);
    },
    say: (text) => {
      if (!json) line(text);
    },
    warn: line,
  };
}

/** Writes to stdout and waits until it is out, so that the process may end afterwards. */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
