// From where a request may come. A web page in the developer's browser reaches 127.0.0.1 like any program, under a name
// of its own that it lets point there (DNS rebinding) or from its own origin: neither is let in.
import type { IncomingHttpHeaders } from "node:http";

/** 127.0.0.1 and localhost, and below them the buckets of virtual-host style: BUCKET.s3.localhost, BUCKET.localhost. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.)?(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/i;

/** Whether the Host header is one of the local AWS. No name that somebody else's DNS could answer for is. */
export const isOwnHost = (host: string | undefined): boolean => host !== undefined && HOST.test(host);

/**
 * The origin of a page that is not the local AWS's own, from which a browser sent the request; undefined where it came
 * from no page or from one of the local AWS itself. Where a browser names no origin but says that the request crosses
 * sites, as of an image or a link, it is "null", which is how browsers write an origin that they keep to themselves.
 */
export function foreignOrigin(headers: IncomingHttpHeaders): string | undefined {
  const { origin } = headers;
  if (origin !== undefined) {
    return origin.toLowerCase() === `http://${headers.host?.toLowerCase()}` ? undefined : origin;
  }
  return headers["sec-fetch-site"] === "cross-site" ? "null" : undefined;
}
