// The states of the alarms that a root has made.
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { attribute, type Estate, ofType } from "../pipeline/estate.ts";

export interface AlarmState {
  name: string;
  /** OK, ALARM or INSUFFICIENT_DATA. */
  state: string;
  /** Since when. ISO 8601. */
  since: string;
  description: string;
  reason: string;
  composite: boolean;
}

/** What DescribeAlarms takes by name. */
const NAMES_AT_ONCE = 100;
const ORDER = ["ALARM", "INSUFFICIENT_DATA", "OK"];

/** Those that are in alarm first. */
export async function alarmStates(estate: Estate): Promise<AlarmState[]> {
  const names = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]
    .flatMap((type) => ofType(estate, type))
    .map((resource) => attribute(resource, "alarm_name"));
  const client = new CloudWatchClient(estate.aws);
  const found: AlarmState[] = [];
  try {
    for (let from = 0; from < names.length; from += NAMES_AT_ONCE) {
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({
          AlarmNames: names.slice(from, from + NAMES_AT_ONCE),
          AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
          MaxRecords: NAMES_AT_ONCE,
        }),
      );
      for (const alarm of [...MetricAlarms, ...CompositeAlarms])
        found.push({
          name: alarm.AlarmName ?? "",
          state: alarm.StateValue ?? "",
          since: alarm.StateUpdatedTimestamp?.toISOString() ?? "",
          description: alarm.AlarmDescription ?? "",
          reason: alarm.StateReason ?? "",
          composite: "AlarmRule" in alarm,
        });
    }
  } finally {
    client.destroy();
  }
  return found.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.name < b.name ? -1 : 1));
}
