// The contract that a function was deployed with, from where the module wrote it.
import { validateContract } from "../../core/contract/parse.ts";
import type { Contract } from "../../core/contract/schema.ts";
import { readDeployed } from "./deployed.ts";

/** @param env the s3:// URI, and the hex SHA-256 of what must lie there */
export async function readContract(env: {
  CONTRACT_URI: string;
  CONTRACT_DIGEST: string;
}): Promise<Contract> {
  const text = await readDeployed("contract", env.CONTRACT_URI, env.CONTRACT_DIGEST);
  return validateContract(JSON.parse(text), { file: env.CONTRACT_URI });
}
