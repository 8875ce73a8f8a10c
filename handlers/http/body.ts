// A request's body: its bytes, and the value that they are. Everything here is refused with a problem, never thrown.
import { Problem } from "../../core/api/problems.ts";
import { type BodySpec, type BodyType, DEFAULT_BODY_BYTES } from "../../core/api/route.ts";
import { type HttpEvent, headerOf } from "./event.ts";

/** How deep a value may nest: no route needs ten, and what walks a value may do it by calling itself. */
const MAX_DEPTH = 64;

/** The API takes every media type as binary, so that a body comes as it was sent. */
export const bodyBytes = ({ body, isBase64Encoded }: HttpEvent): Buffer =>
  Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");

/**
 * The body's value; undefined where the route takes none.
 * @throws Problem unsupported_media_type, content_too_large, malformed_request
 */
export function readBody(event: HttpEvent, bytes: Buffer, spec: BodySpec | undefined): unknown {
  if (!spec) {
    if (bytes.length > 0)
      throw new Problem("malformed_request", "The request takes no body; send it without one.");
    return undefined;
  }
  const type = typeOf(event, spec);
  const maxBytes = spec.maxBytes ?? DEFAULT_BODY_BYTES;
  if (bytes.length > maxBytes)
    throw new Problem(
      "content_too_large",
      `The body has ${bytes.length} bytes; this address takes ${maxBytes}. Send less at once.`,
    );
  const text = decode(bytes);
  return type === "application/json" ? parse(text, "The body") : lines(text);
}

function typeOf(event: HttpEvent, { types = ["application/json"] }: BodySpec): BodyType {
  const header = headerOf(event, "content-type");
  const [media = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim().toLowerCase());
  const type = types.find((one) => one === media);
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (type && (charset === undefined || /^charset="?utf-8"?$/.test(charset))) return type;
  throw new Problem(
    "unsupported_media_type",
    `The body ${header === undefined ? "has no Content-Type" : "is of another type than is read here"}. Send ${types.join(" or ")} in UTF-8.`,
    { headers: { Accept: types.join(", ") } },
  );
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem("malformed_request", "The body is not UTF-8.");
  }
}

function lines(text: string): unknown[] {
  return text.split(/\r?\n/).flatMap((line, i) => (line.trim() === "" ? [] : [parse(line, `Line ${i + 1}`)]));
}

function parse(text: string, what: string): unknown {
  if (depthOf(text) > MAX_DEPTH)
    throw new Problem("malformed_request", `${what} nests more than ${MAX_DEPTH} levels deep.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes what it found, which may be a secret: only the place is told.
    const at = /at position (\d+)/.exec((error as Error).message)?.[1];
    const where =
      text.trim() === "" ? "is empty" : `is not JSON${at === undefined ? "" : `: see character ${at}`}`;
    throw new Problem("malformed_request", `${what} ${where}.`);
  }
}

/** How deep brackets nest, those in texts left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}
