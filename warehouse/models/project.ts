// Models as the command and the handlers use them: load a folder, compile, run, test, draw.

import { type Graph, graphOf } from "./project/graph.ts";
import { loadModels } from "./project/load.ts";
import type { Registry } from "./project/registry.ts";
import { type ProjectSettings, projectSettings } from "./project/settings.ts";

export type { Graph, ModelNode, SourceNode } from "./project/graph.ts";
export { modelsEntry } from "./project/load.ts";
export { registryOf } from "./project/registry.ts";
export { selected } from "./project/select.ts";
export type { ProjectSettings } from "./project/settings.ts";
export { type CompiledModel, compiledModels } from "./project/statements.ts";
export { mermaidGraph } from "./render/mermaid.ts";
export { svgGraph } from "./render/svg.ts";
export { textGraph } from "./render/text.ts";
export type { Executor, StatementResult } from "./run/executor.ts";
export { checkDelivered, checkExports, checkServed, type Exported, exportModels } from "./run/exports.ts";
export type { RunOptions } from "./run/options.ts";
export { redshiftExecutor } from "./run/redshift.ts";
export type { ModelReport, Resumed, RunEvent, RunReport, TestReport } from "./run/report.ts";
export { run } from "./run/runner.ts";
export type { Served } from "./run/served.ts";
export { lakeTypes } from "./types/lake-types.ts";

export interface Project {
  graph: Graph;
  settings: ProjectSettings;
}

/**
 * The models of DIR/models. `datasets` are the contract's: with them, reading "lake.x" of no such dataset is an error
 * here instead of in the warehouse.
 */
export async function openProject(
  dir: string,
  settings: Partial<ProjectSettings> & { dag: string },
  datasets?: readonly string[],
): Promise<Project> {
  return projectOf(await loadModels(dir), settings, datasets);
}

/** The same from definitions that are loaded already, as in a bundle. */
export function projectOf(
  registry: Registry,
  settings: Partial<ProjectSettings> & { dag: string },
  datasets?: readonly string[],
): Project {
  const whole = projectSettings(settings);
  return { graph: graphOf(registry, whole, datasets), settings: whole };
}
