// What CloudWatch refuses of an alarm. Source: CloudWatch API, PutMetricAlarm and PutCompositeAlarm.
import { ApiError } from "../../../gateway/aws-json.ts";
import { namesIn, parseMath } from "../math/parse.ts";
import type { MetricDataQuery } from "../math/queries.ts";
import { isPercentile, isStatistic } from "../series/statistic.ts";
import type { Alarm, MetricAlarm } from "./alarm.ts";
import { COMPARISONS, periodOf } from "./evaluate.ts";

const invalid = (message: string): ApiError => new ApiError("ValidationError", message);
const MISSING = ["breaching", "notBreaching", "ignore", "missing"];
const DAY = 86_400;
const ID = /^[a-z][a-zA-Z0-9_]*$/;

function checkActions(alarm: Alarm): void {
  for (const kind of ["OKActions", "AlarmActions", "InsufficientDataActions"] as const) {
    if (alarm[kind].length > 5)
      throw invalid(`Value for parameter ${kind} has ${alarm[kind].length} members; 5 are the most.`);
    for (const action of alarm[kind])
      if (!/^arn:[^:]+:[^:]+:/.test(action)) throw invalid(`Invalid arn syntax: ${action}`);
  }
  if (new TextEncoder().encode(alarm.AlarmDescription ?? "").length > 1024)
    throw invalid("AlarmDescription must be 1024 bytes or less.");
  if (alarm.AlarmName.length < 1 || alarm.AlarmName.length > 255)
    throw invalid("AlarmName must have 1 to 255 characters.");
}

const periodIsGood = (period: number): boolean =>
  [1, 5, 10, 20, 30].includes(period) || (period > 0 && period % 60 === 0);

export function checkComposite(alarm: Alarm): void {
  checkActions(alarm);
}

export function checkMetricAlarm(alarm: MetricAlarm): void {
  checkActions(alarm);
  if (!COMPARISONS.includes(alarm.ComparisonOperator))
    throw invalid(`The local AWS compares by ${COMPARISONS.join(", ")}, not by ${alarm.ComparisonOperator}.`);
  if (!(alarm.EvaluationPeriods >= 1)) throw invalid("EvaluationPeriods must be at least 1.");
  if ((alarm.DatapointsToAlarm ?? 1) > alarm.EvaluationPeriods)
    throw invalid("DatapointsToAlarm must not be greater than EvaluationPeriods.");
  if (alarm.TreatMissingData !== undefined && !MISSING.includes(alarm.TreatMissingData))
    throw invalid(`TreatMissingData must be one of ${MISSING.join(", ")}.`);
  if (!Number.isFinite(alarm.Threshold)) throw invalid("Threshold is required.");
  if (alarm.Metrics) checkQueries(alarm.Metrics);
  else checkStatistic(alarm);
  const period = periodOf(alarm);
  const most = period >= 3600 ? 7 * DAY : DAY;
  if (period * alarm.EvaluationPeriods > most)
    throw invalid(
      `Metrics cannot be checked across more than ${most === DAY ? "a day" : "seven days"} (EvaluationPeriods * Period must be <= ${most}).`,
    );
}

function checkStatistic(alarm: MetricAlarm): void {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic } = alarm;
  if (!MetricName || !Namespace) throw invalid("MetricName and Namespace, or Metrics, are required.");
  if (Period === undefined || !periodIsGood(Period))
    throw invalid(`Invalid period given, it must be 1, 5, 10, 20, 30 or a multiple of 60: ${Period}`);
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    throw invalid("Exactly one of Statistic and ExtendedStatistic is required.");
  if (Statistic !== undefined && !isStatistic(Statistic)) throw invalid(`Invalid statistic ${Statistic}.`);
  if (ExtendedStatistic !== undefined && !isPercentile(ExtendedStatistic))
    throw invalid(`The local AWS knows percentiles alone, not the extended statistic ${ExtendedStatistic}.`);
}

/** @param search whether SEARCH may be used: an alarm's queries may not */
export function checkQueries(queries: readonly MetricDataQuery[], search = false): void {
  if (!search && queries.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
    throw invalid("Exactly one element of the metrics list should return data.");
  const ids = new Set<string>();
  for (const { Id, Expression, MetricStat } of queries) {
    if (!ID.test(Id)) throw invalid(`The id ${Id} must begin with a lower-case letter.`);
    if (ids.has(Id)) throw invalid(`The id ${Id} is there twice.`);
    ids.add(Id);
    if ((Expression === undefined) === (MetricStat === undefined))
      throw invalid(`Exactly one of Expression and MetricStat is required for ${Id}.`);
    if (MetricStat && !periodIsGood(MetricStat.Period)) throw invalid(`Invalid period of ${Id}.`);
    if (MetricStat && !isStatistic(MetricStat.Stat) && !isPercentile(MetricStat.Stat))
      throw invalid(`Invalid statistic ${MetricStat.Stat} of ${Id}.`);
  }
  for (const { Id, Expression } of queries) {
    if (Expression === undefined) continue;
    if (!search && /\bSEARCH\s*\(/.test(Expression))
      throw invalid(`SEARCH is not supported in alarms: ${Id}.`);
    for (const name of namesIn(parseMath(Expression)))
      if (!ids.has(name) && name !== "REPEAT")
        throw invalid(`The expression ${Id} names ${name}, which is no id.`);
  }
}
