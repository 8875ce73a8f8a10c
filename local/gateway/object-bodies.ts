// Bodies of S3 objects, past moto's memory: a large one is a file that moto is told of, in both directions. moto would
// hold each several times over, and take minutes to decode a streamed one.
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { saysFull } from "../../core/full-disk.ts";
import { ChunkDecoder } from "./aws-chunked.ts";
import { Checksums } from "./checksums.ts";
import { awsError, diskFullError } from "./errors.ts";
import { BadPayload } from "./payload.ts";
import type { Forward, ServiceRequest, ServiceResponse } from "./service.ts";

/** From here on a body is a file. */
const FILE_BYTES = 1024 * 1024;

/** In requests to moto it names the file with the body; in its answers the file, offset and length of the body. */
const BODY_HEADER = "x-headrace-body";

/** Whether the body is an object or a part of one: of any size, and never held in memory. */
export const isUpload = (request: ServiceRequest): boolean =>
  request.method === "PUT" &&
  request.stream !== undefined &&
  !("x-amz-copy-source" in request.headers) &&
  // An object or a part of one, not a setting of it.
  /^\/[^/]+\/./.test(request.path) &&
  [...request.query.keys()].every((name) => /^(partNumber|uploadId|x-id|X-Amz-.*)$/i.test(name));

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The headers of a request whose body is no longer aws-chunked. */
export function plainHeaders(
  headers: Record<string, string>,
  trailers: Record<string, string>,
): Record<string, string> {
  const {
    "x-amz-trailer": _trailer,
    "x-amz-decoded-content-length": _decoded,
    "transfer-encoding": _transfer,
    "content-encoding": encoding,
    ...rest
  } = headers;
  const own = (encoding ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one && one !== "aws-chunked");
  return {
    ...rest,
    ...trailers,
    ...(own.length > 0 ? { "content-encoding": own.join(",") } : {}),
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
  };
}

async function upload(
  request: ServiceRequest,
  forward: Forward,
  folder: string | undefined,
): Promise<ServiceResponse> {
  const { stream, headers } = request;
  if (!stream) return forward(request);
  const chunked = (headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-");
  const decoder = chunked ? new ChunkDecoder(request.chunks) : undefined;
  const sums = new Checksums(headers);
  const length = Number(headers[chunked ? "x-amz-decoded-content-length" : "content-length"] ?? Number.NaN);
  const passOn = (more: Record<string, string>, body: Buffer) => {
    const plain = decoder ? plainHeaders(headers, decoder.trailers) : headers;
    // The answer of an upload is short, but moto's own: read as a stream like all of S3.
    return forward({ ...request, headers: { ...plain, ...more }, body, stream: Readable.from([body]) });
  };
  const cutShort = (error: unknown): ServiceResponse => {
    if (error instanceof BadPayload) return awsError(request, error.status, error.code, error.message);
    if (saysFull(error)) return diskFullError(request, folder ?? "the local AWS's objects");
    return awsError(request, 400, "IncompleteBody", (error as Error).message);
  };

  if (length < FILE_BYTES || folder === undefined) {
    let body: Buffer;
    try {
      body = await collect(decoder ? stream.pipe(decoder) : stream);
      sums.update(body);
      sums.check({ ...headers, ...decoder?.trailers });
    } catch (error) {
      return cutShort(error);
    }
    return passOn({ "content-length": String(body.length) }, body);
  }

  await mkdir(folder, { recursive: true });
  const file = join(folder, randomUUID());
  try {
    const out = createWriteStream(file, { highWaterMark: 1024 * 1024 });
    try {
      await (decoder ? pipeline(stream, decoder, sums, out) : pipeline(stream, sums, out));
      sums.check({ ...headers, ...decoder?.trailers });
    } catch (error) {
      return cutShort(error);
    }
    return await passOn({ "content-length": "0", [BODY_HEADER]: file }, Buffer.alloc(0));
  } finally {
    // moto has its own link to it by now.
    await rm(file, { force: true });
  }
}

async function download(response: ServiceResponse): Promise<ServiceResponse | undefined> {
  const { [BODY_HEADER]: where, "content-length": _none, ...headers } = response.headers;
  const [file = "", offset = 0, length = 0] = String(where)
    .split("|")
    .map((part, index) => (index ? Number(part) : part));
  if (response.body instanceof Readable) response.body.resume();
  try {
    const handle = await open(String(file));
    const start = Number(offset);
    const size = Number(length);
    const body = handle.createReadStream({ start, end: start + size - 1, highWaterMark: 1024 * 1024 });
    return { ...response, headers: { ...headers, "content-length": String(size) }, body };
  } catch (error) {
    // Deleted or replaced since moto looked.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * A forwarder that keeps large bodies in files.
 * @param folder shared with moto; undefined where moto cannot see our files, as in a container
 */
export function withObjectBodies(forward: Forward, folder: string | undefined): Forward {
  return async (request) => {
    if (request.service !== "s3") return forward(request);
    delete request.headers[BODY_HEADER];
    if (isUpload(request)) return upload(request, forward, folder);
    const response = await forward(request);
    if (!(BODY_HEADER in response.headers)) return response;
    return (
      (await download(response)) ??
      forward({ ...request, stream: Readable.from([]) })
        .then(download)
        .then(gone(request))
    );
  };
}

const gone =
  (request: ServiceRequest) =>
  (response: ServiceResponse | undefined): ServiceResponse =>
    response ?? awsError(request, 404, "NoSuchKey", "The object was replaced or deleted while it was read.");
