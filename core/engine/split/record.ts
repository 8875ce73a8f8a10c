// What every splitter hands on: records, found in decoded text, with the place they came from.

/** A record longer than this many bytes of UTF-8 is malformed, whatever it holds: memory stays bounded. */
export const MAX_RECORD_BYTES = 16 << 20;

/** Where a record lies in the decoded text. */
export interface Place {
  /** 1-based line of its first byte; 0 where the format has no lines. */
  line: number;
  /** Offset of its first byte in the decoded UTF-8. */
  start: number;
  /** Bytes, without the line ending. */
  length: number;
}

/** Why a record was not split: the reason as quarantine rows carry it, and words for people. */
export interface Malformed {
  reason: "row:malformed" | "row:encoding";
  message: string;
}

export const malformed = (message: string): Malformed => ({ reason: "row:malformed", message });
export const ENCODING: Malformed = { reason: "row:encoding", message: "the record is not valid UTF-8" };
export const NUL: Malformed = malformed("the record holds a NUL character");
