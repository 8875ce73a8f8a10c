// headrace models pack DIR: the models as the layer that the transforms function runs.
import { packModels } from "../../handlers/build/models.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { bytes } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { SELECTION } from "./options.ts";
import { projectAt } from "./project.ts";

const SIGNATURE = {
  command: "models pack",
  summary:
    "Packs the models of DIR/models into a zip, the same bytes wherever it is made: the layer of the function.",
  positionals: ["DIR"],
  options: {
    var: {
      ...SELECTION.var,
      description: "a variable that a model cannot do without; the function has its own",
    },
    out: { type: "string", required: true, value: "FILE", description: "where the zip is written" },
  },
} as const;

export async function pack(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
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
