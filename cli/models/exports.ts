// After a run that went well: the contract's `exports`, unloaded to the exports zone of what is deployed from DIR.
import { type Exported, exportModels } from "../../warehouse/models/project.ts";
import { runningLocal } from "../local-aws.ts";
import type { Output } from "../output/output.ts";
import { exportsBucketOf } from "../pipeline/find.ts";
import type { ContractProject } from "./project.ts";
import type { WarehouseChoice, warehouseFor } from "./warehouse.ts";

/** Nothing where the contract asks for none, or where options name a warehouse that is not DIR's own. */
export async function writeExports(
  dir: string,
  choice: WarehouseChoice,
  { graph, exports }: ContractProject,
  db: Awaited<ReturnType<typeof warehouseFor>>,
  signal: AbortSignal,
): Promise<Exported[]> {
  if (Object.keys(exports).length === 0) return [];
  if (choice.workgroup !== undefined || choice.cluster !== undefined) return [];
  const bucket = exportsBucketOf(dir, await runningLocal(choice.state));
  return exportModels(db, graph, exports, { bucket, iamRole: "default" }, signal);
}

export function tellExports(output: Output, exported: readonly Exported[]): void {
  for (const { model, to } of exported) output.say(`exported ${model} to ${to}`);
}
