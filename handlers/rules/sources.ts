// What a dataset's tokens are made with, as far as the work makes any.
import type { Dataset } from "../../core/contract/schema.ts";
import type { RulesEnvironment } from "../../core/environment/tokens.ts";
import type { InlineWork } from "../../core/inline/index.ts";
import { isKeyed } from "../../core/tokens/column.ts";
import { tokenKey } from "../aws/token-key.ts";
import { vaultOf } from "../aws/vault/vault.ts";

export async function tokenSources(work: InlineWork, { columns }: Dataset, env: RulesEnvironment) {
  if (work !== "tokenize") return {};
  const keyed = columns.some(isKeyed);
  const key = keyed && env.TOKEN_KEY_SECRET_ARN ? await tokenKey(env.TOKEN_KEY_SECRET_ARN) : undefined;
  const inVault = columns.some(({ tokenize }) => tokenize === "vault");
  const vault = inVault ? vaultOf(env) : undefined;
  return { ...(key && { tokenKey: key }), ...(vault && { vault }) };
}
