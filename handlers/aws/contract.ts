// The contract that a function was deployed with, from where the module wrote it.
import { createHash } from "node:crypto";
import { validateContract } from "../../core/contract/parse.ts";
import type { Contract } from "../../core/contract/schema.ts";
import { HeadraceError } from "../../core/errors.ts";
import { readText } from "./objects.ts";

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
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(env.CONTRACT_URI) ?? [];
  const text = await readText({ bucket, key });
  if (text === undefined)
    throw new HeadraceError(
      "contract_missing",
      `There is no contract at ${env.CONTRACT_URI}.`,
      "Run terraform apply again; the module writes it there.",
    );
  const digest = createHash("sha256").update(text).digest("hex");
  if (digest !== env.CONTRACT_DIGEST)
    throw new HeadraceError(
      "contract_altered",
      `The contract at ${env.CONTRACT_URI} is not the one this function was deployed with.`,
      "Run terraform apply: it deploys function and contract together. Do not edit the object by hand.",
    );
  return validateContract(JSON.parse(text), { file: env.CONTRACT_URI });
}
