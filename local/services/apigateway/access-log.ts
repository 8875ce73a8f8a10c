// Access logs of stages: a line for each request, in the stage's format, to its log group.
import { CallError, callJson } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import { type Context, fill } from "./context.ts";

export interface AccessLogSettings {
  destinationArn?: string | undefined;
  format?: string | undefined;
}

const FLUSH_MS = 300;
/** PutLogEvents takes ten thousand. */
const BATCH_EVENTS = 1000;

interface Waiting {
  region: string;
  group: string;
  stream: string;
  events: { timestamp: number; message: string }[];
}

export class AccessLogs {
  readonly #forward: Forward;
  readonly #groups = new Set<string>();
  #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(forward: Forward) {
    this.#forward = forward;
  }

  /** Lines that are not written yet. */
  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, { events }) => sum + events.length, 0);
  }

  write(settings: AccessLogSettings | null | undefined, context: Context): void {
    const [, , service, region = "", , , group] = (settings?.destinationArn ?? "").split(":");
    if (!settings?.format || service !== "logs" || !group) return;
    const stream = `${context.apiId}-${context.stage}`.replaceAll(/[:*]/g, "-");
    const key = `${region} ${group} ${stream}`;
    const waiting = this.#waiting.get(key) ?? { region, group, stream, events: [] };
    // What a variable does not have is a hyphen in the line.
    waiting.events.push({ timestamp: Date.now(), message: fill(settings.format, context, "-") });
    this.#waiting.set(key, waiting);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(async () => {
      const all = this.#waiting;
      this.#waiting = new Map();
      for (const [key, one] of all) {
        // A log that cannot be written must not fail requests.
        await this.#send(key, one).catch((error: Error) =>
          console.error(new Date().toISOString(), "access log:", one.group, error.message),
        );
      }
    });
    return this.#flushing;
  }

  async #send(key: string, { region, group, stream, events }: Waiting): Promise<void> {
    const target = { logGroupName: group, logStreamName: stream };
    if (!this.#groups.has(key)) {
      await callJson(this.#forward, "logs", region, "CreateLogStream", target).catch((error: unknown) => {
        if (!(error instanceof CallError) || error.code !== "ResourceAlreadyExistsException") throw error;
      });
      this.#groups.add(key);
    }
    for (let from = 0; from < events.length; from += BATCH_EVENTS) {
      const logEvents = events.slice(from, from + BATCH_EVENTS);
      await callJson(this.#forward, "logs", region, "PutLogEvents", { ...target, logEvents });
    }
  }
}
