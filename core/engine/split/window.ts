// The bytes that a splitter looks at: what it has not used yet, and the next chunk behind it, in one buffer that is
// used again and again.

const FIRST_BYTES = 1 << 14;

export class Window {
  #buffer = Buffer.alloc(0);
  #held = 0;

  /** The unused bytes and `chunk`, one after the other; valid until the next call. */
  append(chunk: Uint8Array): Buffer {
    const size = this.#held + chunk.length;
    if (size > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * size));
      this.#buffer.copy(larger, 0, 0, this.#held);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#held);
    this.#held = size;
    return this.#buffer.subarray(0, size);
  }

  /** Lets go of the first `bytes` of them. */
  use(bytes: number): void {
    if (bytes > 0) this.#buffer.copyWithin(0, bytes, this.#held);
    this.#held -= bytes;
  }
}
