// Lines, each a value: NDJSON.
import { isText } from "../source/text.ts";
import { type FastJson, isSpace, LF, type OnRecord, type Shape, TOO_LONG } from "./json-shape.ts";
import { MAX_RECORD_BYTES } from "./record.ts";

const LINE_END = Buffer.from("\n");

export class LinesShape implements Shape {
  readonly #onRecord: OnRecord;
  #line = 1;
  /** Bytes of a line that is too long to hold; -1 outside one. */
  #skipped = -1;
  #skippedAt = 0;
  readonly #fast: FastJson | undefined;

  constructor(onRecord: OnRecord, fast: FastJson | undefined) {
    this.#onRecord = onRecord;
    this.#fast = fast;
    fast?.begin(false);
  }

  read(bytes: Buffer, offset: number, last: boolean): number {
    const text = isText(bytes, last);
    let begin = 0;
    const fast = text ? this.#fast : undefined;
    // The last line may have no ending.
    fast?.load(last ? Buffer.concat([bytes, LINE_END]) : bytes, offset);
    while (begin < bytes.length || (last && this.#skipped >= 0)) {
      if (fast && this.#skipped < 0) {
        const stopped = fast.run(begin, this.#line);
        begin = stopped.at;
        this.#line = stopped.line;
        if (begin >= bytes.length) break;
        if (stopped.why === "more" && !last && bytes.length - begin <= MAX_RECORD_BYTES) return begin;
      }
      let end = bytes.indexOf(LF, begin);
      if (end < 0) {
        if (!last) {
          if (this.#skipped < 0 && bytes.length - begin <= MAX_RECORD_BYTES) return begin;
          if (this.#skipped < 0) {
            this.#skipped = 0;
            this.#skippedAt = offset + begin;
          }
          this.#skipped += bytes.length - begin;
          return bytes.length;
        }
        end = bytes.length;
      }
      if (this.#skipped >= 0) {
        const length = this.#skipped + end - begin;
        this.#skipped = -1;
        this.#onRecord({
          bytes,
          from: 0,
          to: 0,
          offset: this.#skippedAt,
          line: this.#line,
          text,
          length,
          fault: TOO_LONG,
        });
      } else {
        let from = begin;
        let to = end;
        while (from < to && isSpace(bytes[from] as number)) from += 1;
        while (to > from && isSpace(bytes[to - 1] as number)) to -= 1;
        const length = to - from;
        const fault = length > MAX_RECORD_BYTES ? TOO_LONG : undefined;
        if (
          length > 0 &&
          this.#onRecord({
            bytes,
            from,
            to,
            offset: offset + from,
            line: this.#line,
            text,
            length,
            fault,
          }) === true
        )
          continue;
      }
      this.#line += 1;
      begin = end + 1;
      if (begin > bytes.length) break;
    }
    return Math.min(begin, bytes.length);
  }

  end(): void {}
}
