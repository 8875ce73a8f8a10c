// Where things lie in the kernel's memory, as the TypeScript side sets them (../kernel.ts).

/** Bytes that may be read or written past the end of any region: one vector. */
export const SLACK: i32 = 16;

// The dialect and the group being filled.
export let delimiter: u8 = 44;
export let quote: u8 = 34;
/** Fields that every record must have. */
export let width: i32 = 0;
export let maxRows: i32 = 0;
export let maxBytes: i32 = 0;

/** For each field, i32: the address of its column, or 0 where no column takes it. */
export let fieldTable: i32 = 0;
/** For each field: i32 start, i32 end; and a byte each, 1 where it holds doubled quotes. */
export let spans: i32 = 0;
export let escapes: i32 = 0;
/** Addresses of columns, i32 each, one after the other. */
export let columnTable: i32 = 0;
export let columnCount: i32 = 0;
/** Where rows lie in the file: i64 each. */
export let startColumn: i32 = 0;
export let lineColumn: i32 = 0;
export let lengthColumn: i32 = 0;

export function setDialect(ofDelimiter: i32, ofQuote: i32, ofWidth: i32): void {
  delimiter = <u8>ofDelimiter;
  quote = <u8>ofQuote;
  width = ofWidth;
}

export function setLimits(rows: i32, bytes: i32): void {
  maxRows = rows;
  maxBytes = bytes;
}

export function setTables(fields: i32, ofSpans: i32, ofEscapes: i32, columns: i32, count: i32): void {
  fieldTable = fields;
  spans = ofSpans;
  escapes = ofEscapes;
  columnTable = columns;
  columnCount = count;
}

export function setPlaces(start: i32, line: i32, length: i32): void {
  startColumn = start;
  lineColumn = line;
  lengthColumn = length;
}

/** A column's record in memory. */
@unmanaged
export class Column {
  /** Of KIND. */
  kind: i32;
  /** Next byte of its texts, and the end of their region. */
  textAt: i32;
  textEnd: i32;
  /** Next of its values, 8 bytes each, where it is typed. */
  valueAt: i32;
  /** A bit per row: whether it has a value. */
  levels: i32;
  values: i32;
  /** Of a decimal. */
  scale: i32;
  /** Of CLEAN: the steps that are done here. */
  clean: i32;
  /** A whole number's least and greatest; a decimal's greatest without its point. */
  low: i64;
  high: i64;
  /** Texts that its cleaning steps were not done for, since they are not ASCII. */
  uncleaned: i32;
}

export namespace CLEAN {
  export const TRIM: i32 = 1;
  export const LOWER: i32 = 2;
  export const UPPER: i32 = 4;
}

/** ASCII's part of Unicode's White_Space. */
@inline
export function isSpace(byte: u8): bool {
  return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

export namespace KIND {
  export const TEXT: i32 = 0;
  export const WHOLE: i32 = 1;
  export const DECIMAL: i32 = 2;
  export const DOUBLE: i32 = 3;
  export const DATE: i32 = 4;
  export const TIMESTAMP: i32 = 5;
  export const BOOLEAN: i32 = 6;
}

/** Where the kernel's own data ends. */
export function firstFree(): i32 {
  return <i32>__heap_base;
}
