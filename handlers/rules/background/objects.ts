// The files of a piece of work: what its caller puts, and what comes of it; and the URLs that open them.
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { WORK_RESULTS, WORK_UPLOADS } from "../../../core/records/work.ts";
import type { ObjectRef } from "../../aws/objects.ts";
import { type Signer, signFetchOf, signUploadTo } from "../../aws/signed-files.ts";
import type { Announced } from "../../aws/signed-put.ts";

export const uploadOf = ({ WORK_BUCKET: bucket }: RulesEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${WORK_UPLOADS}${id}.ndjson`,
});

export const resultOf = (
  { WORK_BUCKET: bucket }: RulesEnvironment,
  id: string,
  file: "rows" | "broken",
): ObjectRef => ({ bucket, key: `${WORK_RESULTS}${id}/${file}.ndjson` });

const signer = (env: RulesEnvironment): Signer => ({ roleArn: env.WORK_ROLE_ARN, session: "work" });

export const signUpload = (env: RulesEnvironment, id: string, announced: Announced) =>
  signUploadTo(signer(env), uploadOf(env, id), announced);

export const signResult = (env: RulesEnvironment, id: string, file: "rows" | "broken") =>
  signFetchOf(signer(env), resultOf(env, id, file));
