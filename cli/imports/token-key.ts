// The token key off AWS: that of HEADRACE_TOKEN_KEY, or one that everybody knows, in all the versions a contract asks for.
import type { Contract } from "../../core/contract/schema.ts";
import { FIRST_VERSION, keyVersionOf } from "../../core/tokens/column.ts";

const KNOWN = "headrace-local";

/** What would be the secret's value on AWS. */
export function localTokenKey(contract: Contract, variable = process.env.HEADRACE_TOKEN_KEY): Uint8Array {
  if (variable !== undefined) return Buffer.from(variable, "utf8");
  const columns = Object.values(contract.datasets).flatMap(({ columns }) => columns);
  const later = new Set(columns.map(keyVersionOf).filter((version) => version !== FIRST_VERSION));
  if (later.size === 0) return Buffer.from(KNOWN, "utf8");
  const keys = [...later].map((version) => [version, `${KNOWN}-${version}`]);
  return Buffer.from(JSON.stringify({ token_keys: { [FIRST_VERSION]: KNOWN, ...Object.fromEntries(keys) } }));
}
