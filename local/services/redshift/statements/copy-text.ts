// Text for COPY that DuckDB would read otherwise than Redshift: with escapes, quotes taken away, nulls that are no empty
// texts, invalid UTF-8. It is written anew as CSV whose quoted fields are texts and whose empty unquoted ones are nulls.
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { CopyOptions } from "./copy-options.ts";

type TextOptions = Pick<
  CopyOptions,
  | "format"
  | "delimiter"
  | "quote"
  | "nullAs"
  | "compression"
  | "escape"
  | "removeQuotes"
  | "invalidAs"
  | "encoding"
>;

/** Bytes of a file that are looked at for the null marker at a time. */
const CHUNK = 1 << 20;

/** Whether DuckDB cannot be given the file as it is. */
export async function needsRewriting(file: string, options: TextOptions): Promise<boolean> {
  if (options.encoding !== "utf-8") return false;
  if (options.escape || options.removeQuotes || options.invalidAs !== undefined) return true;
  if (options.nullAs === "") return false;
  const marker = Buffer.from(options.nullAs);
  let rest = Buffer.alloc(0);
  for await (const chunk of bytesOf(file, options)) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    if (bytes.includes(marker)) return true;
    rest = bytes.subarray(Math.max(0, bytes.length - marker.length));
  }
  return false;
}

function bytesOf(file: string, { compression }: TextOptions): Readable {
  const raw = createReadStream(file, { highWaterMark: CHUNK });
  if (compression === "none") return raw;
  const unpacked = compression === "gzip" ? createGunzip() : createZstdDecompress();
  // An error of the file ends the reading too.
  raw.on("error", (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

/** Writes `file` anew into `target`, uncompressed, line for line. */
export async function rewriteText(file: string, target: string, options: TextOptions): Promise<void> {
  await (await open(target, "w")).close();
  const fields = new Fields(options);
  await pipeline(
    bytesOf(file, options),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) yield Buffer.from(fields.read(chunk.toString("latin1")), "latin1");
      yield Buffer.from(fields.end(), "latin1");
    },
    createWriteStream(target),
  );
}

/** Reads fields of bytes, each a character of its own, and writes them as CSV with commas. */
class Fields {
  readonly #options: TextOptions;
  readonly #delimiter: string;
  readonly #nullAs: string;
  readonly #quotes: string;
  #field = "";
  /** The quote that the field began with; "" outside quotes. */
  #open = "";
  #quoted = false;
  #escaped = false;
  #escapes = false;
  #pending = "";
  #began = false;

  constructor(options: TextOptions) {
    this.#options = options;
    this.#delimiter = Buffer.from(options.delimiter).toString("latin1");
    this.#nullAs = Buffer.from(options.nullAs).toString("latin1");
    this.#quotes = options.format === "csv" ? options.quote : options.removeQuotes ? `"'` : "";
  }

  read(chunk: string): string {
    const text = this.#pending + chunk;
    let output = "";
    let i = 0;
    // A delimiter, a doubled quote or a line's end may go on in the next chunk.
    const last = text.length - Math.max(1, this.#delimiter.length - 1);
    for (; i < last; i++) [output, i] = this.#character(text, i, output);
    this.#pending = text.slice(i);
    return output;
  }

  end(): string {
    let output = "";
    const text = this.#pending;
    this.#pending = "";
    for (let i = 0; i < text.length; i++) [output, i] = this.#character(text, i, output);
    return this.#began ? `${output}${this.#written()}\n` : output;
  }

  #character(text: string, i: number, output: string): [string, number] {
    const char = text[i] as string;
    this.#began = true;
    if (this.#escaped) {
      this.#escaped = false;
      this.#field += char;
      // An escaped null marker is one too.
      if (char !== "N" || this.#field !== "N") this.#escapes = true;
      else this.#field = "\\N";
    } else if (char === "\\" && this.#options.escape) {
      this.#escaped = true;
    } else if (this.#open !== "") {
      if (char !== this.#open) this.#field += char;
      else if (text[i + 1] === char && this.#options.format === "csv") {
        this.#field += char;
        return [output, i + 1];
      } else this.#open = "";
    } else if (this.#quotes.includes(char) && char !== "" && this.#field === "" && !this.#quoted) {
      this.#open = char;
      this.#quoted = true;
    } else if (text.startsWith(this.#delimiter, i)) {
      return [`${output}${this.#written()},`, i + this.#delimiter.length - 1];
    } else if (char === "\n") {
      if (this.#field.endsWith("\r")) this.#field = this.#field.slice(0, -1);
      const line = `${output}${this.#written()}\n`;
      this.#began = false;
      return [line, i];
    } else this.#field += char;
    return [output, i];
  }

  /** The field as CSV; the next one begins. */
  #written(): string {
    const isNull = this.#field === this.#nullAs && !this.#escapes;
    const text = this.#field;
    const quoted = this.#quoted;
    this.#field = "";
    this.#open = "";
    this.#quoted = false;
    this.#escapes = false;
    // A number that is empty is null; only of texts the quotes tell.
    if (isNull) return "";
    const valid =
      this.#options.invalidAs === undefined ? text : replaceInvalid(text, this.#options.invalidAs);
    return valid === "" && !quoted ? '""' : `"${valid.replaceAll('"', '""')}"`;
  }
}

/** Each byte that is no part of a UTF-8 character becomes `by`. */
function replaceInvalid(bytes: string, by: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  return bytes.replace(
    /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\x80-\xff]/g,
    (found, valid: string | undefined) => valid ?? by.repeat(found.length),
  );
}
