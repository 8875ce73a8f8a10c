// moto takes keys of any length; S3 none of more than 1,024 bytes.
import { awsError } from "../../gateway/errors.ts";
import { bucketAndKey } from "../../gateway/s3-path.ts";
import type { Handler } from "../../gateway/service.ts";

const MOST_BYTES = 1024;

export const s3Keys: Handler = (request) => {
  const size = Buffer.byteLength(bucketAndKey(request.path).key ?? "");
  if (size <= MOST_BYTES) return undefined;
  const refusal = awsError(request, 400, "KeyTooLongError", "Your key is too long");
  const details = `<Size>${size}</Size><MaxSizeAllowed>${MOST_BYTES}</MaxSizeAllowed></Error>`;
  return Promise.resolve({ ...refusal, body: String(refusal.body).replace("</Error>", details) });
};
