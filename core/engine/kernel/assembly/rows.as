// Records that were found → the columns of their group: which group that is, whether it has room, and each value. What all
// formats share.
import {
  CLEAN, Column, Group, KIND, SLACK, inCase, isSpace, maxBytes, maxRows, partitionUnit, spans, width,
} from "./layout";
import { judgeText, judgeValue, leave, sure } from "./judge";
import { floorDiv, partitionOf, read, stepOf, value } from "./values";

export namespace STATUS {
  /** All whole records have been read. */
  export const MORE: i32 = 0;
  /** The group is full: it is to be written and cleared. */
  export const FULL: i32 = 1;
  /** The record that begins where it stopped is for the exact scanner. */
  export const OTHER: i32 = 2;
  /** That record is of a partition that no group is known for. */
  export const UNKNOWN: i32 = 3;
  /** It stopped at the bracket behind the last element of an array. */
  export const END: i32 = 4;
}

export let status: i32 = STATUS.MORE;
/** The line of the next record. */
export let line: i64 = 1;

/** The group being filled, and the partition that its records are of, where they are of one. */
export let group: Group = changetype<Group>(0);
let partition: i64 = 0;
let hasPartition: bool = false;
/** Those of the record at hand, and its value that they are of. */
export let nextPartition: i64 = 0;
export let nextHasPartition: bool = false;
export let nextValue: i64 = 0;
/** Values from `low` on and below `high` are of the partition. */
let low: i64 = 1;
let high: i64 = 0;

/** The address of the group being filled. */
export function currentGroup(): i32 {
  return changetype<i32>(group);
}

/** Fills the group with records of the partition, or of none. */
export function setGroup(address: i32, ofPartition: i64, has: bool): void {
  group = changetype<Group>(address);
  partition = ofPartition;
  hasPartition = has;
  low = 1;
  high = 0;
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
export function stop(why: i32, at: i32): i32 {
  status = why;
  return at;
}

/** Whether a record's partition, of its column's value at [start, end), is the group's; `has` where it has such a value. */
export function isOfGroup(column: Column, has: bool, start: i32, end: i32): bool {
  nextHasPartition = has && read(column, start, end);
  if (!nextHasPartition) return !hasPartition;
  nextValue = value;
  if (value >= low && value < high) return true;
  nextPartition = partitionOf(column, partitionUnit);
  if (!hasPartition || nextPartition != partition) return false;
  // Dividing takes longer than to read the value: others of its day, or hour, are known by this one.
  const step = stepOf(column, partitionUnit);
  low = floorDiv(value, step) * step;
  high = low + step;
  return true;
}

/** Takes up the group of the record's partition, if it is known. */
export function findGroup(): bool {
  const address = nextHasPartition ? load<i32>(ADDRESSES + slotOf(nextPartition) * 4) : common;
  if (address == 0) return false;
  setGroup(address, nextPartition, nextHasPartition);
  return true;
}

/** Whether the group can take a record of so many bytes. */
export function fits(size: i32): bool {
  return group.rows < maxRows && group.bytes < maxBytes && hasRoom(size + 4 + SLACK);
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

/** A longer record is malformed, which the exact scanner says. As in ../../split/record.ts. */
const MAX_RECORD_BYTES: i32 = 1 << 24;

/**
 * Whether it can take a record by its fields, at `spans`: looked at one by one where not every region has room for all of the
 * record, as in files that are so wide that none ever has.
 */
export function fitsByField(size: i32): bool {
  if (size > MAX_RECORD_BYTES || group.rows >= maxRows || group.bytes >= maxBytes) return false;
  for (let field = 0; field < width; field++) {
    const address = load<i32>(group.fieldTable + field * 4);
    if (address == 0) continue;
    const column = changetype<Column>(address);
    const length = load<i32>(spans + field * 8, 4) - load<i32>(spans + field * 8);
    if (column.textEnd - column.textAt < length + 4 + SLACK) return false;
  }
  group.room = 0;
  return true;
}

/** Ends the row whose values were added. */
export function endRow(start: i64, ofLine: i64, size: i32): void {
  const row = group.rows;
  store<i64>(group.starts + row * 8, start);
  store<i64>(group.lines + row * 8, ofLine);
  store<i64>(group.lengths + row * 8, size);
  if (sure) setBit(group.sures, row);
  group.rows = row + 1;
  group.bytes += size;
}

/** Adds a value that is its text as it stands at [start, end). */
@inline
export function addPlain(column: Column, row: i32, start: i32, end: i32): void {
  if (column.kind != KIND.TEXT && read(column, start, end)) {
    addValue(column, row, value);
    return;
  }
  const text = column.textAt;
  copy(column, start, end);
  endText(column, row, text);
}

/** Adds a value that was read. A column of values has levels for its texts, and there is just none. */
@inline
export function addValue(column: Column, row: i32, read: i64): void {
  store<i64>(column.valueAt, read);
  column.valueAt += 8;
  column.values += 1;
  setBit(column.levels, row);
  judgeValue(column, read);
}

/** After a text was added at `text`. */
export function endText(column: Column, row: i32, text: i32): void {
  if (column.textLevels) {
    setBit(column.textLevels, row);
    column.texts += 1;
  }
  if (column.kind != KIND.TEXT) {
    // The empty one is no value of any type but text.
    if (load<i32>(text) != 0) column.left += 1;
  } else if (column.clean && !clean(column, text)) {
    leave();
    return;
  }
  if (column.rules) judgeText(column, text);
}

@inline
function setBit(levels: i32, row: i32): void {
  const level = levels + (row >> 3);
  const bit: i32 = 1 << (row & 7);
  store<u8>(level, load<u8>(level) | <u8>bit);
}

/** Does the steps of a text that was just added at `text`, if it is ASCII; whole vectors, also past its end. */
function clean(column: Column, text: i32): bool {
  const steps = column.clean;
  const begin = text + 4;
  let from = begin;
  let to = column.textAt;
  let seen: i32 = 0;
  for (let at = from; at < to; at += 16) {
    const high = i8x16.bitmask(v128.load(at));
    seen |= to - at >= 16 ? high : high & ((1 << (to - at)) - 1);
  }
  if (seen) {
    column.left += 1;
    return false;
  }
  if (steps & CLEAN.TRIM) {
    while (from < to && isSpace(load<u8>(from))) from++;
    while (to > from && isSpace(load<u8>(to - 1))) to--;
  }
  const length = to - from;
  if (steps & (CLEAN.LOWER | CLEAN.UPPER))
    for (let at = 0; at < length; at += 16) v128.store(begin + at, inCase(v128.load(from + at), steps));
  else if (from != begin) memory.copy(begin, from, length);
  store<i32>(text, length);
  column.textAt = begin + length;
  return true;
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

/** Whether a text would be read as a value, for the choice of null values; it is in `value` then. */
export function accepts(column: i32, from: i32, to: i32): bool {
  return read(changetype<Column>(column), from, to);
}
