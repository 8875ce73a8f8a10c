// The aws-chunked content encoding of S3 uploads: sizes in hex between the bytes, and a checksum after the last.
// Source: "Signature calculations for the Authorization header: transferring payload in multiple chunks".
import { Transform, type TransformCallback } from "node:stream";

const MOST_LINE = 4096;

/** Passes on the bytes between the chunks' headers; `trailers` is complete when the stream has ended. */
export class ChunkDecoder extends Transform {
  /** Names in lower case, such as x-amz-checksum-crc32. */
  readonly trailers: Record<string, string> = {};
  #state: "size" | "data" | "gap" | "trailer" = "size";
  #left = 0;
  #line = "";

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "data") {
        const end = Math.min(chunk.length, at + this.#left);
        this.push(chunk.subarray(at, end));
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#state = "gap";
        continue;
      }
      const newline = chunk.indexOf(10, at);
      const end = newline < 0 ? chunk.length : newline;
      this.#line += chunk.toString("latin1", at, end);
      if (this.#line.length > MOST_LINE) {
        done(new Error("an aws-chunked header is too long"));
        return;
      }
      if (newline < 0) break;
      at = newline + 1;
      const line = this.#line.replace(/\r$/, "");
      this.#line = "";
      if (!this.#header(line)) {
        done(new Error(`${JSON.stringify(line.slice(0, 40))} is no aws-chunked header`));
        return;
      }
    }
    done();
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
    const size = /^([0-9a-fA-F]+)(?:;.*)?$/.exec(line)?.[1];
    if (size === undefined) return false;
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailer" : "data";
    return true;
  }

  override _flush(done: TransformCallback): void {
    done(this.#state === "trailer" ? undefined : new Error("the aws-chunked body is cut short"));
  }
}
