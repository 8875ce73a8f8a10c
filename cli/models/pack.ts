// headrace models pack DIR: the models as the layer that the transforms function runs.
import { packModels } from "../../handlers/build/models.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { bytes } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { projectAt } from "./project.ts";
import { PACK } from "./signatures.ts";

export async function pack(argv: string[]): Promise<number> {
  const { values, positionals } = parse(PACK, argv);
  const dir = folder(positionals[0]);
  const file = values.out as string;
  const output = makeOutput(values.json);
  // What would fail in the function fails here, by the same words as in `models compile`.
  const { graph } = await projectAt(dir, { var: values.var, schema: undefined });
  const zip = await packModels(dir, file);
  await output.answer({
    file,
    bytes: zip.bytes,
    sha256: zip.sha256,
    models: graph.models.length,
  });
  output.say(
    `${file}: ${graph.models.length} ${graph.models.length === 1 ? "model" : "models"}, ${bytes(zip.bytes)}`,
  );
  return 0;
}
