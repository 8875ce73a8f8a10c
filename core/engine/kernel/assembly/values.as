// Texts → values, of the forms that nearly all values have. What is not taken here is not wrong: it is left to SQL,
// which knows all forms. So what is taken must be a value there too, and the same one.
import { CLEAN, Column, KIND, UNIT, isSpace } from "./layout";

/** The value that was read last: a whole number, a decimal without its point, days, microseconds, or a double's bits. */
export let value: i64 = 0;

/** Reads the text at [from, to) as the column's type. */
export function read(column: Column, from: i32, to: i32): bool {
  if (column.clean & CLEAN.TRIM) {
    while (from < to && isSpace(load<u8>(from))) from++;
    while (to > from && isSpace(load<u8>(to - 1))) to--;
  }
  if (from == to) return false;
  switch (column.kind) {
    case KIND.WHOLE:
      return whole(from, to, column.low, column.high);
    case KIND.DECIMAL:
      return decimal(from, to, column.scale, column.high);
    case KIND.DOUBLE:
      return double(from, to);
    case KIND.DATE:
      return to - from == 10 && date(from);
    case KIND.TIMESTAMP:
      return timestamp(from, to);
    case KIND.BOOLEAN:
      return boolean(from, to);
    default:
      return false;
  }
}

/** At most so many digits stay within 64 bits. */
const DIGITS: i32 = 18;

function whole(from: i32, to: i32, low: i64, high: i64): bool {
  const first = load<u8>(from);
  const negative = first == 0x2d;
  if (negative || first == 0x2b) from++;
  const digits = to - from;
  if (digits < 1 || digits > DIGITS) return false;
  let number: i64 = 0;
  for (; from < to; from++) {
    const digit = load<u8>(from) - 0x30;
    if (digit > 9) return false;
    number = number * 10 + digit;
  }
  if (negative) number = -number;
  value = number;
  return number >= low && number <= high;
}

/** Digits with or without a point: the number without it in `value`; the digits behind it, or -1 where it is none. */
function digitsOf(from: i32, to: i32): i32 {
  let number: i64 = 0;
  let digits = 0;
  let point = -1;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    const digit = byte - 0x30;
    if (digit <= 9) {
      number = number * 10 + digit;
      digits++;
    } else if (byte == 0x2e && point < 0) point = at;
    else return -1;
  }
  if (digits < 1 || digits > DIGITS) return -1;
  value = number;
  return point < 0 ? 0 : to - point - 1;
}

function decimal(from: i32, to: i32, scale: i32, high: i64): bool {
  const first = load<u8>(from);
  const negative = first == 0x2d;
  if (negative || first == 0x2b) from++;
  const behind = digitsOf(from, to);
  if (behind < 0 || behind > scale) return false;
  let number = value;
  for (let place = behind; place < scale; place++) {
    if (number > high / 10) return false;
    number *= 10;
  }
  if (number > high) return false;
  value = negative ? -number : number;
  return true;
}

/** Powers of ten that a double holds exactly. */
const EXACT_POWERS: i32 = 22;
/** Whole numbers up to here are doubles. */
const EXACT_WHOLE: i64 = 1 << 53;

function double(from: i32, to: i32): bool {
  const first = load<u8>(from);
  const negative = first == 0x2d;
  if (negative || first == 0x2b) from++;
  const behind = digitsOf(from, to);
  if (behind < 0 || behind > EXACT_POWERS || value > EXACT_WHOLE) return false;
  let power: f64 = 1;
  for (let place = 0; place < behind; place++) power *= 10;
  // Both are exact, so that the one division is rounded as the text would be.
  const number = <f64>value / power;
  value = reinterpret<i64>(negative ? -number : number);
  return true;
}

/** Two digits, or a number above 99. */
@inline
function two(at: i32): i32 {
  const tens = load<u8>(at) - 0x30;
  const ones = load<u8>(at + 1) - 0x30;
  return tens <= 9 && ones <= 9 ? <i32>tens * 10 + ones : 100;
}

/** YYYY-MM-DD at `at`, 10 bytes: days since 1970-01-01 in `value`. */
function date(at: i32): bool {
  if (load<u8>(at + 4) != 0x2d || load<u8>(at + 7) != 0x2d) return false;
  const century = two(at);
  const ofCentury = two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  if (century > 99 || ofCentury > 99 || month > 12 || month < 1 || day > 31 || day < 1) return false;
  const year = century * 100 + ofCentury;
  if (year < 1) return false;
  if (day > 28) {
    const leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    const long = month == 1 || month == 3 || month == 5 || month == 7 || month == 8 || month == 10 || month == 12;
    const last = month == 2 ? (leap ? 29 : 28) : long ? 31 : 30;
    if (day > last) return false;
  }
  // Days from civil: the year begins in March, so that the leap day is its last.
  const shifted = month > 2 ? year : year - 1;
  const era = shifted / 400;
  const ofEra = shifted - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const dayOfEra = ofEra * 365 + ofEra / 4 - ofEra / 100 + dayOfYear;
  value = <i64>(era * 146097 + dayOfEra - 719468);
  return true;
}

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;

@inline
export function floorDiv(number: i64, by: i64): i64 {
  return number >= 0 ? number / by : -((by - 1 - number) / by);
}

/**
 * The partition of the value just read, of a date or a timestamp: years, months since the year 0, days or hours since
 * 1970.
 */
export function partitionOf(column: Column, unit: i32): i64 {
  const isDate = column.kind == KIND.DATE;
  if (unit == UNIT.HOUR) return floorDiv(value, HOUR);
  const days = isDate ? value : floorDiv(value, 24 * HOUR);
  if (unit == UNIT.DAY) return days;
  // Civil from days: the inverse of `date`.
  const shifted = days + 719_468;
  const era = floorDiv(shifted, 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const month = (5 * dayOfYear + 2) / 153;
  const year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
  return unit == UNIT.YEAR ? year : year * 12 + (month >= 10 ? month - 10 : month + 2);
}

/** Values from one multiple of this to the next are of one partition. */
export function stepOf(column: Column, unit: i32): i64 {
  return column.kind == KIND.DATE ? 1 : unit == UNIT.HOUR ? HOUR : 24 * HOUR;
}

/** A date, T or a space, HH:MM:SS, a fraction of six digits at most or none, Z or nothing: microseconds in `value`. */
function timestamp(from: i32, to: i32): bool {
  if (to - from < 19 || !date(from)) return false;
  const separator = load<u8>(from + 10);
  if (separator != 0x54 && separator != 0x20) return false;
  if (load<u8>(from + 13) != 0x3a || load<u8>(from + 16) != 0x3a) return false;
  const hour = two(from + 11);
  const minute = two(from + 14);
  const second = two(from + 17);
  if (hour > 23 || minute > 59 || second > 59) return false;
  let micros: i64 = 0;
  let at = from + 19;
  if (at < to && load<u8>(at) == 0x2e) {
    let scale: i64 = SECOND;
    at++;
    for (; at < to; at++) {
      const digit = load<u8>(at) - 0x30;
      if (digit > 9) break;
      if (scale == 1) return false;
      scale /= 10;
      micros += scale * digit;
    }
    if (scale == SECOND) return false;
  }
  if (at < to && load<u8>(at) == 0x5a) at++;
  if (at != to) return false;
  value = (value * 86_400 + hour * 3600 + minute * 60 + second) * SECOND + micros;
  return true;
}

@inline
function letter(at: i32): u8 {
  return load<u8>(at) | 0x20;
}

function boolean(from: i32, to: i32): bool {
  const first = letter(from);
  switch (to - from) {
    case 1: {
      const byte = load<u8>(from);
      value = first == 0x74 || first == 0x79 || byte == 0x31 ? 1 : 0;
      return value == 1 || first == 0x66 || first == 0x6e || byte == 0x30;
    }
    case 2:
      value = 0;
      return first == 0x6e && letter(from + 1) == 0x6f;
    case 3:
      value = 1;
      return first == 0x79 && letter(from + 1) == 0x65 && letter(from + 2) == 0x73;
    case 4:
      value = 1;
      return (load<u32>(from) | 0x20202020) == 0x65757274;
    case 5:
      value = 0;
      return (load<u32>(from) | 0x20202020) == 0x736c6166 && letter(from + 4) == 0x65;
    default:
      return false;
  }
}
