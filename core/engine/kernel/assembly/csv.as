// CSV records → columns, for records as nearly all are. At anything else it stops, and the exact scanner goes on.
import { Column, delimiter, escapes, partitionField, quote, spans, width } from "./layout";
import { beginRow } from "./judge";
import {
  STATUS, addPlain, addValue, endRow, endText, findGroup, fits, fitsByField, group, isOfGroup, line, nextHasPartition,
  nextValue, setLine, stop,
} from "./rows";

const LF: u8 = 10;
const CR: u8 = 13;

/** Reads records at [from, to), of which `origin` is the address of the file's first byte; returns where it stopped. */
export function run(from: i32, to: i32, origin: i64): i32 {
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  const feeds = i8x16.splat(LF);
  const returns = i8x16.splat(CR);
  let at = from;
  while (at < to) {
    const begin = at;
    let field = 0;
    let lines = 1;
    let ending: u8 = 0;
    for (;;) {
      let start = at;
      let escaped: u8 = 0;
      if (at < to && load<u8>(at) == quote) {
        start = ++at;
        for (;;) {
          if (at >= to) return stop(STATUS.MORE, begin);
          const vector = v128.load(at);
          const found = i8x16.bitmask(
            v128.or(v128.or(i8x16.eq(vector, quotes), i8x16.eq(vector, feeds)), i8x16.eq(vector, returns)),
          );
          if (found == 0) {
            at += 16;
            continue;
          }
          at += ctz(found);
          if (at + 1 >= to) return stop(STATUS.MORE, begin);
          const byte = load<u8>(at);
          if (byte == quote) {
            if (load<u8>(at + 1) != quote) break;
            escaped = 1;
            at += 2;
          } else if (byte == LF) {
            lines++;
            at++;
          } else return stop(STATUS.OTHER, begin);
        }
        if (field < width) storeSpan(field, start, at, escaped);
        at++;
      } else {
        for (;;) {
          const vector = v128.load(at);
          const found = i8x16.bitmask(
            v128.or(v128.or(i8x16.eq(vector, delimiters), i8x16.eq(vector, feeds)), i8x16.eq(vector, returns)),
          );
          if (found != 0) {
            at += ctz(found);
            break;
          }
          at += 16;
          if (at >= to) return stop(STATUS.MORE, begin);
        }
        if (at >= to) return stop(STATUS.MORE, begin);
        if (field < width) storeSpan(field, start, at, 0);
      }
      field++;
      const byte = load<u8>(at);
      if (byte == delimiter) {
        at++;
        continue;
      }
      if (byte == LF) {
        ending = 1;
        break;
      }
      if (byte != CR) return stop(STATUS.OTHER, begin);
      if (at + 1 >= to) return stop(STATUS.MORE, begin);
      if (load<u8>(at + 1) != LF) return stop(STATUS.OTHER, begin);
      ending = 2;
      break;
    }
    if (field != width) return stop(STATUS.OTHER, begin);
    if (partitionField >= 0 && !hasGroup()) return stop(STATUS.UNKNOWN, begin);
    const size = at - begin;
    if (!fits(size) && !fitsByField(size)) return stop(STATUS.FULL, begin);
    emit(group.rows);
    endRow(origin + begin, line, size);
    setLine(line + lines);
    at += ending;
  }
  return stop(STATUS.MORE, at);
}

@inline
function storeSpan(field: i32, start: i32, end: i32, escaped: u8): void {
  store<i32>(spans + field * 8, start);
  store<i32>(spans + field * 8, end, 4);
  store<u8>(escapes + field, escaped);
}

/** Whether the group is that of the record's partition, now or by another that is known. */
function hasGroup(): bool {
  const column = changetype<Column>(load<i32>(group.fieldTable + partitionField * 4));
  const start = load<i32>(spans + partitionField * 8);
  const end = load<i32>(spans + partitionField * 8, 4);
  return isOfGroup(column, !load<u8>(escapes + partitionField), start, end) || findGroup();
}

function emit(row: i32): void {
  const fields = group.fieldTable;
  const known = partitionField >= 0 && nextHasPartition ? partitionField : -1;
  beginRow();
  for (let field = 0; field < width; field++) {
    const address = load<i32>(fields + field * 4);
    if (address == 0) continue;
    const column = changetype<Column>(address);
    if (field == known) {
      addValue(column, row, nextValue);
      continue;
    }
    const start = load<i32>(spans + field * 8);
    const end = load<i32>(spans + field * 8, 4);
    if (!load<u8>(escapes + field)) {
      addPlain(column, row, start, end);
      continue;
    }
    const text = column.textAt;
    unescape(column, start, end);
    endText(column, row, text);
  }
}

function unescape(column: Column, start: i32, end: i32): void {
  const length = column.textAt;
  let to = length + 4;
  for (let from = start; from < end; from++) {
    const byte = load<u8>(from);
    store<u8>(to++, byte);
    if (byte == quote) from++;
  }
  store<i32>(length, to - length - 4);
  column.textAt = to;
}
