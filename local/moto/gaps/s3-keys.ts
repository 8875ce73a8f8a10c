// moto takes keys of any length; S3 none of more than 1,024 bytes.
import { awsError } from "../../gateway/errors.ts";
import type { Mend } from "../../gateway/router.ts";
import { bucketAndKey } from "../../iam/needs-s3.ts";

const MOST_BYTES = 1024;

export const s3Keys: Mend = (request) => {
  if (request.service !== "s3") return undefined;
  const size = Buffer.byteLength(bucketAndKey(request.path).key ?? "");
  if (size <= MOST_BYTES) return undefined;
  const refusal = awsError(request, 400, "KeyTooLongError", "Your key is too long");
  const details = `<Size>${size}</Size><MaxSizeAllowed>${MOST_BYTES}</MaxSizeAllowed></Error>`;
  return Promise.resolve({ ...refusal, body: String(refusal.body).replace("</Error>", details) });
};
