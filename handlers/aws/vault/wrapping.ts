// Keys of the vault under KMS. The encryption context says the vault and the key's use, so that a policy can allow one use
// and not the other: who finds tokens needs Decrypt for "index", who opens them for "values".
import { DecryptCommand, GenerateDataKeyCommand } from "@aws-sdk/client-kms";
import { type KeyUse, USE_CONTEXT, VAULT_CONTEXT } from "../../../core/records/vault.ts";
import type { KeyWrapping } from "../../../core/tokens/vault/store.ts";
import { kms } from "../clients/kms.ts";

export class KmsWrapping implements KeyWrapping {
  readonly #keyArn: string;
  readonly #vault: string;

  /** `vault` tells one vault's keys from another's: its table. */
  constructor(keyArn: string, vault: string) {
    this.#keyArn = keyArn;
    this.#vault = vault;
  }

  #context(use: KeyUse): Record<string, string> {
    return { [VAULT_CONTEXT]: this.#vault, [USE_CONTEXT]: use };
  }

  async generate(use: KeyUse): Promise<{ plain: Uint8Array; wrapped: Uint8Array }> {
    const { Plaintext, CiphertextBlob } = await kms().send(
      new GenerateDataKeyCommand({
        KeyId: this.#keyArn,
        KeySpec: "AES_256",
        EncryptionContext: this.#context(use),
      }),
    );
    if (!Plaintext || !CiphertextBlob) throw new Error("KMS gave no data key.");
    return { plain: Plaintext, wrapped: CiphertextBlob };
  }

  async unwrap(wrapped: Uint8Array, use: KeyUse): Promise<Uint8Array> {
    const { Plaintext } = await kms().send(
      new DecryptCommand({
        KeyId: this.#keyArn,
        CiphertextBlob: wrapped,
        EncryptionContext: this.#context(use),
      }),
    );
    if (!Plaintext) throw new Error("KMS opened no key.");
    return Plaintext;
  }
}
