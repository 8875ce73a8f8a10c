// Uploads in parts that are not there (any more): moto breaks on a part of one, and S3 says NoSuchUpload.
import { awsError } from "../../gateway/errors.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

/** What the gateway makes of moto's failure. */
const FAILED = /<Code>UnsupportedOperation/;

export const missingUploads: Handler = (request, forward) => {
  if (!request.query.has("uploadId") || (request.method !== "PUT" && request.method !== "POST"))
    return undefined;
  return forward(request).then(async (response) => {
    if (response.status < 400) return response;
    const body = await bodyOf(response);
    if (!FAILED.test(body.toString("utf8"))) return { ...response, body };
    return awsError(
      request,
      404,
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    );
  });
};
