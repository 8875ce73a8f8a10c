// What the subcommands of `headrace models` take.
import type { Options } from "../args/options.ts";
import { SELECTION, TARGET } from "./options.ts";

/** How a graph is drawn. */
export const GRAPH_FORMATS = ["text", "mermaid", "svg"] as const;

const SHARED = {
  ...SELECTION,
  ...TARGET,
  threads: { type: "string", value: "N", description: "models or tests at once; 4 where absent" },
  wait: { type: "string", value: "SECONDS", description: "waits for another run of these models to end" },
} as const satisfies Options;

export const COMPILE = {
  command: "models compile",
  summary: "Prints the SQL of each model, and the statements that a run executes; connects to nothing.",
  positionals: ["DIR"],
  options: SELECTION,
} as const;

export const RUN = {
  command: "models run",
  summary:
    "Builds the models of DIR/models in the warehouse, each after what it reads, tests them, and writes the exports.",
  positionals: ["DIR"],
  options: {
    ...SHARED,
    "full-refresh": { type: "boolean", description: "builds incremental models whole" },
    "dry-run": { type: "boolean", description: "prints the statements instead of executing them" },
    resume: { type: "boolean", description: "goes on with the last run: what it built and tested stays" },
    "no-tests": { type: "boolean", description: "builds without tests" },
  },
} as const;

export const TEST = {
  command: "models test",
  summary: "Runs the tests of DIR/models on what is in the warehouse.",
  positionals: ["DIR"],
  options: SHARED,
} as const;

export const GRAPH = {
  command: "models graph",
  summary: "Draws what reads what, from the lake's datasets to the last model.",
  positionals: ["DIR"],
  options: {
    ...SELECTION,
    format: { type: "string", value: GRAPH_FORMATS.join("|"), description: "text where absent" },
    out: { type: "string", value: "FILE", description: "writes the drawing there instead of on stdout" },
  },
} as const;

export const PACK = {
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
