// Evaluates the alarms whenever a metric has a new value, and runs the actions of those whose state changes.
import { setTimeout as sleep } from "node:timers/promises";
import type { MetricStore } from "../series/store.ts";
import { type Alarm, isComposite, type State } from "./alarm.ts";
import type { AlarmBook, RegionAlarms } from "./book.ts";
import { type Verdict, verdictOf } from "./evaluate.ts";
import { holds, parseRule } from "./rule.ts";

/** So that what comes at once is looked at once. */
const PAUSE_MS = 200;
/** Without a new value time alone may change a state. */
const TICK_MS = 10_000;

export interface Watched {
  store: MetricStore;
  book: AlarmBook;
  /** Reads what nobody tells of, such as how many messages queues hold. */
  sample(everything: boolean): Promise<void>;
  /** @returns why the action failed; undefined where it did not */
  act(region: string, action: string, alarm: Alarm, old: State): Promise<string | undefined>;
}

export class AlarmWatch {
  readonly #watched: Watched;
  readonly #ticker: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #again = false;
  #everything = false;

  constructor(watched: Watched) {
    this.#watched = watched;
    watched.store.onRecord(() => this.wake());
    this.#ticker = setInterval(() => this.wake(), TICK_MS);
    this.#ticker.unref();
  }

  /** Whether something is to be looked at, or is. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  wake(): void {
    if (this.#watched.book.size === 0) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Looks at all there is, after time was let pass; resolves when all actions have run. */
  async settle(): Promise<void> {
    this.#everything = true;
    this.wake();
    while (this.#running) await this.#running;
  }

  close(): void {
    clearInterval(this.#ticker);
  }

  async #run(): Promise<void> {
    while (this.#again) {
      await sleep(PAUSE_MS);
      const everything = this.#everything;
      this.#everything = false;
      await this.#watched.sample(everything);
      // What the sampling itself recorded is looked at now.
      this.#again = false;
      for (const region of this.#watched.book.regions()) await this.#evaluate(region);
    }
  }

  async #evaluate(region: RegionAlarms): Promise<void> {
    const { store } = this.#watched;
    for (const alarm of region.all()) {
      if (isComposite(alarm)) continue;
      const verdict = verdictOf(alarm, store, region.region);
      if (verdict) await this.#change(region, alarm, verdict);
    }
    // One composite alarm may stand in the rule of another.
    for (let changed = true; changed; ) {
      changed = false;
      for (const alarm of region.all()) {
        if (!isComposite(alarm)) continue;
        const rule = parseRule(alarm.AlarmRule);
        const state = holds(rule, (name) => region.find(name)?.StateValue) ? "ALARM" : "OK";
        const reason = `The rule is ${state === "ALARM" ? "true" : "false"}: ${alarm.AlarmRule}`;
        if (await this.#change(region, alarm, { state, reason })) changed = true;
      }
    }
  }

  async #change(region: RegionAlarms, alarm: Alarm, verdict: Verdict): Promise<boolean> {
    if (verdict.state === alarm.StateValue) return false;
    await this.enter(region, alarm, verdict);
    return true;
  }

  /** Sets a state, notes it, and runs its actions. */
  async enter(region: RegionAlarms, alarm: Alarm, { state, reason, data }: Verdict): Promise<void> {
    const old = alarm.StateValue;
    const now = new Date(this.#watched.store.clock.now());
    alarm.StateValue = state;
    alarm.StateReason = reason.slice(0, 1023);
    alarm.StateReasonData = data;
    alarm.StateUpdatedTimestamp = now;
    alarm.StateTransitionedTimestamp = now;
    region.note(alarm, "StateUpdate", `Alarm updated from ${old} to ${state}`, now);
    if (!alarm.ActionsEnabled) return;
    const actions = {
      OK: alarm.OKActions,
      ALARM: alarm.AlarmActions,
      INSUFFICIENT_DATA: alarm.InsufficientDataActions,
    }[state];
    for (const action of actions) {
      const failed = await this.#watched
        .act(region.region, action, alarm, old)
        .catch((error: Error) => error.message);
      if (failed) console.error(new Date().toISOString(), `alarm ${alarm.AlarmName}:`, failed);
      const what = failed
        ? `Failed to execute action ${action}. Received error: "${failed}"`
        : `Successfully executed action ${action}`;
      region.note(alarm, "Action", what, now);
    }
  }
}
