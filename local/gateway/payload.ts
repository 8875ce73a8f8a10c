// Whether a body is the one that its signature speaks of, looked at while it streams: by its hash, or chunk by chunk.
// Source: the S3 API reference, "Signature calculations for the Authorization header", in multiple chunks and trailing.
import { createHash, type Hash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { ALGORITHM, hmacHex, type Presented, sameText } from "./signature.ts";

/** The body is not what was signed. */
export class BadPayload extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const sha256Hex = (data: Uint8Array | string): string =>
  createHash("sha256").update(data).digest("hex");

export const EMPTY_SHA256 = sha256Hex("");

export const hashMismatch = (): BadPayload =>
  new BadPayload(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );

/** Passes a body on, and fails at its end where its SHA-256 is not the one that was signed. */
export class HashedBody extends Transform {
  readonly #hash = createHash("sha256");
  readonly #expected: string;
  /** @param expected in hex */
  constructor(expected: string) {
    super();
    this.#expected = expected;
  }
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }
  override _flush(done: TransformCallback): void {
    done(this.#hash.digest("hex") === this.#expected ? null : hashMismatch());
  }
}

/** The signatures of an aws-chunked body, each of which signs its chunk and the signature before it. */
export class ChunkSignatures {
  readonly #key: Uint8Array;
  readonly #scope: string;
  readonly #trailing: boolean;
  #previous: string;
  #hash: Hash = createHash("sha256");
  #signature = "";

  /** @param trailing whether the headers after the last chunk are signed too */
  constructor(key: Uint8Array, by: Presented, trailing: boolean) {
    this.#key = key;
    this.#scope = `${by.time}\n${by.day}/${by.region}/${by.service}/aws4_request`;
    this.#trailing = trailing;
    this.#previous = by.signature;
  }

  #check(kind: string, signed: string, signature: string): void {
    const expected = hmacHex(this.#key, `${ALGORITHM}-${kind}\n${this.#scope}\n${this.#previous}\n${signed}`);
    if (!sameText(expected, signature)) {
      throw new BadPayload(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        403,
      );
    }
    this.#previous = expected;
  }

  /** @param extension what stands behind the size: `;chunk-signature=…` */
  open(extension: string): void {
    this.#signature = /^;chunk-signature=([0-9a-f]{64})$/.exec(extension)?.[1] ?? "";
    this.#hash = createHash("sha256");
  }
  data(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }
  /** @throws BadPayload */
  close(): void {
    this.#check("PAYLOAD", `${EMPTY_SHA256}\n${this.#hash.digest("hex")}`, this.#signature);
  }
  /**
   * @param trailers without their signature
   * @throws BadPayload
   */
  trailers(trailers: Record<string, string>, signature: string | undefined): void {
    if (!this.#trailing) return;
    const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`);
    this.#check("TRAILER", sha256Hex(lines.join("")), signature ?? "");
  }
}
