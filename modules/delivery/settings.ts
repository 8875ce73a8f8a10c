// What grows with the contract, as an object beside it: the environment of a function holds 4 KB in all.
import type { DeliverSettings } from "../../core/environment/deliver.ts";
import type { Account } from "../constructs/account.ts";
import { type TextObject, textObject } from "../constructs/text-object.ts";
import { type Construct, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { topicName } from "./topics.ts";

export function settingsObject(scope: Construct, at: Account, vars: Vars<typeof inputs>): TextObject {
  const arn = at.arn("sns", `${topicName(vars.name, tf`k`, tf`t`)}`);
  const settings: { [K in keyof DeliverSettings]: Value } = {
    topics: tf`{ for k, t in ${vars.deliver} : k => merge(t, { arn = ${arn} }) }`,
  };
  return textObject(scope, "settings", {
    bucket: tf`split("/", ${vars.contract_uri})[2]`,
    folder: `deliver/${vars.name}`,
    json: tf`${settings}`,
  });
}
