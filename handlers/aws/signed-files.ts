// URLs of the files of work in the background: one to put what it works at, one to fetch what came of it. A role signs them
// that may do nothing else.
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { s3As } from "./clients/s3.ts";
import type { ObjectRef } from "./objects.ts";
import { roleSession } from "./role-session.ts";
import { type Announced, base64, type SignedPut, signedPut, URL_SECONDS, urlsUntil } from "./signed-put.ts";

export interface Signer {
  roleArn: string;
  /** Name of its sessions. */
  session: string;
}

type Until = { expires_at: string };

async function withSigner<T>(
  { roleArn, session }: Signer,
  sign: (client: S3Client) => Promise<T>,
): Promise<T> {
  const client = s3As(await roleSession(roleArn, session));
  try {
    return await sign(client);
  } finally {
    client.destroy();
  }
}

/** Takes the bytes that were announced, and no others. */
export const signUploadTo = (
  signer: Signer,
  { bucket, key }: ObjectRef,
  announced: Announced,
): Promise<SignedPut & Until> =>
  withSigner(signer, async (client) => {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentLength: announced.bytes,
      ChecksumSHA256: base64(announced.sha256),
    });
    return { ...(await signedPut(client, command, announced)), expires_at: urlsUntil() };
  });

export const signFetchOf = (signer: Signer, { bucket, key }: ObjectRef): Promise<{ url: string } & Until> =>
  withSigner(signer, async (client) => {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    return { url: await getSignedUrl(client, command, { expiresIn: URL_SECONDS }), expires_at: urlsUntil() };
  });
