// headrace apply DIR: Terraform's apply of DIR's own root on the local AWS, nothing else.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { placeImagesFor } from "../images/place.ts";
import { STATE_OPTION, startLocal } from "../local-aws.ts";
import { buildModulesFor } from "../module-set.ts";
import { makeOutput } from "../output/output.ts";
import { findTerraform } from "../terraform/find.ts";
import { Root } from "../terraform/root.ts";
import { readOutputs } from "../terraform/state.ts";
import { told } from "../terraform/told.ts";

const SIGNATURE = {
  command: "apply",
  summary: "Applies DIR's own Terraform root to the local AWS, which it starts where none runs.",
  positionals: ["DIR"],
  options: STATE_OPTION,
  details:
    "Nothing is written into DIR: Terraform runs in a copy of it. State, lock file and providers lie in the local AWS's " +
    "folder; a backend or cloud block of the root is overridden there. Variables come from terraform.tfvars, *.auto.tfvars and TF_VAR_… as usual.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const output = makeOutput(values.json);
  findTerraform();
  await buildModulesFor(dir, output, signal);
  const local = await startLocal(output, { state: values.state });
  const root = new Root(dir, local);
  await placeImagesFor(dir, local.state);
  const { add, change, remove, seconds } = await told(output, "apply", () =>
    root.apply({ progress: output.progress, signal }),
  );
  const outputs = readOutputs(dir, local);
  await output.answer({ added: add, changed: change, destroyed: remove, seconds, outputs });
  for (const [name, value] of Object.entries(outputs)) output.say(`${name} = ${shown(value)}`);
  return 0;
}

/** A text as it is; anything else as JSON, each member of a map or a list on a line of its own. */
const shown = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);
