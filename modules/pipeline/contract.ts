// The contract as the functions read it: an object of the system zone.
import { type TextObject, textObject } from "../constructs/text-object.ts";
import { type Construct, type Expr, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export const contractObject = (
  scope: Construct,
  vars: Vars<typeof inputs>,
  datasets: Expr,
  systemBucket: Expr,
): TextObject =>
  textObject(scope, "contract", {
    bucket: systemBucket,
    folder: "contracts",
    json: tf`{ version = 1, name = ${vars.name}, datasets = ${datasets} }`,
  });
