// JSON objects → columns, for objects as nearly all are: on lines of their own or as elements of an array, with the members of
// those before them, and values that are no objects or arrays themselves. At anything else it stops, and the exact scanner
// goes on.
import { Column, NUMBER, escapes, partitionField, spans, width } from "./layout";
import { beginRow, judgeNull } from "./judge";
import {
  STATUS, addPlain, addValue, endRow, endText, findGroup, fits, fitsByField, group, isOfGroup, line, nextHasPartition,
  nextValue, setLine, stop,
} from "./rows";

const LF: u8 = 10;
const CR: u8 = 13;
const TAB: u8 = 9;
const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const COLON: u8 = 0x3a;
const BRACKET: u8 = 0x5d;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const BACKSLASH: u8 = 0x5c;

/** How a field's value is written, in `escapes`. */
const PLAIN: u8 = 0;
const ESCAPED: u8 = 1;
const NULL: u8 = 2;

/** The members' names that are known: of each an address of its bytes and the quote behind them, its length, and its field, -1 where no column takes it. */
const NAME_BYTES: i32 = 12;
let names: i32 = 0;
let known: i32 = 0;
/** By field: the number of the last record that had it. */
let seen: i32 = 0;
let serial: i32 = 0;

export function setNames(ofNames: i32, ofSeen: i32): void {
  names = ofNames;
  seen = ofSeen;
}

/** A name, with its quote behind it, and a vector's width behind that. */
export function addName(at: i32, length: i32, field: i32): void {
  const entry = names + known * NAME_BYTES;
  store<i32>(entry, at);
  store<i32>(entry, length, 4);
  store<i32>(entry, field, 8);
  known++;
}

@inline
function isName(entry: i32, at: i32): bool {
  const name = load<i32>(entry);
  let left = load<i32>(entry, 4) + 1;
  for (let from = 0; left > 0; from += 16, left -= 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(at + from), v128.load(name + from)));
    const wanted = left >= 16 ? 0xffff : (1 << left) - 1;
    if ((same & wanted) != wanted) return false;
  }
  return true;
}

@inline
function isDigit(byte: u8): bool {
  return byte - 0x30 <= 9;
}

/** White space within an object; `feeds` where a line feed is some. */
@inline
function skipSpace(from: i32, feeds: bool): i32 {
  let at = from;
  let byte = load<u8>(at);
  while (byte <= SPACE && (byte == SPACE || byte == TAB || byte == CR || (feeds && byte == LF))) byte = load<u8>(++at);
  return at;
}

/** Where the string's quote is, whose first byte is at `from`; -1 where it is for the exact scanner. Past `to` where it does not end. */
let escaped: u8 = PLAIN;
function stringEnd(from: i32, to: i32): i32 {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(BACKSLASH);
  const spaces = i8x16.splat(SPACE);
  escaped = PLAIN;
  let at = from;
  while (at < to) {
    const vector = v128.load(at);
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(vector, quotes), i8x16.eq(vector, backslashes)), i8x16.lt_u(vector, spaces)),
    );
    if (found == 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    const byte = load<u8>(at);
    if (byte == QUOTE) return at;
    if (byte != BACKSLASH || unescaped(load<u8>(at + 1)) == 0) return at < to ? -1 : to;
    escaped = ESCAPED;
    at += 2;
  }
  return to;
}

/** The byte that a backslash and this one stand for; 0 where it is none, or takes more of them. */
@inline
function unescaped(byte: u8): u8 {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
      return byte;
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return LF;
    case 0x72:
      return CR;
    case 0x74:
      return TAB;
    default:
      return 0;
  }
}

/** Where the number ends that begins at `from`; -1 where it is none, or not to be taken as it is written. */
function numberEnd(from: i32, numbers: i32): i32 {
  let at = from;
  if (load<u8>(at) == MINUS) at++;
  if (load<u8>(at) == 0x30) at++;
  else if (isDigit(load<u8>(at))) {
    do at++;
    while (isDigit(load<u8>(at)));
  } else return -1;
  if (load<u8>(at) == POINT) {
    if (numbers == NUMBER.WHOLE || !isDigit(load<u8>(++at))) return -1;
    do at++;
    while (isDigit(load<u8>(at)));
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    if (numbers != 0) return -1;
    const sign = load<u8>(++at);
    if (sign == 0x2b || sign == MINUS) at++;
    if (!isDigit(load<u8>(at))) return -1;
    do at++;
    while (isDigit(load<u8>(at)));
  }
  return at;
}

/**
 * Reads objects at [from, to), of which `origin` is the address of the file's first byte: lines, or elements of an array, of
 * which each is taken with the comma behind it, and the last without its bracket. Returns where it stopped.
 */
export function runJson(from: i32, to: i32, origin: i64, inArray: bool): i32 {
  let at = from;
  while (at < to) {
    const begin = at;
    const first = load<u8>(at);
    if (first != OPEN) {
      if (first != SPACE && first != TAB && first != CR && first != LF) return stop(STATUS.OTHER, begin);
      if (first == LF) setLine(line + 1);
      at++;
      continue;
    }
    at = members(at + 1, to, inArray);
    if (at < 0) return stop(STATUS.OTHER, begin);
    if (at >= to) return stop(STATUS.MORE, begin);
    const size = at - begin;
    at = skipSpace(at, inArray);
    if (at >= to) return stop(STATUS.MORE, begin);
    const behind = load<u8>(at);
    const isLast = inArray && behind == BRACKET;
    if (behind != (inArray ? COMMA : LF) && !isLast) return stop(STATUS.OTHER, begin);
    if (partitionField >= 0 && !hasGroup()) return stop(STATUS.UNKNOWN, begin);
    if (!fits(size) && !fitsWithoutMissing(size)) return stop(STATUS.FULL, begin);
    emit(group.rows);
    endRow(origin + begin, inArray ? 0 : line, size);
    if (isLast) return stop(STATUS.END, at);
    if (!inArray) setLine(line + 1);
    at++;
  }
  return stop(STATUS.MORE, at);
}

/** Finds the values of an object, from behind its brace to behind the other. -1 where it is for the exact scanner; past `to` where it does not end. */
function members(from: i32, to: i32, inArray: bool): i32 {
  let at = skipSpace(from, inArray);
  let next = 0;
  serial++;
  while (at < to) {
    if (load<u8>(at) != QUOTE) return unlessEnd(at, to);
    at++;
    let tried = 0;
    while (tried < known && !isName(names + next * NAME_BYTES, at)) {
      if (++next == known) next = 0;
      tried++;
    }
    if (tried == known) return unlessEnd(at, to);
    const entry = names + next * NAME_BYTES;
    const field = load<i32>(entry, 8);
    at = skipSpace(at + load<i32>(entry, 4) + 1, inArray);
    if (++next == known) next = 0;
    if (load<u8>(at) != COLON) return unlessEnd(at, to);
    at = skipSpace(at + 1, inArray);
    let start = at;
    let end = at;
    let written = PLAIN;
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      start = at + 1;
      end = stringEnd(start, to);
      if (end < 0) return -1;
      written = escaped;
      at = end + 1;
    } else if (byte == MINUS || isDigit(byte)) {
      end = numberEnd(at, field < 0 ? 0 : changetype<Column>(load<i32>(group.fieldTable + field * 4)).numbers);
      if (end < 0) return -1;
      at = end;
    } else if (load<u32>(at) == 0x65757274) at = end = at + 4;
    else if (load<u32>(at) == 0x736c6166 && load<u8>(at + 4) == 0x65) at = end = at + 5;
    else if (load<u32>(at) == 0x6c6c756e) {
      at += 4;
      written = NULL;
    } else return unlessEnd(at, to);
    if (field >= 0) {
      // Of two members of one name the last holds: the exact scanner knows.
      if (load<i32>(seen + field * 4) == serial) return -1;
      store<i32>(seen + field * 4, serial);
      store<i32>(spans + field * 8, start);
      store<i32>(spans + field * 8, end, 4);
      store<u8>(escapes + field, written);
    }
    at = skipSpace(at, inArray);
    const behind = load<u8>(at);
    if (behind == CLOSE) return at + 1;
    if (behind != COMMA) return unlessEnd(at, to);
    at = skipSpace(at + 1, inArray);
  }
  return to;
}

@inline
function unlessEnd(at: i32, to: i32): i32 {
  return at < to ? -1 : to;
}

/** Whether the record has a value of the field. */
@inline
function has(field: i32): bool {
  return load<i32>(seen + field * 4) == serial && load<u8>(escapes + field) != NULL;
}

function hasGroup(): bool {
  const column = changetype<Column>(load<i32>(group.fieldTable + partitionField * 4));
  const plain = has(partitionField) && load<u8>(escapes + partitionField) == PLAIN;
  const start = load<i32>(spans + partitionField * 8);
  return isOfGroup(column, plain, start, load<i32>(spans + partitionField * 8, 4)) || findGroup();
}

/** What the record does not have takes no room, whatever an earlier one had there. */
function fitsWithoutMissing(size: i32): bool {
  for (let field = 0; field < width; field++)
    if (!has(field)) {
      store<i32>(spans + field * 8, 0);
      store<i32>(spans + field * 8, 0, 4);
    }
  return fitsByField(size);
}

function emit(row: i32): void {
  const known = partitionField >= 0 && nextHasPartition ? partitionField : -1;
  beginRow();
  for (let field = 0; field < width; field++) {
    const column = changetype<Column>(load<i32>(group.fieldTable + field * 4));
    if (!has(field)) {
      judgeNull(column);
      continue;
    }
    if (field == known) {
      addValue(column, row, nextValue);
      continue;
    }
    const start = load<i32>(spans + field * 8);
    const end = load<i32>(spans + field * 8, 4);
    if (load<u8>(escapes + field) == PLAIN) {
      addPlain(column, row, start, end);
      continue;
    }
    const text = column.textAt;
    let to = text + 4;
    for (let from = start; from < end; from++) {
      let byte = load<u8>(from);
      if (byte == BACKSLASH) byte = unescaped(load<u8>(++from));
      store<u8>(to++, byte);
    }
    store<i32>(text, to - text - 4);
    column.textAt = to;
    endText(column, row, text);
  }
}
