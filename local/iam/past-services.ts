// Requests that moto would answer past the service that they name, so that no policy speaks of what they get.
import { decode } from "../gateway/s3-path.ts";
import type { ServiceRequest } from "../gateway/service.ts";

/** moto's own pages, which show and reset the whole account, and its instance metadata; moto reads the decoded path. */
const OWN_PAGES = /^\/+(?:moto-api|latest\/(?:meta-data|api)\/|favicon\.ico$)/;
/** moto gives such names to S3 as well, whose needs are looked up under its own name alone. */
const NAMED_LIKE_S3 = /s3(?!-control|tables|vectors)/;

/**
 * Whether moto would look for the answer elsewhere than the request's service does.
 * @param request its path as it goes on to moto: percent-encoded, path-style
 */
export function isPastServices({ service, path }: Pick<ServiceRequest, "service" | "path">): boolean {
  if (OWN_PAGES.test(decode(path)) || (service !== "s3" && NAMED_LIKE_S3.test(service))) return true;
  // moto leaves out the empty bucket before a second slash, and would answer for the bucket behind it.
  return service === "s3" && /^\/\/+[^/]/.test(path);
}
