// What the page is collected from: a pipeline as it is applied on the local AWS or in the caller's account, and its contract.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Contract } from "../../../core/contract/schema.ts";
import { CONTRACT_FILE, deployedContract, readContract } from "../../contract.ts";
import { type Estate, estateOf } from "../../pipeline/estate.ts";

export interface Seen extends Estate {
  contract: Contract;
}

/** @throws HeadraceError where no local AWS runs, nothing is applied from DIR, or no pipeline is */
export async function seenIn(
  path: string | undefined,
  { state, aws }: { state?: string | undefined; aws: boolean },
): Promise<Seen> {
  const estate = await estateOf(path, { state, aws });
  const deployed = await deployedContract(estate.aws, estate.pipeline.contractUri);
  return { ...estate, contract: { ...deployed, ...besidesDatasets(estate.dir) } };
}

/** The functions that import are told of datasets alone; what is delivered, exported and served stands in DIR. */
function besidesDatasets(dir: string): Partial<Contract> {
  if (!existsSync(join(dir, CONTRACT_FILE))) return {};
  const { name, exports, deliver, api } = readContract(dir);
  return { name, exports, deliver, api };
}
