// The models that travel in the function's layer, in a function or in a job, made of this bundle's own kysely and headrace modules: a model of
// another copy's class would be no model here.
import { createRequire } from "node:module";
import { join } from "node:path";
import * as kysely from "kysely";
import { MODELS_PACKAGE, type ModelsEnvironment } from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import * as dialect from "../../warehouse/kysely/index.ts";
import * as models from "../../warehouse/models/index.ts";
import { type Graph, graphOf } from "../../warehouse/models/project/graph.ts";
import { registryOf } from "../../warehouse/models/project/registry.ts";
import { type ProjectSettings, projectSettings } from "../../warehouse/models/project/settings.ts";

type Files = Record<string, Record<string, unknown>>;

const OURS: Readonly<Record<string, unknown>> = {
  kysely,
  "headrace/kysely": dialect,
  "headrace/models": models,
};

export interface Project {
  graph: Graph;
  settings: ProjectSettings;
}

/**
 * @param datasets the contract's: a model that reads another is refused by name
 * @param from a folder whose node_modules have the models' package, unless NODE_PATH has it
 */
export function loadProject(
  env: ModelsEnvironment,
  vars: ProjectSettings["vars"],
  datasets: readonly string[],
  from: string,
): Project {
  const settings = projectSettings({
    dag: env.DAG,
    schema: env.MODELS_SCHEMA,
    ledgerSchema: env.LEDGER_SCHEMA,
    lakeSchema: env.EXTERNAL_SCHEMA,
    vars,
  });
  return { settings, graph: graphOf(registryOf(packagedModels(from)), settings, datasets) };
}

function packagedModels(from: string): Files {
  const require = createRequire(join(from, "index.js"));
  let make: (require: (name: string) => unknown) => Files;
  try {
    make = require(MODELS_PACKAGE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new HeadraceError(
      "models_missing",
      `There is no package ${MODELS_PACKAGE} in the models' layer.`,
      "Pack the models with `headrace models pack` and give the zip to the module.",
    );
  }
  return make((name) => (Object.hasOwn(OURS, name) ? OURS[name] : require(name)));
}
