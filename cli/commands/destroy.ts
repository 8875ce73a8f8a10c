// headrace destroy DIR: takes away what apply made on the local AWS.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { awsConfig } from "../aws.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { makeOutput } from "../output/output.ts";
import { findTerraform } from "../terraform/find.ts";
import {
  keptAddresses,
  keptWords,
  type LockedBucket,
  type OwnBucket,
  ownBuckets,
} from "../terraform/kept.ts";
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
    "Buckets are emptied, tables lose their deletion protection, and what holds data its guard first, and secrets go at once: on the local AWS there is nothing to lose. What S3 Object Lock keeps stays, with its bucket and its key, and so do buckets of yours; it says which.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const output = makeOutput(values.json);
  findTerraform();
  const local = await runningLocal(values.state);
  const root = new Root(dir, local);
  let locked: LockedBucket[] = [];
  let own: OwnBucket[] = [];
  const { add, change, remove, seconds } = await told(output, "destroy", async () => {
    const watching = { progress: output.progress, signal };
    const resources = root.applied ? readState(dir, local) : [];
    const aws = awsConfig(local.env);
    locked = await releaseProtected(aws, resources);
    own = ownBuckets(resources);
    if (root.applied)
      await root.forget([...guards(resources), ...keptAddresses(resources, locked)], watching);
    const destroyed = await root.destroy(watching);
    await deleteRecoverable(aws, resources);
    return destroyed;
  });
  await output.answer({ added: add, changed: change, destroyed: remove, seconds, kept: { locked, own } });
  for (const line of keptWords(locked, own)) output.say(line);
  return 0;
}
