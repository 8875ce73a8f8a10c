// One map of all members: name → an output of each function, or of each queue.
import type { queueFunctionOutputs } from "../constructs/queue-function.ts";
import { Expr, tf, type Value } from "../kit/index.ts";
import type { Built, Made, MadeFunction, MadeQueue } from "./member.ts";

/** @returns an HCL map; its keys are known when planning wherever each member's condition is */
export function folded<K extends string>(parts: readonly Made<K>[], output: K): Expr {
  const maps = parts.map((part) => {
    const value = part.outputs[output];
    if ("each" in part) return value;
    const own = tf`${{ [part.name]: value }}`;
    return part.when ? tf`{ for k, v in ${own} : k => v if ${part.when} }` : own;
  });
  return new Expr(`merge(${maps.map(({ hcl }) => hcl).join(", ")})`);
}

export const functionsOf = (built: readonly Built[]): MadeFunction[] =>
  built.flatMap(({ functions }) => functions ?? []);

export const queuesOf = (built: readonly Built[]): MadeQueue[] => built.flatMap(({ queues }) => queues ?? []);

/** Queues that something takes from, where it does: those that have a dead-letter queue. */
export const fedQueues = (queues: readonly MadeQueue[]): MadeQueue[] =>
  queues
    .filter(({ parks }) => parks !== true)
    .map((made) => (made.parks && !("each" in made) ? { ...made, when: tf`!(${made.parks})` } : made));

/** Functions that a queue feeds. */
export const fedFunctions = (functions: readonly MadeFunction[]) =>
  functions.filter((made): made is Made<keyof typeof queueFunctionOutputs> => MAPPING in made.outputs);
const MAPPING: keyof typeof queueFunctionOutputs = "event_source_mapping_arn";

/** `FUNCTION/errors`, `FUNCTION/throttles` and `QUEUE/ALARM` → ARN. */
export function alarmsOf(built: readonly Built[]): Expr {
  const functions = functionsOf(built);
  const errors = folded(functions, "alarm_arn");
  const throttles = folded(functions, "throttle_alarm_arn");
  const queues = folded(queuesOf(built), "alarm_arns");
  const others = built.flatMap(({ alarms }) => alarms ?? []);
  return tf`merge({ for f, arn in ${errors} : "\${f}/errors" => arn }, { for f, arn in ${throttles} : "\${f}/throttles" => arn }, concat(${others}, [for q, alarms in ${queues} : { for k, v in alarms : "\${q}/\${k}" => v }])...)`;
}

/** Zone → the queues that are told of its objects. */
export function toldOf(built: readonly Built[]): { [zone: string]: { [argument: string]: Value }[] } {
  const told: { [zone: string]: { [argument: string]: Value }[] } = {};
  for (const member of built) {
    for (const [zone, queue] of Object.entries(member.told ?? {})) {
      told[zone] = [...(told[zone] ?? []), queue];
    }
  }
  return told;
}
