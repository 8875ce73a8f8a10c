// Sessions of the Data API: connections that outlive a statement for as long as they were asked to.
import { randomUUID } from "node:crypto";
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Session } from "../engine/session.ts";
import type { Warehouse } from "../engine/warehouses.ts";

const MAX_SECONDS = 24 * 3600;

export interface ApiSession {
  id: string;
  session: Session;
  warehouse: Warehouse;
  keepSeconds: number;
  created: number;
  updated: number;
  busy: boolean;
  /** Id of the running statement. */
  statement?: string;
  /** One statement after the other. */
  queue: Promise<unknown>;
  timer?: NodeJS.Timeout;
}

export class Sessions {
  readonly #sessions = new Map<string, ApiSession>();

  open(session: Session, warehouse: Warehouse, keepSeconds: number): ApiSession {
    checkSeconds(keepSeconds);
    const now = Date.now();
    const opened: ApiSession = {
      id: randomUUID(),
      session,
      warehouse,
      keepSeconds,
      created: now,
      updated: now,
      busy: false,
      queue: Promise.resolve(),
    };
    this.#sessions.set(opened.id, opened);
    return opened;
  }

  get(id: string): ApiSession {
    const found = this.#sessions.get(id);
    if (found) return found;
    throw new ApiError("ValidationException", `Session ${id} is not found, or has expired.`);
  }

  all(): ApiSession[] {
    return [...this.#sessions.values()];
  }

  /** A statement begins: the clock stops. */
  hold(session: ApiSession, statement: string): void {
    clearTimeout(session.timer);
    session.busy = true;
    session.statement = statement;
    session.updated = Date.now();
  }

  /** A statement is over: the session lives on for its time, or for a new one. */
  release(session: ApiSession, keepSeconds = session.keepSeconds): void {
    session.busy = false;
    session.statement = undefined;
    session.keepSeconds = keepSeconds;
    session.updated = Date.now();
    clearTimeout(session.timer);
    session.timer = setTimeout(() => void this.#end(session), keepSeconds * 1000);
    session.timer.unref();
  }

  async close(): Promise<void> {
    for (const session of [...this.#sessions.values()]) await this.#end(session);
  }

  async #end(session: ApiSession): Promise<void> {
    clearTimeout(session.timer);
    this.#sessions.delete(session.id);
    await session.queue.catch(() => undefined);
    await session.session.close();
  }
}

export function checkSeconds(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_SECONDS) {
    throw new ApiError(
      "ValidationException",
      `SessionKeepAliveSeconds must be between 0 and ${MAX_SECONDS}.`,
    );
  }
}
