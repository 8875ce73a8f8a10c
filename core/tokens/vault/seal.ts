// AES-256-GCM as the vault uses it: nonce, ciphertext and tag in one piece, bound to what it belongs to.
import { createCipheriv, createDecipheriv } from "node:crypto";

export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** `nonce` is random, and of this use alone. */
export function seal(key: Uint8Array, plain: Uint8Array, belongsTo: string, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(belongsTo));
  const body = cipher.update(plain);
  return Buffer.concat([nonce, body, cipher.final(), cipher.getAuthTag()]);
}

/** Throws where the key, the bytes or what they belong to is another. */
export function unseal(key: Uint8Array, sealed: Uint8Array, belongsTo: string): Buffer {
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(belongsTo))
    .setAuthTag(sealed.subarray(tagAt));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
}
