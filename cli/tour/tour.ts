// The tour that `npm start` gives: a pipeline is deployed, then each chapter is done for real, timed, and shown.
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { readContract } from "../contract.ts";
import { parseImports } from "../imports/parse.ts";
import { startLocal } from "../local-aws.ts";
import { buildModules } from "../module-set.ts";
import { seconds, secondsSince } from "../output/format.ts";
import type { Output } from "../output/output.ts";
import { table } from "../output/table.ts";
import { deploy } from "../pipeline/deploy.ts";
import { findTerraform } from "../terraform/find.ts";
import { Root } from "../terraform/root.ts";
import { CHAPTERS } from "./chapters/index.ts";

export interface Tour {
  /** The checkout. */
  root: string;
  output: Output;
  signal: AbortSignal;
  state: string | undefined;
  stop: boolean;
}

const DATA = {
  states: "population_engineers_hurricanes.csv",
  birdstrikes: "birdstrikes.csv",
  movies: "movies.json",
};

export async function tour({ root, output, signal, state, stop }: Tour): Promise<number> {
  const begin = performance.now();
  const steps: [string, number][] = [];
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    steps.push([name, secondsSince(start)]);
    return result;
  };

  findTerraform();
  const dir = join(root, "examples", "complete");
  const contract = readContract(dir);
  const imports = parseImports(dataFiles(root), Object.keys(contract.datasets));
  await step("build the modules", () => buildModules(output, { signal }));
  const local = await step("start the local AWS", () => startLocal(output, { state }));
  const chosen: Record<string, boolean> = {};
  for (const chapter of CHAPTERS) Object.assign(chosen, await chapter.variables?.());
  // Chapters count on what they chose, whatever the environment says; `apply` after the tour goes on with it.
  for (const name of Object.keys(chosen)) delete process.env[`TF_VAR_${name}`];
  new Root(dir, local).choose(chosen);
  let well = true;
  try {
    const deployed = await step("terraform apply", () => deploy(dir, local, output, signal));
    const story = { ...deployed, contract, imports };
    try {
      for (const chapter of CHAPTERS) await chapter.begin?.(story);
      for (const chapter of CHAPTERS) {
        const went = await step(chapter.title, () => chapter.run(story));
        well &&= went;
      }
    } finally {
      for (const chapter of CHAPTERS) await chapter.end?.();
    }
  } finally {
    // Also after a failure: who asked for it wants nothing left behind.
    if (stop) {
      const { down } = await import("../../local/index.ts");
      await step("stop the local AWS", () => down({ state: local.state }));
    }
  }
  output.say(`\n${timing(steps, secondsSince(begin))}`);
  if (!stop) output.say(`\n${goOn()}`);
  return well ? 0 : 1;
}

function dataFiles(root: string): string[] {
  const folder = join(root, "node_modules", "vega-datasets", "data");
  if (!existsSync(folder))
    throw new HeadraceError(
      "tool_missing",
      "The sample data (vega-datasets) is not installed.",
      "Run `npm ci` first.",
      3,
    );
  return Object.entries(DATA).map(
    ([dataset, file]) => `${dataset}=${relative(process.cwd(), join(folder, file))}`,
  );
}

const timing = (steps: readonly [string, number][], total: number): string =>
  table(
    [{ title: "step" }, { title: "time", align: "right" }],
    [...steps, ["all", total] as const].map(([name, taken]) => [name, seconds(taken)]),
  );

const goOn = (): string =>
  [
    "The local AWS keeps running. Look at it, ask it more, or stop it:",
    "  npx headrace console examples/complete --open      # all of it on one page",
    '  npx headrace query examples/complete "SELECT species, count(*) AS strikes FROM birdstrikes GROUP BY 1 ORDER BY 2 DESC LIMIT 5"',
    '  npx headrace query examples/complete --engine redshift "SELECT * FROM marts.strikes_by_state ORDER BY cost DESC LIMIT 5"',
    "  npx headrace models run examples/complete",
    '  eval "$(npx headrace local env)"     # then any AWS SDK, the AWS CLI or Terraform',
    "  npx headrace local down",
  ].join("\n");
