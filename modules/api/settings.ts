// What the functions behind the API are told in a file: what grows with the contract and the estate.
import type { ApiSettings } from "../../core/environment/api.ts";
import { type TextObject, textObject } from "../constructs/text-object.ts";
import { type Construct, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export function settingsObject(scope: Construct, vars: Vars<typeof inputs>): TextObject {
  const settings: { [K in keyof ApiSettings]: Value } = {
    name: vars.name,
    authorization: vars.authorization,
    api: vars.api,
    members: vars.members,
    topics: vars.topics,
    functions: tf`concat(["api"], ${vars.other_function_names})`,
    cors_origins: vars.cors_origins,
  };
  return textObject(scope, "settings", {
    bucket: vars.system_bucket,
    folder: "api",
    json: tf`${settings as { [name: string]: Value }}`,
  });
}
