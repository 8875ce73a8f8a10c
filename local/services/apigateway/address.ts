// Where a deployed API answers on this machine: the addresses that a request may have, and the local one of an API's own.
import type { Unsigned } from "../../gateway/service.ts";

/** What an address says of an invocation. */
export interface Invocation {
  apiId: string;
  /** Undefined where the host names the API alone: the first part of the path is a stage, or none ($default). */
  stage?: string | undefined;
  /** Undefined where the address does not name it. */
  region?: string | undefined;
  /** What is left of the path, percent-encoded, with its slash. */
  path: string;
  /** A domain's base path, with its slash: functions are told it as a part of the path. */
  prefix?: string | undefined;
  /** What goes before the path in an address of this machine's, which AWS does not have: functions are told it by a header. */
  forwardedPrefix?: string | undefined;
}

const BY_PATH = /^\/restapis\/([A-Za-z0-9]+)\/([^/]+)\/_user_request_(\/.*)?$/;
const BY_SHORT_PATH = /^\/_aws\/execute-api\/([A-Za-z0-9]+)\/([^/]+)(\/.*)?$/;
const BY_HOST = /^([a-z0-9]+)\.execute-api\.(?:([a-z0-9-]+)\.)?(?:localhost|127\.0\.0\.1)(?::\d+)?$/i;

/** The invocation that a request is; undefined for every other request. */
export function invocationOf({ path, headers }: Pick<Unsigned, "path" | "headers">): Invocation | undefined {
  const named = BY_HOST.exec(headers.host ?? "");
  if (named) return { apiId: String(named[1]).toLowerCase(), region: named[2]?.toLowerCase(), path };
  const found = BY_PATH.exec(path) ?? BY_SHORT_PATH.exec(path);
  if (!found) return undefined;
  const rest = found[3] ?? "";
  return {
    apiId: String(found[1]),
    stage: decodeSegment(String(found[2])),
    path: rest || "/",
    forwardedPrefix: path.slice(0, path.length - rest.length),
  };
}

/** A segment without its percent-encoding; as it is where that is none. */
export function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The local address of a deployed API, path-style, which every client resolves.
 * @param invokeUrl as AWS and Terraform give it, such as https://ID.execute-api.eu-west-1.amazonaws.com/prod/orders
 * @param endpoint of the local AWS, http://127.0.0.1:PORT
 * @returns without a slash at its end; undefined where the URL is none of API Gateway's
 */
export function localApiAddress(invokeUrl: string, endpoint: string): string | undefined {
  const found =
    /^https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?:\/([^/?]+))?(.*)$/i.exec(
      invokeUrl,
    );
  if (!found) return undefined;
  const stage = found[2] ?? "$default";
  return `${endpoint}/restapis/${found[1]}/${stage}/_user_request_${found[3] ?? ""}`.replace(/\/$/, "");
}
