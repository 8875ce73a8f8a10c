// Calls the engine with what the function has: its contract, key, lookups, memory and time.
import { type ImportRequest, type ImportResult, importFile } from "../../../core/engine/index.ts";
import { isKeyed } from "../../../core/tokens/column.ts";
import { tokenKey } from "../../aws/token-key.ts";
import { vaultOf } from "../../aws/vault/vault.ts";
import type { ImportContext } from "./context.ts";
import { lookupFiles } from "./lookups.ts";

type File = Pick<
  ImportRequest,
  "contract" | "rowsAlone" | "dataset" | "file" | "name" | "runId" | "out" | "scratch"
>;

/** Imports a local file of a dataset of the contract. Work that outlasts its time is TooLarge. */
export async function runEngine(
  { config, time, capacity }: ImportContext,
  file: File,
  lost: AbortSignal,
): Promise<ImportResult> {
  const { env } = config;
  const dataset = file.contract.datasets[file.dataset];
  const lookups: Record<string, string[]> = {};
  for (const name of new Set(dataset?.enrich.map(({ lookup }) => lookup)))
    lookups[name] = await lookupFiles(env.CURATED_BUCKET, name);
  const keyed = dataset?.columns.some(isKeyed);
  const key = keyed && env.TOKEN_KEY_SECRET_ARN ? await tokenKey(env.TOKEN_KEY_SECRET_ARN) : undefined;
  const inVault = dataset?.columns.some(({ tokenize }) => tokenize === "vault");
  const vault = inVault ? vaultOf(env) : undefined;
  return time.within((late) =>
    importFile({
      ...file,
      lookups,
      ...(key && { tokenKey: key }),
      ...(vault && { vault }),
      ...capacity,
      signal: AbortSignal.any([late, lost]),
    }),
  );
}
