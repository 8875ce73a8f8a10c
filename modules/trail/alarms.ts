// Alarms on what the trail records: a metric filter finds it in the log, and an alarm tells when it finds something. Where several
// filters are of one alarm, they count in one metric.
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, each, forEach, local, ref, tf, type Vars, when } from "../kit/index.ts";
import { ALARMS, type AlarmName } from "./alarm-names.ts";
import type { inputs } from "./inputs.ts";
import { detokenizePattern, PATTERNS } from "./patterns.ts";

type TrailVars = Vars<typeof inputs>;

/** Where the counts are kept: a name of the trail's own in it, so that two trails do not add up. */
const NAMESPACE = "HeadraceTrail";

/** @param group name of the log group. @param is whether there is one. @returns alarm → ARN */
export function trailAlarms(scope: Construct, vars: TrailVars, group: Expr, is: Expr): Expr {
  const unexpected = local(scope, "unexpected", notOneOf(vars.expected_principal_arns));
  const found: Expr[] = [];
  for (const name of Object.keys(ALARMS) as AlarmName[]) {
    const wanted =
      name === "detokenize"
        ? tf`${vars.alarms.attr(name)} && ${is} && length(${vars.detokenize_function_arns}) > 0`
        : tf`${vars.alarms.attr(name)} && ${is}`;
    const metric = `${vars.name}-${name}`;
    const patterns =
      name === "detokenize"
        ? // By their place, which is known when planning.
          tf`{ for i, arn in ${vars.detokenize_function_arns} : "function-\${i + 1}" => ${detokenizePattern(notOneOf(vars.detokenize_caller_arns))} if ${wanted} }`
        : tf`{ for k, p in ${PATTERNS[name](unexpected)} : k => p if ${wanted} }`;
    forEach(
      new CloudwatchLogMetricFilter(scope, `${name}-filter`, {
        name: `${vars.name}-${name}-${each.key}`,
        logGroupName: `${group}`,
        pattern: `${each.value}`,
        metricTransformation: { name: metric, namespace: NAMESPACE, value: "1" },
      }),
      patterns,
    );
    const alarm = when(
      wanted,
      metricAlarm(scope, name, vars, {
        alarmName: `${vars.name}-${name.replaceAll("_", "-")}`,
        alarmDescription: `${ALARMS[name]} The log group, and the queries of the trail's table, say who.`,
        namespace: NAMESPACE,
        metricName: metric,
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        threshold: name === "denied" ? vars.denied_threshold.number : 0,
      }),
    );
    found.push(tf`{ for k in ${[name]} : k => one(${ref(alarm)}[*].arn) if ${wanted} }`);
  }
  return tf`merge(${found}...)`;
}

/**
 * The end of a pattern that leaves out some principals: a role's sessions are known by the name of the role. What a service does has
 * no ARN, and is nobody's that is expected.
 */
function notOneOf(arns: Expr): Expr {
  const session = tf`format("arn:%s:sts::%s:assumed-role/%s/*", split(":", a)[1], split(":", a)[4], element(split("/", a), length(split("/", a)) - 1))`;
  const known = tf`[for a in ${arns} : strcontains(a, ":role/") ? ${session} : a]`;
  const unlike = tf`join(" && ", [for a in ${known} : format("($.userIdentity.arn != %q)", a)])`;
  return tf`length(${arns}) == 0 ? "" : format(" && (($.userIdentity.arn NOT EXISTS) || (%s))", ${unlike})`;
}
