// headrace export get DIR MODEL: the files of a model's last export, onto this machine.
import { resolve } from "node:path";
import { makeFolder } from "../args/make-folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { bytes, counted } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "export",
  summary: "Fetches the files of a model's last export.",
  positionals: ["get", "DIR", "MODEL"],
  options: {
    ...ESTATE_OPTIONS,
    out: {
      type: "string",
      value: "FOLDER",
      description: "where to; a folder of the model's name here where absent",
    },
  },
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const [what, dir, model = ""] = positionals;
  if (what !== "get") throw usageError(`${JSON.stringify(what)} is not get`, SIGNATURE);
  if (!/^[A-Za-z0-9_.-]+$/.test(model) || model.startsWith("."))
    throw usageError(`${JSON.stringify(model)} is no model's name`, SIGNATURE);
  const output = makeOutput(values.json);
  const estate = await estateOf(dir, values);
  const { exportOf, fetchTo } = await import("../watch/exports.ts");
  const found = await exportOf(estate, model);
  const folder = resolve(values.out ?? model);
  makeFolder(folder, values.out ? `--out ${values.out}` : folder);
  const files = await fetchTo(estate, found, folder, signal);
  await output.answer({ model, folder, files });
  const size = files.reduce((sum, file) => sum + file.bytes, 0);
  output.say(`${counted(files.length, "file")} of ${model} in ${folder} (${bytes(size)})`);
  return 0;
}
