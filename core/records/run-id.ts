// The run id: what makes two deliveries of one import the same run.
import { createHash } from "node:crypto";

export interface RunIdentity {
  bucket: string;
  key: string;
  /** SHA-256 of the object's content, in hex. */
  sha256: string;
  contractDigest: string;
  /** Where the key does not say it. */
  dataset?: string | undefined;
}

/** 32 hex digits; by content and not by version or ETag (docs/decisions/run-id-from-content.md). */
export const runIdOf = ({ bucket, key, sha256, contractDigest, dataset }: RunIdentity): string =>
  hexOf([bucket, key, sha256, contractDigest, ...(dataset === undefined ? [] : [dataset])]);

/** Names what befell an object whose content was never read: it was gone, or too large. */
export const unreadIdOf = (object: { bucket: string; key: string; versionId?: string }): string =>
  hexOf(["unread", object.bucket, object.key, object.versionId ?? ""]);

const hexOf = (parts: string[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
