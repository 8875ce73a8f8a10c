// What a function answered through a proxy integration, as an HTTP answer; malformed ones are API Gateway's 502.
import type { ServiceResponse } from "../../gateway/service.ts";
import { Refusal } from "./gateway-responses.ts";

interface ProxyAnswer {
  statusCode?: unknown;
  headers?: Record<string, unknown> | null;
  multiValueHeaders?: Record<string, unknown[]> | null;
  cookies?: unknown[];
  body?: unknown;
  isBase64Encoded?: unknown;
}

const ALLOWED = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);
/** Headers that belong to the connection, which the gateway writes itself. */
const OWN = new Set(["content-length", "transfer-encoding", "connection", "keep-alive"]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const malformed = (): Refusal => new Refusal("INTEGRATION_FAILURE");

function statusOf(value: unknown): number {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 599)
    throw malformed();
  return status;
}

/** A name's values are one text, but cookies, which stay apart. */
function headersOf(answer: ProxyAnswer): Pick<ServiceResponse, "headers" | "cookies"> {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  const set = (name: string, value: string): void => {
    const lower = name.toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) throw malformed();
    if (lower === "set-cookie") cookies.push(value);
    else if (!OWN.has(lower)) headers[lower] = value;
  };
  const several = Object.entries(answer.multiValueHeaders ?? {});
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (typeof value === "object" && value !== null) throw malformed();
    // The list has precedence, and what the plain headers say twice counts once.
    if (several.some(([other]) => other.toLowerCase() === name.toLowerCase())) continue;
    if (value !== null && value !== undefined) set(name, String(value));
  }
  for (const [name, values] of several) {
    if (!Array.isArray(values)) throw malformed();
    if (name.toLowerCase() === "set-cookie") for (const value of values) set(name, String(value));
    else set(name, values.map(String).join(", "));
  }
  for (const cookie of answer.cookies ?? []) set("set-cookie", String(cookie));
  return { headers, cookies };
}

/** @param decodes whether a body in base64 is sent as its bytes */
export function proxyResponseV1(payload: unknown, decodes: boolean): ServiceResponse {
  if (!isObject(payload) || Object.keys(payload).some((name) => !ALLOWED.has(name))) throw malformed();
  const answer = payload as ProxyAnswer;
  const status = statusOf(answer.statusCode);
  const { body } = answer;
  if (typeof body === "object" && body !== null) throw malformed();
  const text = body === undefined || body === null ? "" : String(body);
  const { headers, cookies } = headersOf(answer);
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    cookies,
    body: answer.isBase64Encoded === true && decodes ? Buffer.from(text, "base64") : text,
  };
}

/** Payload format 2.0: what has no status is the body of a 200. */
export function proxyResponseV2(payload: unknown): ServiceResponse {
  if (!isObject(payload) || payload.statusCode === undefined) {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload ?? null);
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const answer = payload as ProxyAnswer;
  const { body } = answer;
  const text =
    body === undefined || body === null ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const { headers, cookies } = headersOf(answer);
  return {
    status: statusOf(answer.statusCode),
    headers: { "content-type": "text/plain;charset=utf-8", ...headers },
    cookies,
    body: answer.isBase64Encoded === true ? Buffer.from(text, "base64") : text,
  };
}
