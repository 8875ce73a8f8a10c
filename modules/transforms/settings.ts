// What grows with the models, as an object beside the contract: the environment of a function holds 4 KB in all.
import type { TransformsSettings } from "../../core/environment/transforms.ts";
import { type TextObject, textObject } from "../constructs/text-object.ts";
import { type Construct, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export function settingsObject(scope: Construct, vars: Vars<typeof inputs>): TextObject {
  const settings: { [K in keyof TransformsSettings]: Value } = {
    selection: vars.selection,
    vars: vars.vars,
    exports: vars.exports,
    served: vars.served,
    reports_group: vars.reports_group,
    delivered: vars.delivered,
  };
  return textObject(scope, "settings", {
    bucket: tf`split("/", ${vars.contract_uri})[2]`,
    folder: `transforms/${vars.name}`,
    json: tf`${settings}`,
  });
}
