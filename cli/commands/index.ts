// The commands there are; each is loaded only when it is called, so that --help stays instant.
import type { Command } from "./command.ts";

export interface Entry {
  summary: string;
  load: () => Promise<Command>;
}

/** In the order in which people meet them. */
export const COMMANDS: Record<string, Entry> = {
  init: {
    summary: "write a headrace.yaml inferred from real files or found tables, and a Terraform root",
    load: () => import("./init.ts"),
  },
  check: {
    summary: "run the stages on local files: no AWS, no Terraform, seconds",
    load: () => import("./check.ts"),
  },
  run: {
    summary: "local AWS + terraform apply + import + wait until drained + report",
    load: () => import("./run.ts"),
  },
  query: {
    summary: "SQL against what the last run left",
    load: () => import("./query.ts"),
  },
  api: {
    summary: "the REST API's address, and a signed curl line for each route",
    load: () => import("./api.ts"),
  },
  status: {
    summary: "whether the pipeline is healthy, what came last, what is stuck",
    load: () => import("./status.ts"),
  },
  logs: {
    summary: "what functions said",
    load: () => import("./logs.ts"),
  },
  audit: {
    summary: "what became of files; verify: whether CloudTrail's files are as they were written",
    load: () => import("./audit.ts"),
  },
  quarantine: {
    summary: "rows and files that break the contract, with their reasons",
    load: () => import("./quarantine.ts"),
  },
  restore: {
    summary: "ask for objects in Glacier back, and say when their rows can be read",
    load: () => import("./restore.ts"),
  },
  dlq: {
    summary: "list, redrive: messages that were given up",
    load: () => import("./dlq.ts"),
  },
  outputs: {
    summary: "the outputs of DIR's root",
    load: () => import("./outputs.ts"),
  },
  export: {
    summary: "get: the files of a model's last export",
    load: () => import("./export.ts"),
  },
  report: {
    summary: "one HTML file that shows the pipeline: flow, datasets, models, runs, permissions",
    load: () => import("./report.ts"),
  },
  console: {
    summary: "that page served on this machine: live counts, a box for SQL, dead letters sent back",
    load: () => import("./console.ts"),
  },
  local: {
    summary: "up, down, env, advance, report: the local AWS, and what roles did in it",
    load: () => import("./local.ts"),
  },
  apply: {
    summary: "terraform apply on the local AWS with a folder's own root",
    load: () => import("./apply.ts"),
  },
  destroy: {
    summary: "terraform destroy on the local AWS",
    load: () => import("./destroy.ts"),
  },
  jobs: {
    summary: "list, run, logs: the jobs of Batch that import what no function holds",
    load: () => import("./jobs.ts"),
  },
  image: {
    summary: "build, push: the image of those jobs",
    load: () => import("./image.ts"),
  },
  crawl: {
    summary: "run the crawler of a prefix, and list the tables that it found",
    load: () => import("./crawl.ts"),
  },
  models: {
    summary: "compile, run, test, graph, pack: the SQL models that run inside Redshift",
    load: () => import("./models.ts"),
  },
  types: {
    summary: "write TypeScript types of the lake, from the contract, for the models",
    load: () => import("./types.ts"),
  },
  build: {
    summary: "build the Terraform module set",
    load: () => import("./build.ts"),
  },
  publish: {
    summary: "add a version of the module set to a module registry",
    load: () => import("./publish.ts"),
  },
  schema: {
    summary: "the JSON Schema of headrace.yaml, for editors",
    load: () => import("./schema.ts"),
  },
  completion: {
    summary: "bash, zsh, fish: a script by which the shell completes all this",
    load: async () => (await import("./completion.ts")).completionOf(() => COMMANDS),
  },
};
