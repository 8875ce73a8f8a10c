// CSV records → columns, for records as nearly all are. At anything else it stops, and the exact scanner goes on.
import {
  CLEAN, Column, Group, KIND, SLACK, delimiter, escapes, isSpace, maxBytes, maxRows, partitionField, partitionUnit, quote,
  spans, width,
} from "./layout";
import { partitionOf, read, value } from "./values";

const LF: u8 = 10;
const CR: u8 = 13;

export namespace STATUS {
  /** All whole records have been read. */
  export const MORE: i32 = 0;
  /** The group is full: it is to be written and cleared. */
  export const FULL: i32 = 1;
  /** The record that begins where it stopped is for the exact scanner. */
  export const OTHER: i32 = 2;
  /** That record is of a partition that no group is known for. */
  export const UNKNOWN: i32 = 3;
}

export let status: i32 = STATUS.MORE;
/** The line of the next record. */
export let line: i64 = 1;

/** The group being filled, and the partition that its records are of, where they are of one. */
let group: Group = changetype<Group>(0);
let partition: i64 = 0;
let hasPartition: bool = false;
/** Those of the record that it stopped at. */
export let nextPartition: i64 = 0;
export let nextHasPartition: bool = false;

/** The address of the group being filled. */
export function currentGroup(): i32 {
  return changetype<i32>(group);
}

/** Fills the group with records of the partition, or of none. */
export function setGroup(address: i32, ofPartition: i64, has: bool): void {
  group = changetype<Group>(address);
  partition = ofPartition;
  hasPartition = has;
}

/** Partitions' groups: a hash table of keys, i64, and addresses, i32, 0 where there is none. */
const SLOTS: i32 = 1024;
const KEYS: usize = memory.data(1024 * 8, 8);
const ADDRESSES: usize = memory.data(1024 * 4, 8);
let used: i32 = 0;
/** Records of no partition go here. */
let common: i32 = 0;

export function setCommon(address: i32): void {
  common = address;
}

@inline
function slotOf(key: i64): i32 {
  let slot = <i32>(key & (SLOTS - 1));
  while (load<i32>(ADDRESSES + slot * 4) != 0 && load<i64>(KEYS + slot * 8) != key) slot = (slot + 1) & (SLOTS - 1);
  return slot;
}

/** Remembers a partition's group; false where there is no place for more. */
export function addGroup(key: i64, address: i32): bool {
  if (used >= SLOTS / 2) return false;
  const slot = slotOf(key);
  store<i64>(KEYS + slot * 8, key);
  store<i32>(ADDRESSES + slot * 4, address);
  used++;
  return true;
}

/** After a record was passed otherwise. */
export function setLine(next: i64): void {
  line = next;
}

/** After rows were added otherwise: the place of the group is written by whom added them. */
export function addRow(size: i32): void {
  group.rows += 1;
  group.bytes += size;
  group.room = 0;
}

@inline
function stop(why: i32, at: i32): i32 {
  status = why;
  return at;
}

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
    if (partitionField >= 0 && !isOfGroup() && !findGroup()) return stop(STATUS.UNKNOWN, begin);
    const size = at - begin;
    const row = group.rows;
    if (row >= maxRows || group.bytes >= maxBytes || !hasRoom(size + 4 + SLACK)) return stop(STATUS.FULL, begin);
    emit(row);
    store<i64>(group.starts + row * 8, origin + begin);
    store<i64>(group.lines + row * 8, line);
    store<i64>(group.lengths + row * 8, size);
    group.rows = row + 1;
    group.bytes += size;
    line += lines;
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

/** Whether the record's partition is the group's. */
function isOfGroup(): bool {
  const column = changetype<Column>(load<i32>(group.fieldTable + partitionField * 4));
  const start = load<i32>(spans + partitionField * 8);
  const end = load<i32>(spans + partitionField * 8, 4);
  nextHasPartition = !load<u8>(escapes + partitionField) && read(column, start, end);
  if (nextHasPartition) nextPartition = partitionOf(column, partitionUnit);
  return nextHasPartition == hasPartition && (!hasPartition || nextPartition == partition);
}

/** Takes up the group of the record's partition, if it is known. */
function findGroup(): bool {
  const address = nextHasPartition ? load<i32>(ADDRESSES + slotOf(nextPartition) * 4) : common;
  if (address == 0) return false;
  setGroup(address, nextPartition, nextHasPartition);
  return true;
}

/** Whether each text region can take `size` bytes more. */
function hasRoom(size: i32): bool {
  let room = group.room;
  if (room < size) {
    room = i32.MAX_VALUE;
    for (let index = 0; index < group.columnCount; index++) {
      const column = changetype<Column>(load<i32>(group.columnTable + index * 4));
      room = min(room, column.textEnd - column.textAt);
    }
    if (room < size) return false;
  }
  group.room = room - size;
  return true;
}

function emit(row: i32): void {
  const fields = group.fieldTable;
  for (let field = 0; field < width; field++) {
    const address = load<i32>(fields + field * 4);
    if (address == 0) continue;
    const column = changetype<Column>(address);
    const start = load<i32>(spans + field * 8);
    const end = load<i32>(spans + field * 8, 4);
    const escaped = load<u8>(escapes + field);
    if (column.kind != KIND.TEXT && !escaped && read(column, start, end)) {
      store<i64>(column.valueAt, value);
      column.valueAt += 8;
      column.values += 1;
      const level = column.levels + (row >> 3);
      const bit: i32 = 1 << (row & 7);
      store<u8>(level, load<u8>(level) | <u8>bit);
      store<i32>(column.textAt, 0);
      column.textAt += 4;
    } else {
      const text = column.textAt;
      if (escaped) unescape(column, start, end);
      else copy(column, start, end);
      if (column.clean && column.kind == KIND.TEXT) clean(column, text);
    }
  }
}

/** Does the steps of a text that was just added at `text`, if it is ASCII. */
function clean(column: Column, text: i32): void {
  const steps = column.clean;
  const begin = text + 4;
  let from = begin;
  let to = column.textAt;
  let seen: u8 = 0;
  for (let at = from; at < to; at++) seen |= load<u8>(at);
  if (seen >= 0x80) {
    column.uncleaned += 1;
    return;
  }
  if (steps & CLEAN.TRIM) {
    while (from < to && isSpace(load<u8>(from))) from++;
    while (to > from && isSpace(load<u8>(to - 1))) to--;
  }
  const first: u8 = steps & CLEAN.LOWER ? 0x41 : 0x61;
  if (steps & (CLEAN.LOWER | CLEAN.UPPER))
    for (let at = from; at < to; at++) {
      const byte = load<u8>(at);
      if (byte - first < 26) store<u8>(at, byte ^ 0x20);
    }
  const length = to - from;
  if (from != begin) memory.copy(begin, from, length);
  store<i32>(text, length);
  column.textAt = begin + length;
}

/** The same for a text that was added otherwise. */
export function cleanAdded(column: i32, text: i32): void {
  clean(changetype<Column>(column), text);
}

@inline
function copy(column: Column, start: i32, end: i32): void {
  const length = end - start;
  let to = column.textAt;
  store<i32>(to, length);
  to += 4;
  column.textAt = to + length;
  // Whole vectors, also past the end: the next text is written over what is too much.
  for (let from = start; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
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

/** Whether a text would be read as a value, for the choice of null values. */
export function accepts(column: i32, from: i32, to: i32): bool {
  return read(changetype<Column>(column), from, to);
}
