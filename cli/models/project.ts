// DIR → its models, read against its contract where it has one.
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { servedModels } from "../../core/contract/api/models.ts";
import type { Exports } from "../../core/contract/schema.ts";
import { apiWarehouse } from "../../core/records/api-exports.ts";
import { reportsGroup } from "../../core/records/reports.ts";
import {
  checkDelivered,
  checkExports,
  checkServed,
  openProject,
  type Project,
  type Served,
  selected,
} from "../../warehouse/models/project.ts";
import { CONTRACT_FILE, readContract } from "../contract.ts";
import { variables } from "./options.ts";

export interface Choice {
  select: readonly string[];
  exclude: readonly string[];
  var: readonly string[];
  schema: string | undefined;
}

export interface ContractProject extends Project {
  /** What the contract wants written once the models are built. */
  exports: Exports;
  /** The models that its API and its reports read, and the groups in the warehouse that may. */
  served: readonly Served[];
}

/**
 * The project of DIR/models. With a contract, reading a dataset, and exporting or delivering a model,
 * that is not there is an error here.
 */
export async function projectAt(
  dir: string,
  choice: Pick<Choice, "var" | "schema">,
): Promise<ContractProject> {
  const contract = existsSync(join(dir, CONTRACT_FILE)) ? readContract(dir) : undefined;
  const project = await openProject(
    dir,
    {
      dag: contract?.name ?? basename(resolve(dir)),
      vars: variables(choice.var),
      ...(choice.schema === undefined ? {} : { schema: choice.schema }),
    },
    contract && Object.keys(contract.datasets),
  );
  const exports = contract?.exports ?? {};
  checkExports(project.graph, exports);
  checkDelivered(project.graph, contract?.deliver ?? {});
  const models = contract ? servedModels(contract.api, Object.keys(contract.datasets)) : [];
  checkServed(project.graph, models);
  return { ...project, exports, served: contract ? servedBy(contract.name, models) : [] };
}

/** By groups that a pipeline has only where its API or its reports reach the warehouse: others are passed over. */
const servedBy = (name: string, models: readonly string[]): Served[] => [
  ...(models.length > 0 ? [{ group: apiWarehouse(name).group, models }] : []),
  { group: reportsGroup(name), runs: true },
];

/** The names that --select and --exclude leave; undefined where neither is given. */
export function namesOf({ graph }: Project, { select, exclude }: Choice): ReadonlySet<string> | undefined {
  return select.length + exclude.length === 0 ? undefined : selected(graph, select, exclude);
}
