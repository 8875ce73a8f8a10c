// What an import's tokens are made with, checked before anything is read: the keys of all versions asked for, and the vault.
import { HeadraceError } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { isKeyed, keyVersionOf } from "../tokens/column.ts";
import { readTokenKeys, tokenKeyOf } from "../tokens/keys.ts";
import { type TokenSources, vaultMissing } from "../tokens/tokenizer.ts";
import type { ImportRequest } from "./types.ts";

/** Throws HeadraceError where the request lacks what a column's method needs. */
export function tokenSourcesOf(plan: Plan, { dataset, tokenKey, vault }: ImportRequest): TokenSources {
  const keyed = plan.columns.filter(({ column }) => isKeyed(column));
  const inVault = plan.columns.find(({ column }) => column.tokenize === "vault");
  if (inVault && !vault) throw vaultMissing(inVault.column.name);
  const [first] = keyed;
  if (!first) return { vault };
  if (!tokenKey)
    throw new HeadraceError(
      "token_key_missing",
      `Dataset "${dataset}" tokenizes with ${first.column.tokenize}, and no key is given.`,
      "Give the key; off AWS it is the text of HEADRACE_TOKEN_KEY.",
    );
  const keys = readTokenKeys(tokenKey);
  for (const { column } of keyed) tokenKeyOf(keys, keyVersionOf(column), column.name);
  return { keys, vault };
}
