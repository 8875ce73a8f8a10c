// The operations on alarms.
import { ApiError } from "../../../gateway/aws-json.ts";
import {
  type Alarm,
  type CompositeAlarm,
  isComposite,
  type MetricAlarm,
  type State,
} from "../alarms/alarm.ts";
import { parseRule } from "../alarms/rule.ts";
import { checkComposite, checkMetricAlarm } from "../alarms/validate.ts";
import type { Around, Operations } from "./operations.ts";
import { paged } from "./paged.ts";
import type { Input } from "./protocol.ts";

const STATES: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies State[];

const missing = (name: string): ApiError =>
  new ApiError("ResourceNotFound", `Unknown alarm: ${name}`, {}, 404);

const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** An alarm as it was put, in the state that it had; a new one knows nothing yet. */
function put<A extends Alarm>({ region, book, clock, arn, tags }: Around, input: Input, own: Partial<A>): A {
  const { Tags, ActionsSuppressor, ...given } = input;
  if (ActionsSuppressor)
    throw new ApiError("ValidationError", "The local AWS cannot suppress the actions of a composite alarm.");
  const name = String(given.AlarmName ?? "");
  const now = new Date(clock.now());
  const old = book.in(region).find(name);
  const alarm = {
    Dimensions: [],
    ...given,
    ...own,
    AlarmName: name,
    AlarmArn: arn(`alarm:${name}`),
    ActionsEnabled: given.ActionsEnabled ?? true,
    OKActions: list(given.OKActions),
    AlarmActions: list(given.AlarmActions),
    InsufficientDataActions: list(given.InsufficientDataActions),
    StateValue: old?.StateValue ?? "INSUFFICIENT_DATA",
    StateReason: old?.StateReason ?? "Unchecked: Initial alarm creation",
    StateUpdatedTimestamp: old?.StateUpdatedTimestamp ?? now,
    StateTransitionedTimestamp: old?.StateTransitionedTimestamp ?? now,
    AlarmConfigurationUpdatedTimestamp: now,
  } as unknown as A;
  // An update leaves tags as they are. Source: CloudWatch API, PutMetricAlarm, Tags.
  if (!old) tags.set(alarm.AlarmArn, tagsOf(Tags));
  return alarm;
}

const tagsOf = (tags: unknown): Map<string, string> =>
  new Map((Array.isArray(tags) ? tags : []).map(({ Key, Value }) => [String(Key), String(Value ?? "")]));

export const alarmOperations: Operations = {
  PutMetricAlarm(around, input) {
    const alarm = put<MetricAlarm>(around, input, {});
    if (alarm.Metrics?.length === 0) delete alarm.Metrics;
    for (const query of alarm.Metrics ?? []) query.ReturnData ??= true;
    checkMetricAlarm(alarm);
    around.book.in(around.region).put(alarm);
    around.changed();
    return {};
  },
  PutCompositeAlarm(around, input) {
    const alarm = put<CompositeAlarm>(around, input, { AlarmRule: String(input.AlarmRule ?? "") });
    checkComposite(alarm);
    parseRule(alarm.AlarmRule);
    around.book.in(around.region).put(alarm);
    around.changed();
    return {};
  },
  DescribeAlarms({ region, book }, input) {
    const types = list(input.AlarmTypes);
    const names = list(input.AlarmNames);
    const found = book
      .in(region)
      .all()
      .filter((alarm) =>
        (types.length === 0 ? ["MetricAlarm"] : types).includes(
          isComposite(alarm) ? "CompositeAlarm" : "MetricAlarm",
        ),
      )
      .filter(({ AlarmName }) => names.length === 0 || names.includes(AlarmName))
      .filter(({ AlarmName }) => AlarmName.startsWith(String(input.AlarmNamePrefix ?? "")))
      .filter(({ StateValue }) => input.StateValue === undefined || StateValue === input.StateValue)
      .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
    const { items, next } = paged(found, input, "MaxRecords", 50);
    return {
      MetricAlarms: items.filter((alarm) => !isComposite(alarm)).map(shown),
      CompositeAlarms: items.filter(isComposite).map(shown),
      NextToken: next,
    };
  },
  DescribeAlarmsForMetric({ region, book }, input) {
    const wanted = JSON.stringify([input.Namespace, input.MetricName, input.Dimensions ?? []]);
    const found = book
      .in(region)
      .all()
      .filter((alarm): alarm is MetricAlarm => !isComposite(alarm))
      .filter((alarm) => JSON.stringify([alarm.Namespace, alarm.MetricName, alarm.Dimensions]) === wanted);
    return { MetricAlarms: found.map(shown) };
  },
  DescribeAlarmHistory({ region, book }, input) {
    const found = book
      .in(region)
      .history()
      .filter(({ AlarmName }) => input.AlarmName === undefined || AlarmName === input.AlarmName)
      .filter(
        ({ HistoryItemType }) =>
          input.HistoryItemType === undefined || HistoryItemType === input.HistoryItemType,
      );
    const { items, next } = paged(found, input, "MaxRecords", 100);
    return { AlarmHistoryItems: items, NextToken: next };
  },
  DeleteAlarms({ region, book, tags }, input) {
    const alarms = book.in(region);
    const names = list(input.AlarmNames);
    const gone = names.map((name) => {
      const alarm = alarms.find(name);
      if (!alarm) throw missing(name);
      const parent = alarms.parents(alarm).find(({ AlarmName }) => !names.includes(AlarmName));
      if (parent)
        throw new ApiError(
          "ValidationError",
          `Alarm ${name} cannot be deleted: the composite alarm ${parent.AlarmName} depends on it.`,
        );
      return alarm;
    });
    for (const alarm of gone) {
      alarms.delete(alarm.AlarmName);
      tags.delete(alarm.AlarmArn);
    }
    return {};
  },
  async SetAlarmState({ region, book, enter }, input) {
    const alarm = book.in(region).find(String(input.AlarmName));
    if (!alarm) throw missing(String(input.AlarmName));
    const state = String(input.StateValue) as State;
    if (!STATES.includes(state)) throw new ApiError("ValidationError", `Unknown state ${state}.`);
    await enter(alarm, { state, reason: String(input.StateReason ?? "") });
    return {};
  },
  EnableAlarmActions: (around, input) => switched(around, input, true),
  DisableAlarmActions: (around, input) => switched(around, input, false),
};

function switched({ region, book }: Around, input: Input, enabled: boolean): Input {
  for (const name of list(input.AlarmNames)) {
    const alarm = book.in(region).find(name);
    if (alarm) alarm.ActionsEnabled = enabled;
  }
  return {};
}

function shown(alarm: Alarm): Input {
  const { Dimensions, ...rest } = alarm as MetricAlarm;
  // CloudWatch names none by itself where an alarm has several metrics.
  return isComposite(alarm) ? { ...rest } : { ...rest, ...(!rest.Metrics && { Dimensions }) };
}
