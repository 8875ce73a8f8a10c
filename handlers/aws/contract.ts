// The contract that a function was deployed with, from where the module wrote it.
import { validateContract } from "../../core/contract/parse.ts";
import type { Contract } from "../../core/contract/schema.ts";
import { readDeployed } from "./deployed.ts";

interface ContractEnvironment {
  /** s3:// */
  CONTRACT_URI: string;
  /** Hex SHA-256 of what must lie there. */
  CONTRACT_DIGEST: string;
}

let known: { digest: string; contract: Promise<Contract> } | undefined;

/** Read once per process, since a function is deployed with its contract; a failure is tried again with the next event. */
export function readContract(env: ContractEnvironment): Promise<Contract> {
  if (known?.digest !== env.CONTRACT_DIGEST) {
    const contract = fetchContract(env);
    known = { digest: env.CONTRACT_DIGEST, contract };
    contract.catch(() => {
      if (known?.contract === contract) known = undefined;
    });
  }
  return known.contract;
}

async function fetchContract(env: ContractEnvironment): Promise<Contract> {
  const text = await readDeployed("contract", env.CONTRACT_URI, env.CONTRACT_DIGEST);
  return validateContract(JSON.parse(text), { file: env.CONTRACT_URI });
}
