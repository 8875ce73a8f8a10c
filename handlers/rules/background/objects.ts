// The files of a task: what its caller puts, and what comes of it; and the URLs that open them.
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { TASK_RESULTS, TASK_UPLOADS } from "../../../core/records/tasks.ts";
import type { ObjectRef } from "../../aws/objects.ts";
import { type Signer, signFetchOf, signUploadTo } from "../../aws/signed-files.ts";
import type { Announced } from "../../aws/signed-put.ts";

export const uploadOf = ({ BACKGROUND_BUCKET: bucket }: RulesEnvironment, id: string): ObjectRef => ({
  bucket,
  key: `${TASK_UPLOADS}${id}.ndjson`,
});

export const resultOf = (
  { BACKGROUND_BUCKET: bucket }: RulesEnvironment,
  id: string,
  file: "rows" | "broken",
): ObjectRef => ({ bucket, key: `${TASK_RESULTS}${id}/${file}.ndjson` });

const signer = (env: RulesEnvironment): Signer => ({ roleArn: env.BACKGROUND_ROLE_ARN, session: "tasks" });

export const signUpload = (env: RulesEnvironment, id: string, announced: Announced) =>
  signUploadTo(signer(env), uploadOf(env, id), announced);

export const signResult = (env: RulesEnvironment, id: string, file: "rows" | "broken") =>
  signFetchOf(signer(env), resultOf(env, id, file));
