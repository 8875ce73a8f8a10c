// headrace models compile | run | test | graph | pack: the Kysely models of DIR/models.

import type { Options } from "../args/options.ts";
import { nearest } from "../args/suggest.ts";
import { HelpRequested, usageError } from "../args/usage.ts";
import type { RunCommand } from "./command.ts";

const SUBCOMMANDS: Record<string, () => Promise<RunCommand>> = {
  compile: async () => (await import("../models/compile.ts")).compile,
  run: async () => (await import("../models/run.ts")).runModels,
  test: async () => (await import("../models/run.ts")).testModels,
  graph: async () => (await import("../models/graph.ts")).graph,
  pack: async () => (await import("../models/pack.ts")).pack,
};
const NAMES = Object.keys(SUBCOMMANDS);

const MODELS = {
  command: `models ${NAMES.join("|")}`,
  summary:
    "Compiles, builds, tests, draws and packs the SQL models of DIR/models. `headrace models NAME --help` tells more.",
  positionals: ["DIR"],
  options: {} as Options,
};

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const at = argv.findIndex((word) => !word.startsWith("-"));
  const [name] = argv.splice(at < 0 ? argv.length : at, 1);
  const load = name !== undefined && Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (load) return (await load())(argv, signal);
  if (argv.includes("--help") || argv.includes("-h")) throw new HelpRequested(MODELS);
  if (name === undefined) throw usageError(`models needs one of ${NAMES.join(", ")}`, MODELS);
  const guess = nearest(name, NAMES);
  throw usageError(
    `models knows no ${JSON.stringify(name)}${guess ? `; did you mean ${guess}?` : ""}`,
    MODELS,
  );
}
