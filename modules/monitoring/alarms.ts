// Alarms on what the functions count. What a function, a queue or an API has of its own, its own module watches.
import { RHYTHM_UNITS } from "../../core/contract/rhythm.ts";
import type { MetricName } from "../../core/telemetry/metrics.ts";
import { metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, each, forEach, ref, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { metricOf } from "./metric.ts";

type MonitoringVars = Vars<typeof inputs>;

interface Count {
  metric: MetricName;
  statistic: "Sum" | "Maximum";
  /** Above which it goes off. */
  threshold: Expr | number;
  when?: Expr;
  description: string;
}

/** Alarm → what it is on, of the pipeline as a whole. */
function counts({ members, ...vars }: MonitoringVars): { readonly [alarm: string]: Count } {
  return {
    "files-rejected": {
      metric: "FilesRejected",
      statistic: "Sum",
      threshold: 0,
      description:
        "A file went to quarantine whole. The quarantine bucket has it, and the reason beside it: DATASET/_rejected/RUNID/reason.json.",
    },
    lag: {
      metric: "LagSeconds",
      statistic: "Maximum",
      threshold: vars.lag_seconds,
      description:
        "A file's rows could be queried late. Look whether messages wait in queues, or a file is larger than others.",
    },
    "import-seconds": {
      metric: "ImportSeconds",
      statistic: "Maximum",
      threshold: tf`coalesce(${vars.import_seconds}, 720)`,
      description:
        "A file took nearly as long as the stage function may. Give it more memory or time, or split the files.",
    },
    "loads-failed": {
      metric: "LoadsFailed",
      statistic: "Sum",
      threshold: 0,
      when: members.attr("copies"),
      description:
        "Rows could not be copied into the warehouse. The run's audit record says why (load_error); it is tried again.",
    },
    "models-failed": {
      metric: "ModelsFailed",
      statistic: "Sum",
      threshold: 0,
      when: members.attr("models"),
      description:
        "A model could not be built. The log of the transforms function has its SQL and the reason.",
    },
    "tests-failed": {
      metric: "TestsFailed",
      statistic: "Sum",
      threshold: 0,
      when: members.attr("models"),
      description:
        "A test of a model found rows. The log of the transforms function has the query that shows them.",
    },
    "deliveries-failed": {
      metric: "DeliveriesFailed",
      statistic: "Sum",
      threshold: 0,
      when: members.attr("delivers"),
      description: "Rows could not be sent. The log of the deliver function says why; it is tried again.",
    },
  };
}

/** @returns alarm → ARN */
export function countAlarms(scope: Construct, vars: MonitoringVars): Expr {
  const found: Expr[] = [];
  for (const [key, { metric, statistic, threshold, description, when: condition }] of Object.entries(
    counts(vars),
  )) {
    const alarm = metricAlarm(scope, key, vars, {
      ...metricOf(metric, vars.name),
      alarmName: `${vars.name}-${key}`,
      alarmDescription: description,
      statistic,
      period: 300,
      evaluationPeriods: 1,
      threshold: typeof threshold === "number" ? threshold : threshold.number,
    });
    if (condition) when(condition, alarm);
    const arn = condition ? tf`one(${ref(alarm)}[*].arn)` : ref(alarm, "arn");
    // By what is asked for, so that a plan knows which there will be.
    found.push(tf`{ for k in ${[key.replaceAll("-", "_")]} : k => ${arn} if ${condition ?? tf`true`} }`);
  }
  return tf`merge(${found}...)`;
}

/** Of each dataset, the part of its rows that breaks the contract. @returns dataset → ARN */
export function quarantineAlarms(scope: Construct, vars: MonitoringVars, datasets: Expr): Expr {
  const of = { dataset: each.key };
  const stat = (id: string, metric: "RowsIn" | "RowsQuarantined") => {
    const { namespace, metricName, dimensions } = metricOf(metric, vars.name, of);
    return {
      id,
      metric: { namespace, metricName, dimensions, period: 3600, stat: "Sum" },
      returnData: false,
    };
  };
  const alarm = metricAlarm(scope, "quarantine", vars, {
    alarmName: `${vars.name}-${each.key}-quarantine`,
    alarmDescription: `More rows of ${each.key} break the contract than are expected. The quarantine bucket has them with their reasons.`,
    metricQuery: [
      stat("quarantined", "RowsQuarantined"),
      stat("rows", "RowsIn"),
      { id: "percent", expression: "100 * quarantined / rows", label: "Percent", returnData: true },
    ],
    evaluationPeriods: 1,
    threshold: vars.quarantine_percent.number,
  });
  return arnsOf(forEach(alarm, datasets));
}

/** `5 minutes` as periods of an alarm. */
const rhythm = (text: Expr): { period: Expr; periods: Expr } => {
  const unit = tf`${RHYTHM_UNITS}[trimsuffix(regex("[a-z]+$", ${text}), "s")]`;
  return { period: unit.attr("period"), periods: tf`tonumber(regex("^[0-9]+", ${text})) * ${unit}.periods` };
};

/** Of what is expected from time to time and does not come. @returns dataset or model → ARN */
export function freshnessAlarms(
  scope: Construct,
  vars: MonitoringVars,
  kind: "dataset" | "model",
  expected: Expr,
): Expr {
  const { period, periods } = rhythm(each.value);
  const of = { dataset: "FilesQueryable", model: "ModelsBuilt" } as const;
  const what = { dataset: "No file of", model: "No build of" }[kind];
  const alarm = metricAlarm(scope, `${kind}-freshness`, vars, {
    ...metricOf(of[kind], vars.name, { [kind]: each.key }),
    alarmName: `${vars.name}-${kind === "model" ? "model-" : ""}${each.key}-freshness`,
    alarmDescription: `${what} ${each.key} for ${each.value}.`,
    statistic: "Sum",
    period: period.number,
    evaluationPeriods: periods.number,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
    // That nothing comes is what it tells of.
    treatMissingData: "breaching",
  });
  return arnsOf(forEach(alarm, expected));
}

const arnsOf = (alarm: Parameters<typeof ref>[0]): Expr => tf`{ for k, a in ${ref(alarm)} : k => a.arn }`;

export const expectedDatasets = (datasets: Expr): Expr =>
  tf`{ for k, d in ${datasets} : k => d.quality.expect_every if try(d.quality.expect_every, null) != null }`;
