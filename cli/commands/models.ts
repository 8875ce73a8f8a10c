// headrace models compile | run | test | graph | pack: the Kysely models of DIR/models.
import { group } from "../args/group.ts";
import { COMPILE, GRAPH, PACK, RUN, TEST } from "../models/signatures.ts";

const MODELS = {
  command: "models compile|run|test|graph|pack",
  summary:
    "Compiles, builds, tests, draws and packs the SQL models of DIR/models. `headrace models NAME --help` tells more.",
  positionals: ["DIR"],
  options: {},
} as const;

export const SIGNATURES = [COMPILE, RUN, TEST, GRAPH, PACK];

/** Loaded late, each by itself: the models' framework takes its time. */
export const run = group(MODELS, {
  compile: async (argv) => (await import("../models/compile.ts")).compile(argv),
  run: async (argv, signal) => (await import("../models/run.ts")).runModels(argv, signal),
  test: async (argv, signal) => (await import("../models/run.ts")).testModels(argv, signal),
  graph: async (argv) => (await import("../models/graph.ts")).graph(argv),
  pack: async (argv) => (await import("../models/pack.ts")).pack(argv),
});
