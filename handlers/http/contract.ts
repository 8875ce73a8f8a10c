// The contract's datasets, for functions that describe them and do not run the engine.
import { deployedContract } from "../../core/contract/deployed.ts";
import type { Contract } from "../../core/contract/schema.ts";
import type { HttpEnvironment } from "../../core/environment/api.ts";
import { deployedOnce } from "./deployed-once.ts";

/** Its datasets are all that it holds: the module writes what the digest of every run is taken of. */
export const readContract = deployedOnce<HttpEnvironment, Contract>(
  "contract",
  ({ CONTRACT_URI, CONTRACT_DIGEST }) => [CONTRACT_URI, CONTRACT_DIGEST],
  deployedContract,
);
