// The app that `cdktf synth` runs: every module as a stack of cdktf.out/, ready for `terraform validate`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { MODULES, ROOT_MODULE } from "./index.ts";
import { moduleStacks } from "./kit/index.ts";
import { copyArtifacts } from "./publish.ts";

const stacks = moduleStacks([ROOT_MODULE, ...MODULES]);
stacks.synth();

// `npm run build` leaves the zips in the published set; without them everything but `plan` works.
const built = join(import.meta.dirname, "..", "dist", "terraform-aws-headrace", "modules");
if (existsSync(built)) {
  await copyArtifacts(
    (module) => join(built, module, "artifacts"),
    (module) => join(stacks.folder(module), "artifacts"),
  );
}
