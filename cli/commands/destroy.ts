// headrace destroy DIR: takes away what apply made on the local AWS.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { awsConfig } from "../aws.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { makeOutput } from "../output/output.ts";
import { findTerraform } from "../terraform/find.ts";
import { deleteRecoverable, guards, releaseProtected } from "../terraform/release.ts";
import { Root } from "../terraform/root.ts";
import { readState } from "../terraform/state.ts";
import { told } from "../terraform/told.ts";

const SIGNATURE = {
  command: "destroy",
  summary: "Destroys what DIR's Terraform root has made on the local AWS.",
  positionals: ["DIR"],
  options: STATE_OPTION,
  details:
    "Buckets are emptied, tables lose their deletion protection, and what holds data its guard first, and secrets go at once: on the local AWS there is nothing to lose.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const output = makeOutput(values.json);
  findTerraform();
  const local = await runningLocal(values.state);
  const root = new Root(dir, local);
  const { add, change, remove, seconds } = await told(output, "destroy", async () => {
    const watching = { progress: output.progress, signal };
    const resources = root.applied ? readState(dir, local) : [];
    const aws = awsConfig(local.env);
    await releaseProtected(aws, resources);
    if (root.applied) await root.forget(guards(resources), watching);
    const destroyed = await root.destroy(watching);
    await deleteRecoverable(aws, resources);
    return destroyed;
  });
  await output.answer({ added: add, changed: change, destroyed: remove, seconds });
  return 0;
}
