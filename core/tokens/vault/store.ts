// What the vault keeps, and with whom: a store of conditional writes, and a service that wraps keys. Both are interfaces,
// so that the same vault runs on DynamoDB and KMS, and in the memory of a laptop.
import type { KeyUse } from "../../records/vault.ts";

/** A value under a data key. Whoever has the store alone cannot open it. */
export interface Sealed {
  readonly token: string;
  /** The data key that it is under. */
  readonly keyId: string;
  /** AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag; the token is authenticated with it. */
  readonly sealed: Uint8Array;
}

/** Which token a value has: the value goes by its index, a keyed hash. */
export interface Claim {
  readonly index: string;
  readonly token: string;
}

export interface VaultStore {
  /** Index → token, of those that have one. */
  tokens(indexes: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Keeps sealed values, before their tokens are claimed. */
  keep(values: readonly Sealed[]): Promise<void>;
  /** Gives each index its token unless it has one; the token that each has then, in their order. */
  claim(claims: readonly Claim[]): Promise<string[]>;
  /** Drops sealed values whose tokens nobody has. */
  drop(tokens: readonly string[]): Promise<void>;
  /** Token → its sealed value, of those that there are. */
  sealed(tokens: readonly string[]): Promise<ReadonlyMap<string, Sealed>>;
  /** A wrapped key; undefined where there is none. */
  wrappedKey(id: string): Promise<Uint8Array | undefined>;
  /** Keeps a wrapped key unless there is one of that id; the one that there is then. */
  addKey(id: string, wrapped: Uint8Array): Promise<Uint8Array>;
}

/** Wraps keys; what a key is for is authenticated with it. */
export interface KeyWrapping {
  /** A new key of 32 bytes, plain and wrapped. */
  generate(use: KeyUse): Promise<{ plain: Uint8Array; wrapped: Uint8Array }>;
  unwrap(wrapped: Uint8Array, use: KeyUse): Promise<Uint8Array>;
}
