// Which pages a bucket lets read and write: its own CORS configuration, evaluated as S3 does. moto answers every page.
// Source: the S3 user guide, "Using cross-origin resource sharing (CORS)", and "CORS configuration".
import { Readable } from "node:stream";
import { signed } from "./call.ts";
import { awsError } from "./errors.ts";
import { bodyOf } from "./forward.ts";
import { bucketAndKey } from "./s3-path.ts";
import type { Forward, ServiceResponse } from "./service.ts";

export interface CorsRule {
  origins: string[];
  methods: string[];
  /** Allowed request headers. */
  headers: string[];
  exposed: string[];
  /** Seconds. */
  maxAge?: string | undefined;
}

/** What a browser asks: `headers` are those of a preflight. */
export interface CorsQuestion {
  origin: string;
  method: string;
  headers: string[];
}

const unescapeXml = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");

/** The rules of a CORSConfiguration document. */
export function corsRules(xml: string): CorsRule[] {
  return [...xml.matchAll(/<CORSRule>([\s\S]*?)<\/CORSRule>/g)].map(([, rule = ""]) => {
    const all = (tag: string): string[] =>
      [...rule.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, text = ""]) =>
        unescapeXml(text.trim()),
      );
    return {
      origins: all("AllowedOrigin"),
      methods: all("AllowedMethod"),
      headers: all("AllowedHeader"),
      exposed: all("ExposeHeader"),
      maxAge: all("MaxAgeSeconds")[0],
    };
  });
}

/** One `*` stands for any characters. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

/** The answer's headers by the first rule that lets the question through; undefined where none does. */
export function corsHeaders(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsQuestion,
): Record<string, string> | undefined {
  const lower = headers.map((name) => name.trim().toLowerCase()).filter(Boolean);
  for (const rule of rules) {
    const matched = rule.origins.find((pattern) => fits(pattern, origin));
    if (matched === undefined || !rule.methods.includes(method)) continue;
    if (!lower.every((name) => rule.headers.some((pattern) => fits(pattern.toLowerCase(), name)))) continue;
    return {
      "access-control-allow-origin": matched === "*" ? "*" : origin,
      "access-control-allow-methods": rule.methods.join(", "),
      ...(lower.length > 0 && { "access-control-allow-headers": lower.join(", ") }),
      ...(rule.exposed.length > 0 && { "access-control-expose-headers": rule.exposed.join(", ") }),
      ...(rule.maxAge !== undefined && { "access-control-max-age": rule.maxAge }),
      ...(matched !== "*" && { "access-control-allow-credentials": "true" }),
      vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    };
  }
  return undefined;
}

/** A bucket's rules; none where it has none, or is none. */
export async function rulesOf(forward: Forward, region: string, bucket: string): Promise<CorsRule[]> {
  if (bucket === "") return [];
  const request = signed("s3", region, {
    method: "GET",
    path: `/${encodeURIComponent(bucket)}`,
    query: "cors",
  });
  const response = await forward({ ...request, stream: Readable.from([]) });
  const body = (await bodyOf(response)).toString("utf8");
  return response.status === 200 ? corsRules(body) : [];
}

const NOT_ENABLED = "CORSResponse: CORS is not enabled for this bucket.";
const NOT_ALLOWED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/** What S3 says to a page that a bucket does not let in. */
export const corsRefusal = (enabled: boolean): ServiceResponse =>
  awsError({ errors: "s3", headers: {} }, 403, "AccessForbidden", enabled ? NOT_ALLOWED : NOT_ENABLED);

/** Lambda's paths begin with the date of an API's version, which is the name that a bucket may have too. */
const API_VERSION = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The answer to a preflight (OPTIONS). Only S3 lets pages in here: a path that another service answers is nobody's
 * bucket, whatever its first part is called.
 * @param path path-style
 */
export async function preflight(
  forward: Forward,
  region: string,
  path: string,
  headers: Record<string, string>,
): Promise<ServiceResponse> {
  const refuse = (message: string) => awsError({ errors: "s3", headers: {} }, 400, "BadRequest", message);
  if (!headers.origin) return refuse("Insufficient information. Origin request header needed.");
  const method = headers["access-control-request-method"];
  if (!method) return refuse("Invalid Access-Control-Request-Method: null");
  const { bucket } = bucketAndKey(path);
  const rules = API_VERSION.test(bucket) ? [] : await rulesOf(forward, region, bucket);
  const question = {
    origin: headers.origin,
    method,
    headers: (headers["access-control-request-headers"] ?? "").split(","),
  };
  const allowed = corsHeaders(rules, question);
  return allowed ? { status: 200, headers: allowed, body: "" } : corsRefusal(rules.length > 0);
}
