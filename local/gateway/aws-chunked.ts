// The aws-chunked content encoding of S3 uploads: sizes in hex between the bytes, and a checksum after the last.
// Source: "Signature calculations for the Authorization header: transferring payload in multiple chunks".
import { Transform, type TransformCallback } from "node:stream";
import type { ChunkSignatures } from "./payload.ts";

const MOST_LINE = 4096;

/** The signature of the trailers, which is none of them. */
const TRAILER_SIGNATURE = "x-amz-trailer-signature";

/** Passes on the bytes between the chunks' headers; `trailers` is complete when the stream has ended. */
export class ChunkDecoder extends Transform {
  readonly #signatures: ChunkSignatures | undefined;
  /** Names in lower case, such as x-amz-checksum-crc32. */
  readonly trailers: Record<string, string> = {};
  #state: "size" | "data" | "gap" | "trailer" = "size";
  #left = 0;
  #line = "";

  /** @param signatures fails where a chunk's is wrong; undefined where the chunks bear none */
  constructor(signatures?: ChunkSignatures) {
    super();
    this.#signatures = signatures;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#read(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "data") {
        const end = Math.min(chunk.length, at + this.#left);
        this.push(chunk.subarray(at, end));
        this.#signatures?.data(chunk.subarray(at, end));
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) {
          this.#signatures?.close();
          this.#state = "gap";
        }
        continue;
      }
      const newline = chunk.indexOf(10, at);
      const end = newline < 0 ? chunk.length : newline;
      this.#line += chunk.toString("latin1", at, end);
      if (this.#line.length > MOST_LINE) throw new Error("an aws-chunked header is too long");
      if (newline < 0) break;
      at = newline + 1;
      const line = this.#line.replace(/\r$/, "");
      this.#line = "";
      if (!this.#header(line)) {
        throw new Error(`${JSON.stringify(line.slice(0, 40))} is no aws-chunked header`);
      }
    }
  }

  #header(line: string): boolean {
    if (this.#state === "gap") {
      this.#state = "size";
      return line === "";
    }
    if (this.#state === "trailer") {
      const cut = line.indexOf(":");
      if (cut > 0) this.trailers[line.slice(0, cut).trim().toLowerCase()] = line.slice(cut + 1).trim();
      return true;
    }
    const [, size, extension = ""] = /^([0-9a-fA-F]+)(;.*)?$/.exec(line) ?? [];
    if (size === undefined) return false;
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailer" : "data";
    this.#signatures?.open(extension);
    // The last chunk is empty, and signed like the others.
    if (this.#left === 0) this.#signatures?.close();
    return true;
  }

  override _flush(done: TransformCallback): void {
    if (this.#state !== "trailer") {
      done(new Error("the aws-chunked body is cut short"));
      return;
    }
    const { [TRAILER_SIGNATURE]: signature } = this.trailers;
    delete this.trailers[TRAILER_SIGNATURE];
    try {
      this.#signatures?.trailers(this.trailers, signature);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}
