// ETags, and answers that a caller has already (RFC 9110, 8.8.3 and 13.1.2).
import { createHash } from "node:crypto";
import { type HttpAnswer, type HttpEvent, headerOf } from "./event.ts";

/** The answer with its ETag; 304 without a body where the caller has it. */
export function conditional(event: HttpEvent, answer: HttpAnswer): HttpAnswer {
  const etag = `"${createHash("sha256").update(answer.body).digest("base64url").slice(0, 27)}"`;
  const headers = { ...answer.headers, ETag: etag };
  if (!matches(headerOf(event, "if-none-match"), etag)) return { ...answer, headers };
  const { "Content-Type": _, ...rest } = headers as Record<string, string>;
  return { statusCode: 304, headers: rest, body: "", isBase64Encoded: false };
}

/** Weak comparison, as If-None-Match asks for it. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}
