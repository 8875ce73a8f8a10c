// Quarantine files: one JSON object per row, with the text it had in the file.
import { closeSync, openSync, writeSync } from "node:fs";

/** Characters of a row's text that are kept; what is cut off is said at its end. */
const MAX_RAW_BYTES = 1 << 20;
/** Lines are written so many characters at a time. */
const WRITTEN_AT_ONCE = 1 << 18;

/** Each line is a QuarantinedRow. */
export class QuarantineWriter {
  rows = 0;
  /** Of all lines, once it is closed. */
  bytes = 0;
  readonly reasons = new Map<string, number>();
  readonly #file: number;
  readonly #name: string;
  /** Reasons as JSON: most rows have the same lists of them. */
  readonly #lists = new WeakMap<readonly string[], string>();
  #waiting = "";
  #isOpen = true;

  constructor(path: string, name: string) {
    this.#name = JSON.stringify(name);
    this.#file = openSync(path, "w");
  }

  /** `line` is 0 where the format has none. */
  write(line: number, raw: string, reasons: readonly string[]): void {
    for (const reason of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    let list = this.#lists.get(reasons);
    if (list === undefined) {
      list = JSON.stringify(reasons);
      this.#lists.set(reasons, list);
    }
    const place = line > 0 ? `"line":${line},` : "";
    this.#waiting += `{"file":${this.#name},${place}"raw":${JSON.stringify(raw)},"reasons":${list}}\n`;
    this.rows += 1;
    if (this.#waiting.length >= WRITTEN_AT_ONCE) this.#write();
  }

  #write(): void {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = "";
    // A write may stop early.
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.bytes += bytes.length;
  }

  /** Writes what waits, unless it failed. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#write();
    } finally {
      closeSync(this.#file);
    }
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
