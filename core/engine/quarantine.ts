// Quarantine files: one JSON object per row, with the text it had in the file.

import { once } from "node:events";
import type { WriteStream } from "node:fs";
import { createWriteStream } from "node:fs";
import type { QuarantinedRow } from "./types.ts";

/** Characters of a row's text that are kept; what is cut off is said at its end. */
const MAX_RAW_BYTES = 1 << 20;

export class QuarantineWriter {
  rows = 0;
  bytes = 0;
  readonly reasons = new Map<string, number>();
  readonly #stream: WriteStream;
  readonly #file: string;
  #failed: Error | undefined;

  constructor(path: string, file: string) {
    this.#file = file;
    this.#stream = createWriteStream(path, { highWaterMark: 1 << 20 });
    this.#stream.on("error", (error) => {
      this.#failed = error;
    });
  }

  /** `line` is 0 where the format has none. */
  async write(line: number, raw: string, reasons: readonly string[]): Promise<void> {
    const row: QuarantinedRow = { file: this.#file, ...(line > 0 && { line }), raw, reasons: [...reasons] };
    for (const reason of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    const text = Buffer.from(`${JSON.stringify(row)}\n`);
    this.rows += 1;
    this.bytes += text.length;
    if (this.#failed) throw this.#failed;
    if (!this.#stream.write(text)) await once(this.#stream, "drain");
  }

  async close(): Promise<void> {
    this.#stream.end();
    if (!this.#stream.closed) await once(this.#stream, "close");
    if (this.#failed) throw this.#failed;
  }
}

/** Bytes of a record as text; what is no UTF-8 is shown as \xHH, so that nothing of it is lost. */
export function rawText(bytes: Buffer, length: number): string {
  const kept = bytes.subarray(0, MAX_RAW_BYTES);
  const text = kept.toString("utf8");
  const shown = text.includes("\ufffd") ? escapeInvalid(kept) : text;
  return length > kept.length ? `${shown}… (${length - kept.length} more bytes)` : shown;
}

export const rawLimit = (length: number): number => Math.min(length, MAX_RAW_BYTES);

function escapeInvalid(bytes: Buffer): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    try {
      text += decoder.decode(bytes.subarray(at, at + size));
      at += size;
    } catch {
      text += `\\x${lead.toString(16).padStart(2, "0")}`;
      at += 1;
    }
  }
  return text;
}
