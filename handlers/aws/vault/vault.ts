// The vault of a function's environment: one per process, so that its keys are opened once.
import { Vault } from "../../../core/tokens/vault/vault.ts";
import { VaultTable } from "./table.ts";
import { KmsWrapping } from "./wrapping.ts";

interface VaultEnvironment {
  VAULT_TABLE?: string | undefined;
  VAULT_KMS_KEY_ARN?: string | undefined;
}

let opened: { table: string; keyArn: string; vault: Vault } | undefined;

/** Undefined where the environment names none. */
export function vaultOf({
  VAULT_TABLE: table,
  VAULT_KMS_KEY_ARN: keyArn,
}: VaultEnvironment): Vault | undefined {
  if (!table || !keyArn) return undefined;
  if (opened?.table !== table || opened.keyArn !== keyArn)
    opened = { table, keyArn, vault: new Vault(new VaultTable(table), new KmsWrapping(keyArn, table)) };
  return opened.vault;
}
