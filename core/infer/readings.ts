// What a column of text may be: readings to try, the narrowest first. A few values propose, the whole sample decides.
import type { ColumnType } from "../contract/types.ts";
import { parseType } from "../contract/types.ts";
import { valueText } from "../contract/values.ts";

export interface Reading {
  readonly type: ColumnType;
  readonly format?: string;
  /** 1,234.5: the commas are to be taken out first. */
  readonly thousands?: true;
  /** RE2, of the whole text: a value of this shape is not meant so, even if it could be read so. */
  readonly never?: string;
  /** What a person should know of it; a sentence without its full stop. */
  readonly note?: string;
}

const kind = (name: string): ColumnType => parseType(name) as ColumnType;
export const TEXT: Reading = { type: kind("string") };

/** Leading zeros and plus signs are an identifier's, and a number would lose them. */
const CODED = "[+].*|[-]?0[0-9].*";
/** More than the 17 digits that a double keeps, leading zeros apart. */
const LONG = "[+-]?[0.]*[1-9]([.]?[0-9]){17,}";
const SHORT_WHOLE = "[+-]?[0-9]{1,18}";

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
/** 1,234 might have a decimal comma; a second comma, a point after it or more digits before it tell. */
const SURELY_GROUPED = /^[+-]?(?:\d{1,3}(?:,\d{3}){2,}.*|\d{1,3},\d{3}\..*|\d{2,3},\d{3})$/;

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const isCoded = whole(CODED);
const isLong = whole(LONG);
const isShort = whole(SHORT_WHOLE);

const BIGINT: Reading = { type: kind("bigint"), never: CODED };
const WIDE: Reading = { type: kind("decimal(38,0)"), never: CODED };
const DOUBLE: Reading = { type: kind("double"), never: `${CODED}|${LONG}` };
const LONG_NUMBERS: Reading = { ...TEXT, note: "numbers with more digits than a double keeps" };

/** The readings that all of the values allow, text last. The values are trimmed, and none stands for null. */
export function readingsOf(values: readonly string[]): Reading[] {
  if (values.length === 0) return [TEXT];
  const all = (test: (value: string) => boolean): boolean => values.every(test);
  const readings: Reading[] = [];
  if (all((value) => /^(?:true|false)$/i.test(value)))
    readings.push({ type: kind("boolean"), never: "[01yntfYNTF]|(?i:yes|no)" });
  if (all((value) => NUMBER.test(value) && !isCoded.test(value))) {
    if (all((value) => valueText(BIGINT.type, value) !== undefined && /^[+-]?\d+$/.test(value)))
      readings.push(BIGINT);
    if (
      all((value) => /^[+-]?\d{1,38}$/.test(value)) &&
      (readings.length === 0 || !values.every((one) => isShort.test(one)))
    )
      readings.push(WIDE);
    readings.push(DOUBLE);
    if (values.some((value) => isLong.test(value))) readings.push(LONG_NUMBERS);
  } else if (
    all((value) => GROUPED.test(value) || NUMBER.test(value)) &&
    values.some((value) => GROUPED.test(value))
  )
    readings.push(...grouped(values));
  const date = kind("date");
  const timestamp = kind("timestamp");
  if (all((value) => valueText(date, value) === value)) readings.push({ type: date });
  if (all((value) => valueText(timestamp, value) !== undefined)) readings.push({ type: timestamp });
  return [...readings, TEXT];
}

function grouped(values: readonly string[]): Reading[] {
  if (!values.some((value) => SURELY_GROUPED.test(value)))
    return [{ ...TEXT, note: "commas for thousands, or for decimals" }];
  return [
    { ...BIGINT, thousands: true },
    { ...DOUBLE, thousands: true },
  ];
}
