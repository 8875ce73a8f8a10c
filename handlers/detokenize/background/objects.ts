// The files of an opening: what its caller puts, and the values; and the URLs that open them, signed by a role that may do
// nothing else.
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { DetokenizeEnvironment } from "../../../core/environment/tokens.ts";
import { OPENED_RESULTS, OPENED_UPLOADS } from "../../../core/records/opened.ts";
import { s3As } from "../../aws/clients/s3.ts";
import type { ObjectRef } from "../../aws/objects.ts";
import { roleSession } from "../../aws/role-session.ts";
import {
  type Announced,
  base64,
  type SignedPut,
  signedPut,
  URL_SECONDS,
  urlsUntil,
} from "../../aws/signed-put.ts";

export const uploadOf = ({ WORK_BUCKET: bucket }: DetokenizeEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${OPENED_UPLOADS}${id}.ndjson`,
});

export const valuesOf = ({ WORK_BUCKET: bucket }: DetokenizeEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${OPENED_RESULTS}${id}.ndjson`,
});

async function withSigner<T>(env: DetokenizeEnvironment, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = s3As(await roleSession(env.WORK_ROLE_ARN, "openings"));
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

type Until = { expires_at: string };

export const signUpload = (
  env: DetokenizeEnvironment,
  id: string,
  announced: Announced,
): Promise<SignedPut & Until> =>
  withSigner(env, async (client) => {
    const { bucket, key } = uploadOf(env, id);
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentLength: announced.bytes,
      ChecksumSHA256: base64(announced.sha256),
    });
    return { ...(await signedPut(client, command, announced)), expires_at: urlsUntil() };
  });

export const signValues = (env: DetokenizeEnvironment, id: string): Promise<{ url: string } & Until> =>
  withSigner(env, async (client) => {
    const { bucket, key } = valuesOf(env, id);
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    return { url: await getSignedUrl(client, command, { expiresIn: URL_SECONDS }), expires_at: urlsUntil() };
  });
