// An array, each of its elements a value.
import { FileRejected } from "../file-rejected.ts";
import { isText } from "../source/text.ts";
import { broken, countLines, type FastJson, type OnRecord, type Shape, TOO_LONG } from "./json-shape.ts";
import { Incomplete, Invalid, JsonText } from "./json-text.ts";
import { MAX_RECORD_BYTES } from "./record.ts";

export class ArrayShape implements Shape {
  readonly #onRecord: OnRecord;
  readonly #json = new JsonText();
  #state: "start" | "first" | "value" | "next" | "done" = "start";
  #line = 1;
  readonly #fast: FastJson | undefined;

  constructor(onRecord: OnRecord, fast: FastJson | undefined) {
    this.#onRecord = onRecord;
    this.#fast = fast;
    fast?.begin(true);
  }

  read(bytes: Buffer, offset: number, last: boolean): number {
    const text = isText(bytes, last);
    const json = this.#json;
    json.bytes = bytes;
    json.at = 0;
    let done = 0;
    const fast = text ? this.#fast : undefined;
    fast?.load(bytes, offset);
    try {
      for (;;) {
        json.skipSpace();
        if (fast && (this.#state === "value" || this.#state === "first")) {
          const { at, why } = fast.run(json.at, 0);
          if (at > json.at) this.#state = why === "end" ? "next" : "value";
          json.at = at;
          done = at;
          if (why === "more" && !last && bytes.length - at <= MAX_RECORD_BYTES) break;
        }
        done = json.at;
        const byte = bytes[json.at];
        if (byte === undefined) break;
        if (this.#state === "done") throw new Invalid("something follows the array", json.at);
        if (this.#state === "start") {
          json.at += 1;
          this.#state = "first";
        } else if (this.#state === "next") {
          if (byte !== 0x2c && byte !== 0x5d)
            throw new Invalid("neither , nor ] follows an element", json.at);
          json.at += 1;
          this.#state = byte === 0x2c ? "value" : "done";
        } else if (this.#state === "first" && byte === 0x5d) {
          json.at += 1;
          this.#state = "done";
        } else {
          const from = json.at;
          json.value();
          const length = json.at - from;
          const fault = length > MAX_RECORD_BYTES ? TOO_LONG : undefined;
          const { at } = json;
          const record = { bytes, from, to: at, offset: offset + from, line: 0, text, length, fault };
          if (this.#onRecord(record) === true) {
            json.at = from;
            continue;
          }
          json.bytes = bytes;
          this.#state = "next";
        }
      }
    } catch (error) {
      if (error instanceof Invalid) throw broken(error, this.#line + countLines(bytes, error.at));
      if (!(error instanceof Incomplete)) throw error;
      if (last) throw broken(error, 0);
      if (bytes.length - done > 2 * MAX_RECORD_BYTES)
        throw new FileRejected(
          "file:malformed",
          `An element of the array has more than ${MAX_RECORD_BYTES} bytes.`,
        );
    }
    this.#line += countLines(bytes, done);
    return done;
  }

  end(): void {
    if (this.#state !== "done") throw broken(new Incomplete(), 0);
  }
}
