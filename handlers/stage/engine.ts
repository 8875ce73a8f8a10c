// Calls the engine with what the function has: its contract, key, lookups, memory and time.
import { type ImportRequest, type ImportResult, importFile } from "../../core/engine/index.ts";
import { lookupFiles } from "./lookups.ts";
import type { Invocation } from "./settings.ts";
import { tokenKey } from "./token-key.ts";

type File = Pick<ImportRequest, "dataset" | "file" | "name" | "runId" | "out" | "scratch">;

/** Imports a local file of a dataset of the contract. Work that outlasts the function's time is TooLarge. */
export async function runEngine(
  { config, deadline }: Invocation,
  file: File,
  lost: AbortSignal,
): Promise<ImportResult> {
  const { env, contract, threads, memoryLimitMb } = config;
  const dataset = contract.datasets[file.dataset];
  const lookups: Record<string, string[]> = {};
  for (const name of new Set(dataset?.enrich.map(({ lookup }) => lookup)))
    lookups[name] = await lookupFiles(env.CURATED_BUCKET, name);
  const keyed = dataset?.columns.some(({ tokenize }) => tokenize === "hmac");
  const key = keyed && env.TOKEN_KEY_SECRET_ARN ? await tokenKey(env.TOKEN_KEY_SECRET_ARN) : undefined;
  return deadline.within((late) =>
    importFile({
      contract,
      ...file,
      lookups,
      ...(key && { tokenKey: key }),
      threads,
      memoryLimitMb,
      signal: AbortSignal.any([late, lost]),
    }),
  );
}
