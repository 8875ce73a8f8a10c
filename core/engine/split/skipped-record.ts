// A CSV record that is too long to be held: only where it ends is looked for.

const LF = 10;
const CR = 13;

/** Reads a record that is too long to hold, byte by byte, only to find where it ends. */
export class SkippedRecord {
  readonly offset: number;
  readonly line: number;
  nextLine: number;
  length = 0;
  readonly #delimiter: number;
  readonly #quote: number;
  #state: "field" | "plain" | "quoted" | "quote" | "return" = "field";
  /** In quotes, the byte before was a CR: an LF after it is the same line ending. */
  #afterReturn = false;

  constructor(offset: number, line: number, delimiter: number, quote: number) {
    this.offset = offset;
    this.line = line;
    this.nextLine = line;
    this.#delimiter = delimiter;
    this.#quote = quote;
  }

  /** Bytes used when the record has ended, -1 when it goes on. */
  read(bytes: Uint8Array, last: boolean): number {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (this.#state === "return") return byte === LF ? at + 1 : at;
      if (this.#state === "quoted") {
        if (byte === this.#quote) this.#state = "quote";
        else if (byte === CR || (byte === LF && !this.#afterReturn)) this.nextLine += 1;
        this.#afterReturn = byte === CR;
        this.length += 1;
        continue;
      }
      if (byte === this.#quote && this.#state === "quote") {
        this.#state = "quoted";
        this.#afterReturn = false;
      } else if (byte === this.#quote && this.#state === "field") this.#state = "quoted";
      else if (byte === LF) {
        this.nextLine += 1;
        return at + 1;
      } else if (byte === CR) {
        this.nextLine += 1;
        this.#state = "return";
        continue;
      } else this.#state = byte === this.#delimiter ? "field" : "plain";
      this.length += 1;
    }
    return last ? bytes.length : -1;
  }
}
