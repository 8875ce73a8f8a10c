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

/** For each field: i32 start, i32 end; and a byte each, 1 where it holds doubled quotes. */
export let spans: i32 = 0;
export let escapes: i32 = 0;

/** A group's record in memory: rows that are gathered together. */
@unmanaged
export class Group {
  /** For each field, i32: the address of its column, or 0 where no column takes it. */
  fieldTable: i32;
  /** Addresses of its columns, i32 each, one after the other. */
  columnTable: i32;
  columnCount: i32;
  /** Where rows lie in the file: i64 each. */
  starts: i32;
  lines: i32;
  lengths: i32;
  /** Rows and bytes so far. */
  rows: i32;
  bytes: i32;
  /** Bytes that every text region still has room for, at least. */
  room: i32;
  /** A bit per row: whether it is known to break none of its columns' rules. */
  sures: i32;
}

/** The field whose value decides a row's partition, -1 where rows are not told apart; and how, of UNIT. */
export let partitionField: i32 = -1;
export let partitionUnit: i32 = 0;

export namespace UNIT {
  export const YEAR: i32 = 1;
  export const MONTH: i32 = 2;
  export const DAY: i32 = 3;
  export const HOUR: i32 = 4;
}

export function setPartition(field: i32, unit: i32): void {
  partitionField = field;
  partitionUnit = unit;
}

export function setDialect(ofDelimiter: i32, ofQuote: i32, ofWidth: i32): void {
  delimiter = <u8>ofDelimiter;
  quote = <u8>ofQuote;
  width = ofWidth;
}

export function setLimits(rows: i32, bytes: i32): void {
  maxRows = rows;
  maxBytes = bytes;
}

export function setSpans(ofSpans: i32, ofEscapes: i32): void {
  spans = ofSpans;
  escapes = ofEscapes;
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
  /** Texts that are left to SQL: that its cleaning steps were not done for, since they are not ASCII; or that its value was not read of. */
  left: i32;
  /** Where texts may be null: a bit per row, whether it has one, and how many have. 0 where every row has a text. */
  textLevels: i32;
  texts: i32;
  /** Of JSON, of NUMBER: which numbers are not taken as they are written. */
  numbers: i32;
  /** Of RULE: what is known of its rules; 0 where none is judged here. */
  rules: i32;
  /** Bytes that a text must and may have. */
  shortest: i32;
  longest: i32;
  /** Tables of the forms that texts must have, as judge.as reads them; 0 where there is none. */
  form: i32;
  list: i32;
  /** What a value must and may be. */
  least: i64;
  most: i64;
}

/** What a column's rules are, where they are judged here. */
export namespace RULE {
  /** There are some. */
  export const ANY: i32 = 1;
  /** A null breaks none. */
  export const NULL: i32 = 2;
  /** An empty text is null. */
  export const EMPTY: i32 = 4;
  /** Values have bounds. */
  export const RANGE: i32 = 8;
}

export namespace NUMBER {
  /** 1e3 and 5.0 are whole numbers too. */
  export const WHOLE: i32 = 1;
  /** 1e3 is a decimal too. */
  export const DECIMAL: i32 = 2;
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

/** A vector's ASCII letters in the case that the steps say. */
@inline
export function inCase(vector: v128, steps: i32): v128 {
  const first: u8 = steps & CLEAN.LOWER ? 0x41 : 0x61;
  const others = i8x16.lt_u(i8x16.sub(vector, i8x16.splat(first)), i8x16.splat(26));
  return v128.xor(vector, v128.and(others, i8x16.splat(0x20)));
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
