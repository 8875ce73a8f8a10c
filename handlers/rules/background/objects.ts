// The files of a piece of work: what its caller puts, and what comes of it; and the URLs that open them, signed by a role that
// may do nothing else.
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { WORK_RESULTS, WORK_UPLOADS } from "../../../core/records/work.ts";
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

export const uploadOf = ({ WORK_BUCKET: bucket }: RulesEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${WORK_UPLOADS}${id}.ndjson`,
});

export const resultOf = (
  { WORK_BUCKET: bucket }: RulesEnvironment,
  id: string,
  file: "rows" | "broken",
): ObjectRef => ({ bucket, key: `${WORK_RESULTS}${id}/${file}.ndjson` });

async function withSigner<T>(env: RulesEnvironment, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = s3As(await roleSession(env.WORK_ROLE_ARN, "work"));
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

type Until = { expires_at: string };

export const signUpload = (
  env: RulesEnvironment,
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

export const signResult = (
  env: RulesEnvironment,
  id: string,
  file: "rows" | "broken",
): Promise<{ url: string } & Until> =>
  withSigner(env, async (client) => {
    const { bucket, key } = resultOf(env, id, file);
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), {
      expiresIn: URL_SECONDS,
    });
    return { url, expires_at: urlsUntil() };
  });
