// Cuts pieces out of a stream by offset, in one pass: the text of quarantined rows.

/** Reads pieces in ascending order of their start; pieces do not overlap. */
export class RangeReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  /** Offset of #chunk's first byte. */
  #offset = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The bytes [start, start + length), valid until the next call; fewer where the stream ends. */
  async read(start: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let at = start;
    const end = start + length;
    while (at < end) {
      if (at >= this.#offset + this.#chunk.length) {
        this.#offset += this.#chunk.length;
        const next = await this.#chunks.next();
        this.#chunk = next.done ? Buffer.alloc(0) : next.value;
        if (next.done) break;
        continue;
      }
      const part = this.#chunk.subarray(at - this.#offset, end - this.#offset);
      at += part.length;
      // A chunk's bytes are used again once the next ones are asked for.
      parts.push(at < end ? Buffer.from(part) : part);
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
