// What an alarm is, of one metric or of other alarms, as CloudWatch's API names it.
import type { Dimension, MetricDataQuery } from "../math/queries.ts";

export type State = "INSUFFICIENT_DATA" | "OK" | "ALARM";

interface Common {
  AlarmName: string;
  AlarmArn: string;
  AlarmDescription?: string;
  ActionsEnabled: boolean;
  OKActions: string[];
  AlarmActions: string[];
  InsufficientDataActions: string[];
  StateValue: State;
  StateReason: string;
  StateReasonData?: string;
  StateUpdatedTimestamp: Date;
  StateTransitionedTimestamp: Date;
  AlarmConfigurationUpdatedTimestamp: Date;
}

export type Missing = "breaching" | "notBreaching" | "ignore" | "missing";

export interface MetricAlarm extends Common {
  MetricName?: string;
  Namespace?: string;
  Statistic?: string;
  ExtendedStatistic?: string;
  Dimensions: Dimension[];
  Period?: number;
  Unit?: string;
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  Threshold: number;
  ComparisonOperator: string;
  TreatMissingData?: Missing;
  EvaluateLowSampleCountPercentile?: string;
  Metrics?: MetricDataQuery[];
}

export interface CompositeAlarm extends Common {
  AlarmRule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export const isComposite = (alarm: Alarm): alarm is CompositeAlarm => "AlarmRule" in alarm;
