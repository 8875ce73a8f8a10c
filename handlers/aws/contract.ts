// The contract that a function was deployed with, from where the module wrote it.
import { createHash } from "node:crypto";
import { validateContract } from "../../core/contract/parse.ts";
import type { Contract } from "../../core/contract/schema.ts";
import { HeadraceError } from "../../core/errors.ts";
import { readText } from "./objects.ts";

/** @param env the s3:// URI, and the hex SHA-256 of what must lie there */
export async function readContract(env: {
  CONTRACT_URI: string;
  CONTRACT_DIGEST: string;
}): Promise<Contract> {
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
