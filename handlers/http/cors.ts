// Cross-origin requests of browsers (Fetch Standard, "CORS protocol"): what a preflight is answered, and what lets a page
// read an answer. Nothing is said to origins that the settings do not name.
import type { ApiSettings } from "../../core/environment/api.ts";
import { type HttpAnswer, type HttpEvent, headerOf } from "./event.ts";

const EXPOSED = "Content-Disposition, ETag, Idempotency-Replayed, Location, Retry-After, X-Request-Id";
const SENT = "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Api-Key";
/** Seconds for which a browser remembers a preflight; none remembers longer than two hours. */
const REMEMBERED = "7200";

export const isPreflight = ({ httpMethod }: HttpEvent): boolean => httpMethod === "OPTIONS";

const originOf = (event: HttpEvent, { cors_origins }: ApiSettings): string | undefined => {
  const origin = headerOf(event, "origin");
  return origin !== undefined && cors_origins.includes(origin) ? origin : undefined;
};

export function preflight(event: HttpEvent, settings: ApiSettings): HttpAnswer {
  const allowed = originOf(event, settings) !== undefined;
  return {
    statusCode: 204,
    headers: allowed
      ? {
          "Access-Control-Allow-Methods": "GET, POST, DELETE",
          "Access-Control-Allow-Headers": SENT,
          "Access-Control-Max-Age": REMEMBERED,
        }
      : {},
    body: "",
    isBase64Encoded: false,
  };
}

/** The answer, readable for a page of an origin that may. */
export function readable(event: HttpEvent, answer: HttpAnswer, settings: ApiSettings): HttpAnswer {
  if (settings.cors_origins.length === 0) return answer;
  const origin = originOf(event, settings);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      Vary: "Origin",
      ...(origin !== undefined && {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": EXPOSED,
      }),
    },
  };
}
