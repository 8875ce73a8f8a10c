// The files of an opening: what its caller puts, and the values; and the URLs that open them.
import type { DetokenizeEnvironment } from "../../../core/environment/tokens.ts";
import { OPENED_RESULTS, OPENED_UPLOADS } from "../../../core/records/opened.ts";
import type { ObjectRef } from "../../aws/objects.ts";
import { type Signer, signFetchOf, signUploadTo } from "../../aws/signed-files.ts";
import type { Announced } from "../../aws/signed-put.ts";

export const uploadOf = ({ BACKGROUND_BUCKET: bucket }: DetokenizeEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${OPENED_UPLOADS}${id}.ndjson`,
});

export const valuesOf = ({ BACKGROUND_BUCKET: bucket }: DetokenizeEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${OPENED_RESULTS}${id}.ndjson`,
});

const signer = (env: DetokenizeEnvironment): Signer => ({
  roleArn: env.BACKGROUND_ROLE_ARN,
  session: "openings",
});

export const signUpload = (env: DetokenizeEnvironment, id: string, announced: Announced) =>
  signUploadTo(signer(env), uploadOf(env, id), announced);

export const signValues = (env: DetokenizeEnvironment, id: string) =>
  signFetchOf(signer(env), valuesOf(env, id));
