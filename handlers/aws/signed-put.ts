// What is signed of an upload: the key, the number of bytes and their SHA-256, as headers that S3 holds the request to. A header
// that is not signed may be sent or left out at will; one in the URL's query (where signers put x-amz-… by default) may not do.
// Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters"; S3 User Guide, "Checking object integrity".
import type { PutObjectCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { LONGEST_SESSION_SECONDS } from "./role-session.ts";

const CHECKSUM = "x-amz-checksum-sha256";
/** The session that signs has some minutes less than its hour. */
export const URL_SECONDS = LONGEST_SESSION_SECONDS - 600;

export interface SignedPut {
  url: string;
  headers: Record<string, string>;
}

/** What an upload brings. */
export interface Announced {
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** @param command with its ContentLength and ChecksumSHA256 */
export async function signedPut(
  client: S3Client,
  command: PutObjectCommand | UploadPartCommand,
  { bytes, sha256 }: Announced,
): Promise<SignedPut> {
  const url = await getSignedUrl(client, command as PutObjectCommand, {
    expiresIn: URL_SECONDS,
    unhoistableHeaders: new Set([CHECKSUM]),
  });
  return { url, headers: { "Content-Length": `${bytes}`, [CHECKSUM]: base64(sha256) } };
}

/** Until when URLs that are signed now take an upload. */
export const urlsUntil = (): string => new Date(Date.now() + URL_SECONDS * 1000).toISOString();

export const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
