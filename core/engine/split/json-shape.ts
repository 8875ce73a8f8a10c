// What the shapes of a JSON text have in common: a way to hand on values, and to say what is wrong.
import { FileRejected } from "../file-rejected.ts";
import type { FastPath } from "./csv.ts";
import { Incomplete, type Invalid } from "./json-text.ts";
import { MAX_RECORD_BYTES } from "./record.ts";

/** A top-level value; its text is bytes[from, to). */
export interface JsonRecord {
  bytes: Buffer;
  from: number;
  to: number;
  offset: number;
  /** 1-based, of its first character; 0 in an array. */
  line: number;
  /** As of CsvRecord. */
  text: boolean;
  length: number;
  /** What is wrong with it, where that is known before it is read. */
  fault: string | undefined;
}

/** Returns true where the record was not taken, since the fast path, which knows its names only now, can read it. */
export type OnRecord = (record: JsonRecord) => unknown;

/** Reads objects as nearly all are, and stops at any other; see ../kernel/. */
export interface FastJson extends FastPath {
  /** Says whether objects are elements of an array, each read with the comma behind it, or stand on lines. */
  begin(inArray: boolean): void;
  /** Makes a member's name known, as it is written, and its column: -1 where none takes it. */
  learn(name: Uint8Array, column: number): void;
}
export const LF = 0x0a;
export const TOO_LONG = `the record has more than ${MAX_RECORD_BYTES} bytes`;

export const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;

export interface Shape {
  /** Takes what can be taken of `bytes`; returns how many bytes are done with. */
  read(bytes: Buffer, offset: number, last: boolean): number;
  /** Called after the last read. */
  end(): void;
}

export const broken = (error: Invalid | Incomplete, line: number): FileRejected =>
  error instanceof Incomplete
    ? new FileRejected("file:truncated", "The JSON ends before its end: the file was cut short.")
    : new FileRejected("file:malformed", `The file is no valid JSON: on line ${line}, ${error.message}.`);

export function countLines(bytes: Buffer, to: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}
