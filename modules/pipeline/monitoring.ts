// The monitoring of a pipeline: it is told of all members by their maps, so that a new one is watched without a word.
import { moduleCall, onlyIf, tf, type Value } from "../kit/index.ts";
import { monitoring } from "../monitoring/index.ts";
import { settingsInputs } from "../monitoring/inputs.ts";
import { DELIVERS, USES_API, USES_MODELS } from "./asks.ts";
import { folded, functionsOf, queuesOf } from "./fold.ts";
import type { Built, Pipeline } from "./member.ts";
import { take } from "./warehouse-connection.ts";

const SETTINGS = Object.keys(settingsInputs) as (keyof typeof settingsInputs)[];

/** @param parts what the members have, and their alarms by name */
export function monitoringOf(
  { scope, vars, shared, datasets, asks }: Pipeline,
  built: readonly Built[],
  alarms: Value,
) {
  const functions = functionsOf(built);
  const queues = queuesOf(built);
  const [fed, parking] = [queues.filter(({ parks }) => !parks), queues.filter(({ parks }) => parks)];
  const called = moduleCall(
    scope,
    "monitoring",
    monitoring,
    {
      name: shared.every.name,
      tags: shared.every.tags,
      alarm_topic_arns: vars.alarm_topic_arns,
      ...take(vars.monitoring, ...SETTINGS),
      import_seconds: tf`coalesce(${vars.monitoring.attr("import_seconds")}, ${vars.stage.attr("timeout_seconds")} * 0.8)`,
      datasets,
      members: {
        functions: tf`{ for k, name in ${folded(functions, "function_name")} : k => { name = name, memory_mb = ${folded(functions, "memory_mb")}[k], log_group = ${folded(functions, "log_group_name")}[k] } }`,
        queues: folded(fed, "queue_name"),
        dead_letter_queues: tf`merge(${folded(fed, "dead_letter_queue_name")}, ${folded(parking, "queue_name")}, ${onlyIf(DELIVERS, tf`coalesce(one(module.delivery[*].subscription_dead_letter_queue_names), {})`)}...)`,
        alarm_arns: alarms,
        delivers: DELIVERS,
        api_name: tf`${USES_API} ? "\${${shared.every.name}}-api" : null`,
        models: USES_MODELS,
        copies: asks.copies,
      },
    },
    { when: vars.monitoring.attr("enabled") },
  );
  const { alarm_arns, log_query_ids, ...others } = called;
  return {
    alarm_arns: tf`merge(${alarms}, coalesce(${alarm_arns}, {}))`,
    log_query_ids: tf`coalesce(${log_query_ids}, {})`,
    ...others,
  };
}
