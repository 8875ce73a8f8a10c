// The alarms of the account, by region and name, with what happened to each.
import { type Alarm, isComposite } from "./alarm.ts";
import { alarmsIn, parseRule } from "./rule.ts";

export interface HistoryItem {
  AlarmName: string;
  AlarmType: "MetricAlarm" | "CompositeAlarm";
  Timestamp: Date;
  HistoryItemType: "ConfigurationUpdate" | "StateUpdate" | "Action";
  HistorySummary: string;
}

/** Items that are kept of each region. */
const MOST_ITEMS = 10_000;

export class RegionAlarms {
  readonly region: string;
  readonly #alarms = new Map<string, Alarm>();
  #history: HistoryItem[] = [];

  constructor(region: string) {
    this.region = region;
  }

  get size(): number {
    return this.#alarms.size;
  }

  all(): Alarm[] {
    return [...this.#alarms.values()];
  }

  /** @param name a name or an ARN */
  find(name: string): Alarm | undefined {
    return this.#alarms.get(
      /^arn:[^:]+:cloudwatch:.*:alarm:/.test(name) ? name.split(":").slice(6).join(":") : name,
    );
  }

  put(alarm: Alarm): void {
    this.#alarms.set(alarm.AlarmName, alarm);
    this.note(
      alarm,
      "ConfigurationUpdate",
      `Alarm "${alarm.AlarmName}" created or updated`,
      alarm.AlarmConfigurationUpdatedTimestamp,
    );
  }

  delete(name: string): void {
    this.#alarms.delete(name);
  }

  /** Composite alarms in whose rule the alarm stands. */
  parents({ AlarmName, AlarmArn }: Alarm): Alarm[] {
    return this.all().filter(
      (one) =>
        isComposite(one) &&
        alarmsIn(parseRule(one.AlarmRule)).some((named) => named === AlarmName || named === AlarmArn),
    );
  }

  note(alarm: Alarm, kind: HistoryItem["HistoryItemType"], summary: string, at: Date): void {
    this.#history.push({
      AlarmName: alarm.AlarmName,
      AlarmType: isComposite(alarm) ? "CompositeAlarm" : "MetricAlarm",
      Timestamp: at,
      HistoryItemType: kind,
      HistorySummary: summary,
    });
    if (this.#history.length > MOST_ITEMS) this.#history = this.#history.slice(-MOST_ITEMS / 2);
  }

  /** The newest first. */
  history(): HistoryItem[] {
    return this.#history.toReversed();
  }
}

export class AlarmBook {
  readonly #regions = new Map<string, RegionAlarms>();

  get size(): number {
    return this.regions().reduce((sum, { size }) => sum + size, 0);
  }

  regions(): RegionAlarms[] {
    return [...this.#regions.values()];
  }

  in(region: string): RegionAlarms {
    const found = this.#regions.get(region) ?? new RegionAlarms(region);
    this.#regions.set(region, found);
    return found;
  }
}
