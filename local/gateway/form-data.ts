// A browser's form with a file at its end (multipart/form-data), read as far as the file: that one is a stream.
// Source: RFC 7578.
import { Readable } from "node:stream";

export interface Form {
  /** Names in lower case. */
  fields: Record<string, string>;
  /** As the browser calls it. */
  fileName: string;
  /** Undefined where the form has none. */
  file?: Readable;
}

/** The form is none that S3 would read. */
export class BadForm extends Error {}

/** The most that everything before the file may take; S3 allows 20 kB. */
const MOST_BYTES = 64 * 1024;

/** Pieces of a stream, with what was read too far put back. */
class Source {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #read = 0;
  constructor(stream: AsyncIterable<Buffer>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#pieces.next();
    if (done) return false;
    this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, value]) : value;
    return true;
  }

  /** What lies before `mark`, which is skipped. */
  async until(mark: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        const found = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + mark.length);
        this.#read += at;
        return found;
      }
      if (this.#read + this.#held.length > MOST_BYTES)
        throw new BadForm("The fields before the file are too long.");
      if (!(await this.#more())) throw new BadForm("The form ends before its time.");
    }
  }

  /** What lies before `mark`, in pieces; the rest of the stream is read and dropped. */
  async *upTo(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        if (at > 0) yield this.#held.subarray(0, at);
        this.#held = Buffer.alloc(0);
        while (await this.#more()) this.#held = Buffer.alloc(0);
        return;
      }
      // The mark may have begun.
      const sure = this.#held.length - mark.length + 1;
      if (sure > 0) {
        yield this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
      }
      if (!(await this.#more())) throw new BadForm("The form ends within its file.");
    }
  }
}

/** @throws BadForm */
export async function readForm(stream: AsyncIterable<Buffer>, contentType: string): Promise<Form> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!boundary) throw new BadForm("The form names no boundary.");
  const mark = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const source = new Source(stream);
  const form: Form = { fields: {}, fileName: "" };
  await source.until(mark.subarray(2));
  for (;;) {
    const headers = (await source.until(Buffer.from("\r\n\r\n"))).toString("utf8");
    if (headers.startsWith("--")) return form;
    const name = /\bname="([^"]*)"/i.exec(headers)?.[1]?.toLowerCase();
    if (name === undefined) throw new BadForm("A part of the form has no name.");
    if (name === "file") {
      const path = /\bfilename="([^"]*)"/i.exec(headers)?.[1] ?? "";
      form.fileName = path.split(/[/\\]/).at(-1) ?? "";
      form.file = Readable.from(source.upTo(mark), { objectMode: false });
      return form;
    }
    form.fields[name] = (await source.until(mark)).toString("utf8");
  }
}
