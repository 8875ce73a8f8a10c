// Who may ask the console: whoever has its address, with the token in it, from the console's own page or from the address bar.
// Other pages in the same browser know no token, and what they send says where it comes from: Origin, and Sec-Fetch-Site.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Refusal {
  status: number;
  code: string;
  message: string;
  fix: string;
}

export interface Door {
  port: number;
  token: string;
}

const refusal = (status: number, code: string, message: string, fix: string): Refusal => ({
  status,
  code,
  message,
  fix,
});

/** The path after the token, such as `query`; or why the request is not answered. */
export function entered({ method, url = "", headers }: IncomingMessage, door: Door): string | Refusal {
  // A name that leads here by somebody else's DNS is a page of theirs.
  const hosts = [`127.0.0.1:${door.port}`, `localhost:${door.port}`];
  if (!hosts.includes(headers.host ?? ""))
    return refusal(
      403,
      "wrong_host",
      "The console answers at 127.0.0.1 and localhost alone.",
      "Open the address that it printed.",
    );
  const [, token = "", path = ""] = /^\/([^/?#]*)\/([^?#]*)/.exec(url) ?? [];
  if (!same(token, door.token))
    return refusal(
      404,
      "not_found",
      "There is nothing here.",
      "Open the address that the console printed, whole.",
    );
  const own = `http://${headers.host}`;
  const site = headers["sec-fetch-site"];
  const foreign =
    (headers.origin !== undefined && headers.origin !== own) ||
    (site !== undefined && site !== "same-origin" && site !== "none");
  if (foreign)
    return refusal(
      403,
      "wrong_origin",
      "Another page may not ask the console.",
      "Open the address that it printed.",
    );
  if (method === "GET") return path;
  if (method !== "POST")
    return refusal(405, "method_not_allowed", "The console takes GET and POST.", "Use its page.");
  // What changes something is asked by the console's page, which says so; a form of another page cannot send JSON.
  if (headers.origin !== own)
    return refusal(
      403,
      "no_origin",
      "What changes something is asked by the console's own page.",
      "Use its page.",
    );
  if (!/^application\/json\b/.test(headers["content-type"] ?? ""))
    return refusal(415, "no_json", "The console takes JSON.", "Send content-type: application/json.");
  return path;
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
