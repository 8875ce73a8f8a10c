// What must hold of a pipeline's topology, which no type says.
import { STAGES } from "../../core/environment/stage.ts";
import { tf, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { inputs } from "./inputs.ts";
import { MOVABLE } from "./topology-inputs.ts";

/** The ends of the stages' line that parts may be, as one text each. */
const ENDS = ["", ...MOVABLE.map((_, from) => MOVABLE.slice(from).join(","))];

/** @param taken names that the pipeline's own things have */
export const topologyRules = (vars: Vars<typeof inputs>, taken: readonly string[]): Rule[] => [
  {
    variable: "topology",
    condition: tf`contains(${ENDS}, join(",", flatten([for s in ${[...STAGES]} : [for p in ${vars.topology} : p.stages if try(p.stages[0], "") == s]])))`,
    message:
      "Write in topology parts that are the end of the stages, each stage once and in its order: tokenize, enrich and " +
      "transform, or enrich and transform, or transform. validate and cleanse stay with the stage function.",
  },
  {
    variable: "topology",
    condition: tf`length(setintersection(keys(${vars.topology}), ${[...taken]})) == 0 && alltrue([for k in keys(${vars.topology}) : !endswith(k, "-dlq")])`,
    message: `Write other names for the parts of topology: the pipeline's own things are called ${taken.join(", ")}, and dead-letter queues end in -dlq.`,
  },
  {
    variable: "interim",
    condition: tf`${vars.interim.attr("create_bucket")} == (${vars.interim.attr("bucket")} == null)`,
    message: "Give interim.bucket where interim.create_bucket is false, and only there.",
  },
];
