// The body of an S3 request, held against what its signature says of it: an object while it streams, a document at once.
import type { IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import { ChunkDecoder } from "./aws-chunked.ts";
import { awsError } from "./errors.ts";
import { isUpload, plainHeaders } from "./object-bodies.ts";
import { BadPayload, EMPTY_SHA256, HashedBody, hashMismatch, sha256Hex } from "./payload.ts";
import type { ServiceRequest, ServiceResponse } from "./service.ts";

/** What an S3 request that is no object may hold: lists of keys and parts, configurations. */
const MOST_DOCUMENT = 16 * 1024 * 1024;

/** A SHA-256. */
export const HEX = /^[0-9a-f]{64}$/;

/** Sees to it that the body is the one whose hash, or whose chunks' signatures, the request names. */
export async function watchBody(
  request: ServiceRequest,
  message: IncomingMessage,
  payload: string,
): Promise<ServiceResponse | undefined> {
  const { headers } = request;
  const hashed = HEX.test(payload);
  if (!hashed && !request.chunks) return undefined;
  try {
    if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) {
      if (hashed && payload !== EMPTY_SHA256) throw hashMismatch();
      return undefined;
    }
    if (isUpload(request)) {
      if (hashed) request.stream = pipeline(message, new HashedBody(payload), () => undefined);
      return undefined;
    }
    const decoder = request.chunks && new ChunkDecoder(request.chunks);
    const body = await document(decoder ? message.compose(decoder) : message);
    if (hashed && sha256Hex(body) !== payload) throw hashMismatch();
    if (decoder) request.headers = plainHeaders(headers, decoder.trailers);
    delete request.headers["transfer-encoding"];
    request.headers["content-length"] = String(body.length);
    request.stream = Readable.from([body]);
    request.chunks = undefined;
    return undefined;
  } catch (error) {
    if (error instanceof BadPayload) return awsError(request, error.status, error.code, error.message);
    throw error;
  }
}

async function document(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MOST_DOCUMENT) throw new BadPayload("EntityTooLarge", "The document is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
