// What functions and jobs print: sent to CloudWatch Logs in batches, as their own role, and kept as a file besides.
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CallError, callJson } from "../gateway/call.ts";
import type { Forward } from "../gateway/service.ts";
import { splitLines } from "./lines.ts";

const FLUSH_MS = 300;
/** Lambda's LogType=Tail gives the last 4 KiB. */
const TAIL_BYTES = 4096;
/** PutLogEvents takes 10,000 events and 1 MiB; well below both. */
const BATCH_EVENTS = 1000;

/** Whether the role that logs may do this to its log group. */
export type MayLog = (action: string, resource: string) => Promise<boolean>;

export interface LogStream {
  readonly group: string;
  readonly stream: string;
  /** What the process printed, in any pieces. */
  write(chunk: Buffer): void;
  /** A line of the platform's own. */
  line(text: string): void;
  /** The last lines since the last call. */
  tail(): string[];
  close(): void;
}

interface LogOptions {
  /** Names the file. */
  name: string;
  region: string;
  group: string;
  stream: string;
  mayLog: MayLog;
  /** Whether a missing group is made, where the role lets it: Lambda does so, and ECS only where it is told to. */
  makesGroup: boolean;
}

/** Opens log streams and sends what is written to them. */
export class Logs {
  readonly #forward: Forward;
  readonly #folder: string;
  readonly #accountId: string;
  #pending = new Set<() => Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(forward: Forward, folder: string, accountId: string) {
    this.#forward = forward;
    this.#folder = folder;
    this.#accountId = accountId;
  }

  open({ name, region, group, stream, mayLog, makesGroup }: LogOptions): LogStream {
    let events: { timestamp: number; message: string }[] = [];
    let recent: string[] = [];
    let ready: Promise<boolean> | undefined;

    const flush = async () => {
      const batch = events;
      events = [];
      if (batch.length === 0) return;
      const text = batch.map((event) => `${event.message.trimEnd()}\n`).join("");
      // Where the disk is full, CloudWatch Logs has it all the same.
      await mkdir(this.#folder, { recursive: true })
        .then(() => appendFile(join(this.#folder, `${name}.log`), text))
        .catch((error: Error) => console.error(new Date().toISOString(), "logs:", error.message));
      ready ??= this.#make({ region, group, stream, mayLog, makesGroup });
      if (!(await ready)) return;
      for (let from = 0; from < batch.length; from += BATCH_EVENTS) {
        await callJson(this.#forward, "logs", region, "PutLogEvents", {
          logGroupName: group,
          logStreamName: stream,
          logEvents: batch.slice(from, from + BATCH_EVENTS),
        });
      }
    };
    const add = (message: string) => {
      if (message === "") return;
      events.push({ timestamp: Date.now(), message });
      recent.push(message);
      if (recent.length > 500) recent = recent.slice(-250);
      this.#schedule(flush);
    };
    const { write, end } = splitLines(add);
    return {
      group,
      stream,
      write,
      line: (text) => {
        end();
        add(text);
      },
      tail: () => {
        const lines: string[] = [];
        let bytes = 0;
        for (const line of recent.reverse()) {
          bytes += Buffer.byteLength(line) + 1;
          if (bytes > TAIL_BYTES) break;
          lines.unshift(line);
        }
        recent = [];
        return lines;
      },
      close: end,
    };
  }

  async #make({ region, group, stream, mayLog, makesGroup }: Omit<LogOptions, "name">): Promise<boolean> {
    const arn = `arn:aws:logs:${region}:${this.#accountId}:log-group:${group}`;
    const create = () =>
      callJson(this.#forward, "logs", region, "CreateLogStream", {
        logGroupName: group,
        logStreamName: stream,
      });
    if (!(await mayLog("logs:CreateLogStream", `${arn}:log-stream:${stream}`))) return false;
    if (!(await mayLog("logs:PutLogEvents", `${arn}:log-stream:${stream}`))) return false;
    try {
      await create();
    } catch (error) {
      if (!(error instanceof CallError) || error.code !== "ResourceNotFoundException") throw error;
      if (!makesGroup) return false;
      if (!(await mayLog("logs:CreateLogGroup", arn))) return false;
      await callJson(this.#forward, "logs", region, "CreateLogGroup", { logGroupName: group });
      await create();
    }
    return true;
  }

  #schedule(flush: () => Promise<void>): void {
    this.#pending.add(flush);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** Sends what waits, after what is being sent. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(async () => {
      const pending = this.#pending;
      this.#pending = new Set();
      for (const send of pending) {
        // A log that cannot be sent must not fail what wrote it; the file has it.
        await send().catch((error: Error) => console.error(new Date().toISOString(), "logs:", error.message));
      }
    });
    return this.#flushing;
  }
}
