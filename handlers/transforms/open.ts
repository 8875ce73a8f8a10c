// What a run of the models works on: the project as it was deployed, and the way to its warehouse.
import type { ModelsEnvironment } from "../../core/environment/transforms.ts";
import { readContract } from "../aws/contract.ts";
import { connect, type Warehouse } from "../warehouse/connection.ts";
import { loadProject, type Project } from "./models.ts";
import type { Deployed } from "./run.ts";
import { readSettings } from "./settings.ts";

/** @param from a folder whose node_modules have the models' package */
export async function withProject<E extends ModelsEnvironment, T>(
  env: E,
  from: string,
  work: (db: Warehouse, project: Project, told: Deployed & { env: E }) => Promise<T>,
): Promise<T> {
  const contract = await readContract(env);
  const deployed = await readSettings(env);
  const project = loadProject(env, deployed.vars, Object.keys(contract.datasets), from);
  const db = connect(env, `transforms ${env.DAG}`);
  try {
    return await work(db, project, { env, deployed });
  } finally {
    await db.destroy();
  }
}
