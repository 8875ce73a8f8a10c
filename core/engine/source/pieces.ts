// Pieces of a plain file, read where they lie: few rows of a large file are quarantined, and what lies between them is not read.
import { closeSync, openSync, readSync } from "node:fs";

/** What is read around a piece at first; the more where pieces lie close together. */
const LEAST_BYTES = 1 << 12;
const MOST_BYTES = 1 << 20;

export class FilePieces {
  readonly #file: number;
  readonly #first: number;
  readonly #signal: AbortSignal | undefined;
  #buffer: Buffer = Buffer.alloc(0);
  /** What of the buffer is filled. */
  #window: Buffer = Buffer.alloc(0);
  /** Offset of the window's first byte in the text. */
  #windowAt = 0;
  #bytes = LEAST_BYTES;

  /** @param first where the text begins in the file: behind its byte order mark */
  constructor(path: string, first: number, signal?: AbortSignal) {
    this.#file = openSync(path, "r");
    this.#first = first;
    this.#signal = signal;
  }

  /** The bytes [start, start + length), valid until the next call; fewer where the file ends. */
  async read(start: number, length: number): Promise<Buffer> {
    const end = this.#windowAt + this.#window.length;
    if (start < this.#windowAt || start + length > end) this.#fill(start, length, end);
    const from = start - this.#windowAt;
    return this.#window.subarray(from, from + length);
  }

  #fill(start: number, length: number, end: number): void {
    this.#signal?.throwIfAborted();
    const isClose = start >= this.#windowAt && start <= end + this.#bytes;
    this.#bytes = isClose ? Math.min(MOST_BYTES, 2 * this.#bytes) : LEAST_BYTES;
    const wanted = Math.max(length, this.#bytes);
    if (this.#buffer.length < wanted) this.#buffer = Buffer.allocUnsafeSlow(wanted);
    let filled = 0;
    while (filled < wanted) {
      const read = readSync(this.#file, this.#buffer, filled, wanted - filled, this.#first + start + filled);
      if (read === 0) break;
      filled += read;
    }
    this.#window = this.#buffer.subarray(0, filled);
    this.#windowAt = start;
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }
}
