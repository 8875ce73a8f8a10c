// What the vault is known by outside of itself: the key of its table, and the names in the encryption context of its keys,
// which policies have conditions on.

/** The hash key of the vault's table. */
export const VAULT_KEY = "id";
/** Names in the encryption context: whose keys they are (the table's name), and for which use. */
export const VAULT_CONTEXT = "headrace-vault";
export const USE_CONTEXT = "headrace-use";

/** A key's use: to find a value's token takes the one, to open a token the other. */
export const KEY_USES = ["index", "values"] as const;
export type KeyUse = (typeof KEY_USES)[number];
