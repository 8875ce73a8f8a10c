// The checksums that an upload brings along, in headers or behind its last chunk: S3 refuses a body that they do not fit.
// Source: the S3 user guide, "Checking object integrity". CRC-32C and CRC-64/NVME, which Node has not, are taken as they are.
import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { crc32 } from "node:zlib";
import { BadPayload } from "./payload.ts";

interface Sum {
  update(bytes: Uint8Array): void;
  /** As base64. */
  value(): string;
}

const hash = (algorithm: string): Sum => {
  const running = createHash(algorithm);
  return { update: (bytes) => void running.update(bytes), value: () => running.digest("base64") };
};

const cyclic = (): Sum => {
  let running = 0;
  return {
    update: (bytes) => {
      running = crc32(bytes, running);
    },
    value: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(running);
      return bytes.toString("base64");
    },
  };
};

const KINDS: Record<string, () => Sum> = {
  "content-md5": () => hash("md5"),
  "x-amz-checksum-crc32": cyclic,
  "x-amz-checksum-sha1": () => hash("sha1"),
  "x-amz-checksum-sha256": () => hash("sha256"),
};

/** Passes a body on, and sums it up as its headers say that it will have to be. */
export class Checksums extends Transform {
  readonly #sums: [name: string, sum: Sum][];

  constructor(headers: Record<string, string>) {
    super();
    const announced = (headers["x-amz-trailer"] ?? "").toLowerCase().split(/\s*,\s*/);
    this.#sums = Object.entries(KINDS)
      .filter(([name]) => name in headers || announced.includes(name))
      .map(([name, make]) => [name, make()]);
  }

  update(bytes: Uint8Array): void {
    for (const [, sum] of this.#sums) sum.update(bytes);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.update(chunk);
    done(null, chunk);
  }

  /**
   * @param headers with those behind the last chunk
   * @throws BadPayload where one does not fit
   */
  check(headers: Record<string, string>): void {
    for (const [name, sum] of this.#sums) {
      const declared = headers[name];
      if (declared === undefined || declared === sum.value()) continue;
      if (name === "content-md5") {
        if (Buffer.from(declared, "base64").length !== 16)
          throw new BadPayload("InvalidDigest", "The Content-MD5 you specified was invalid.");
        throw new BadPayload("BadDigest", "The Content-MD5 you specified did not match what we received.");
      }
      const kind = name.replace("x-amz-checksum-", "").toUpperCase();
      throw new BadPayload("BadDigest", `The ${kind} you specified did not match the calculated checksum.`);
    }
  }
}
