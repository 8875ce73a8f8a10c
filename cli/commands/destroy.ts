// headrace destroy DIR: takes away what apply made on the local AWS.
import { parse } from "../args/parse.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { makeOutput } from "../output/output.ts";
import { findTerraform } from "../terraform/find.ts";
import { Root } from "../terraform/root.ts";
import { folder, told } from "./terraform.ts";

const SIGNATURE = {
  command: "destroy",
  summary: "Destroys what DIR's Terraform root has made on the local AWS.",
  positionals: ["DIR"],
  options: STATE_OPTION,
} as const;

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const output = makeOutput(values.json);
  findTerraform();
  const root = new Root(dir, await runningLocal(values.state));
  const { add, change, remove, seconds } = await told(output, "destroy", () =>
    root.destroy({ progress: output.progress, signal }),
  );
  await output.answer({ added: add, changed: change, destroyed: remove, seconds });
  return 0;
}
