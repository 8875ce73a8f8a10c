// Whether a row is known to break no rule, by what can be said fast: ASCII texts by their length and form, values by their bounds.
// A row that is not known to be right is not wrong: it is left to SQL, which judges it as if nothing had been said.
import { Column, KIND, RULE } from "./layout";

/** Of the row at hand. */
export let sure: bool = true;

@inline
export function beginRow(): void {
  sure = true;
}

@inline
export function leave(): void {
  sure = false;
}

/** A column without a value. */
@inline
export function judgeNull(column: Column): void {
  if (column.rules && !(column.rules & RULE.NULL)) sure = false;
}

/** A value that was read. */
@inline
export function judgeValue(column: Column, value: i64): void {
  if (!(column.rules & RULE.RANGE)) return;
  if (column.kind == KIND.DOUBLE) {
    const number = reinterpret<f64>(value);
    if (number < reinterpret<f64>(column.least) || number > reinterpret<f64>(column.most)) sure = false;
  } else if (value < column.least || value > column.most) sure = false;
}

/** A text that was added at `text`, cleaned: of a column of texts, or one that no value was read of. */
export function judgeText(column: Column, text: i32): void {
  const length = load<i32>(text);
  if (length == 0) {
    if (!(column.rules & RULE.EMPTY)) sure = false;
    else judgeNull(column);
    return;
  }
  if (column.kind != KIND.TEXT || length < column.shortest || length > column.longest) {
    sure = false;
    return;
  }
  const from = text + 4;
  // Its length in characters is that in bytes.
  if (column.shortest > 1 && !isAscii(from, from + length)) sure = false;
  if (column.form && !hasForm(column.form, from, from + length)) sure = false;
  if (column.list && !hasForm(column.list, from, from + length)) sure = false;
}

function isAscii(from: i32, to: i32): bool {
  for (let at = from; at < to; at++) if (load<u8>(at) >= 0x80) return false;
  return true;
}

/** A table: for each ASCII byte the state that each of 16 states goes to, and behind that a bit for each state that may be the last. */
const STATES: i32 = 16;
const LAST: i32 = 128 * 16;
/** State 0 is never left; 1 is the first. */
const FIRST: u8 = 1;

/** Whether a text is ASCII and of a form. The states' names are bytes of a vector, so that going on is to look up a vector in a vector. */
function hasForm(table: i32, from: i32, to: i32): bool {
  let state = i8x16.splat(FIRST);
  let seen: i32 = 0;
  for (let at = from; at < to; at++) {
    const byte = <i32>load<u8>(at);
    seen |= byte;
    state = i8x16.swizzle(v128.load(table + (byte & 0x7f) * STATES), state);
  }
  if (seen >= 0x80) return false;
  return ((load<u32>(table + LAST) >> i8x16.extract_lane_u(state, 0)) & 1) != 0;
}
