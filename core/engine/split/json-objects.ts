// Values one after the other, each over as many lines as it likes.
import { FileRejected } from "../file-rejected.ts";
import { isText } from "../source/text.ts";
import { broken, countLines, type OnRecord, type Shape, TOO_LONG } from "./json-shape.ts";
import { Incomplete, Invalid, JsonText } from "./json-text.ts";
import { MAX_RECORD_BYTES } from "./record.ts";

const END = Buffer.from(" ");

/** Objects one after the other, each over as many lines as it likes. */
export class ObjectsShape implements Shape {
  readonly #onRecord: OnRecord;
  readonly #json = new JsonText();
  #line = 1;

  constructor(onRecord: OnRecord) {
    this.#onRecord = onRecord;
  }

  read(chunk: Buffer, offset: number, last: boolean): number {
    // A number ends where something else begins.
    const bytes = last ? Buffer.concat([chunk, END]) : chunk;
    const text = isText(bytes, last);
    const json = this.#json;
    json.bytes = bytes;
    json.at = 0;
    let done = 0;
    const goTo = (at: number): void => {
      this.#line += countLines(bytes.subarray(done, at), at - done);
      done = at;
    };
    try {
      for (;;) {
        json.skipSpace();
        goTo(json.at);
        if (json.at === bytes.length) break;
        json.value();
        const to = json.at;
        const length = to - done;
        const fault = length > MAX_RECORD_BYTES ? TOO_LONG : undefined;
        const record = {
          bytes,
          from: done,
          to,
          offset: offset + done,
          line: this.#line,
          text,
          length,
          fault,
        };
        // There is no fast path here.
        if (this.#onRecord(record) === true) this.#onRecord(record);
        goTo(to);
      }
    } catch (error) {
      if (error instanceof Invalid)
        throw broken(error, this.#line + countLines(bytes.subarray(done), error.at - done));
      if (!(error instanceof Incomplete)) throw error;
      if (last) throw broken(error, 0);
      if (bytes.length - done > 2 * MAX_RECORD_BYTES)
        throw new FileRejected("file:malformed", `An object has more than ${MAX_RECORD_BYTES} bytes.`);
    }
    return Math.min(done, chunk.length);
  }

  end(): void {}
}
