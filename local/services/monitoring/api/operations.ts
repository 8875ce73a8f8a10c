// What the operations of CloudWatch work on.
import type { Alarm } from "../alarms/alarm.ts";
import type { AlarmBook } from "../alarms/book.ts";
import type { Verdict } from "../alarms/evaluate.ts";
import type { Clock } from "../clock.ts";
import type { MetricStore } from "../series/store.ts";
import type { Input } from "./protocol.ts";

export interface Around {
  region: string;
  clock: Clock;
  store: MetricStore;
  book: AlarmBook;
  /** Name → body; the same in all regions, as on AWS. */
  dashboards: Map<string, { body: string; at: Date }>;
  /** ARN → key → value. */
  tags: Map<string, Map<string, string>>;
  /** @param rest what follows the account's number */
  arn(rest: string): string;
  /** Alarms are to be looked at. */
  changed(): void;
  enter(alarm: Alarm, verdict: Verdict): Promise<void>;
}

export type Operation = (around: Around, input: Input) => Input | Promise<Input>;
export type Operations = Readonly<Record<string, Operation>>;
