// What a column's own keys say of its tokens.
import type { Column } from "../contract/schema.ts";

/** The version that the token key has at first, and that a column has which names none. */
export const FIRST_VERSION = 1;

/** Methods whose tokens are made in batches, outside SQL; only these can be opened. */
export const BATCH_METHODS = ["ff1", "vault"] as const;
export type BatchMethod = (typeof BATCH_METHODS)[number];

export const isBatchMethod = (method: Column["tokenize"]): method is BatchMethod =>
  method !== undefined && (BATCH_METHODS as readonly string[]).includes(method);

/** Whether a column's tokens are made with the token key. */
export const isKeyed = ({ tokenize }: Column): boolean => tokenize === "hmac" || tokenize === "ff1";

/** The version of the token key that a column's tokens are made with. */
export const keyVersionOf = ({ key_version }: Column): number => key_version ?? FIRST_VERSION;
