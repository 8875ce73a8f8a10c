// What a column of text may be: readings to try, the narrowest first. A few values propose, the whole sample decides.
import type { ColumnType } from "../contract/types.ts";
import { parseType } from "../contract/types.ts";
import { valueText } from "../contract/values.ts";

export interface Reading {
  readonly type: ColumnType;
  readonly format?: string;
  /** What is to be replaced first, all matches of it, one after the other: the commas of 1,234.5 and of 1,5. */
  readonly replaced?: readonly { readonly pattern: string; readonly with: string }[];
  /** RE2, of the whole text: a value of another shape is not meant so, even if it could be read so. */
  readonly only?: string;
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
/** Digits in groups of three, or without; the first group has no zero before it. */
const GROUPED = "-?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:[.][0-9]+)?";
/** A decimal comma, with no more digits in all than a double keeps, or none; points may group the digits before it. */
const DECIMAL_COMMA = "-?(?:0|[1-9][0-9]{0,8})(?:,[0-9]{1,8})?";
const GROUPED_BY_POINTS = "-?(?:0|[1-9][0-9]{0,2}(?:[.][0-9]{3}){0,2})(?:,[0-9]{1,8})?";

/** A number with one point, which may part a thousand from what is below it; or a number below a thousand. */
const EITHER_BY_POINTS = "-?(?:0|[1-9][0-9]{0,2}(?:[.][0-9]{3})?)";

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const isCoded = whole(CODED);
const isLong = whole(LONG);
const isShort = whole(SHORT_WHOLE);
const isEither = whole(EITHER_BY_POINTS);

const BIGINT: Reading = { type: kind("bigint"), never: CODED };
const WIDE: Reading = { type: kind("decimal(38,0)"), never: CODED };
const DOUBLE: Reading = { type: kind("double"), never: `${CODED}|${LONG}` };
const LONG_NUMBERS: Reading = { ...TEXT, note: "numbers with more digits than a double keeps" };

/**
 * The readings that all of the values allow, text last. The values are trimmed, and none stands for null. `delimiter` parts
 * the fields that they come from, where something does.
 */
export function readingsOf(values: readonly string[], delimiter?: string): Reading[] {
  if (values.length === 0) return [TEXT];
  const all = (test: (value: string) => boolean): boolean => values.every(test);
  const readings: Reading[] = [];
  if (all((value) => /^(?:true|false)$/i.test(value)))
    readings.push({ type: kind("boolean"), never: "[01yntfYNTF]|(?i:yes|no)" });
  // Semicolons part the fields where a comma parts decimals, and there a point parts thousands: 1.250 is twelve hundred and
  // fifty, or one and a quarter.
  if (
    delimiter === ";" &&
    all((value) => isEither.test(value)) &&
    values.some((value) => value.includes("."))
  )
    return [...readings, { ...TEXT, note: "points for thousands, or for decimals" }];
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
  } else readings.push(...withCommas(values, delimiter));
  const date = kind("date");
  const timestamp = kind("timestamp");
  if (all((value) => valueText(date, value) === value)) readings.push({ type: date });
  if (all((value) => valueText(timestamp, value) !== undefined)) readings.push({ type: timestamp });
  return [...readings, TEXT];
}

const isGrouped = whole(GROUPED);
const isDecimalComma = whole(DECIMAL_COMMA);
const isGroupedByPoints = whole(GROUPED_BY_POINTS);
const GROUPS = { pattern: ",", with: "" };
const COMMA = { pattern: ",", with: "." };
const POINTS = { pattern: "[.]", with: "" };

/** Numbers with commas: 1,234 is a thousand and more, or one and a quarter, and only what is beside it can tell. */
function withCommas(values: readonly string[], delimiter: string | undefined): Reading[] {
  const some = (test: RegExp): boolean => values.some((value) => test.test(value));
  if (!some(/,/)) return [];
  const all = (test: RegExp): boolean => values.every((value) => test.test(value));
  const grouped = all(isGrouped);
  const points = some(/[.]/);
  const decimal = all(points ? isGroupedByPoints : isDecimalComma);
  const surely = grouped && some(/,.*[,.]/);
  if (surely || (grouped && delimiter === "," && some(/^-?\d{2,3},/)))
    return [BIGINT, DOUBLE].map(({ type }) => ({ type, replaced: [GROUPS], only: GROUPED }));
  if (grouped && decimal) return [{ ...TEXT, note: "commas for thousands, or for decimals" }];
  if (!decimal) return [];
  // Where commas part the fields, a text with one may be a list as well.
  if (delimiter === ",") return [{ ...TEXT, note: "commas for decimals, or for lists" }];
  return [
    {
      ...DOUBLE,
      replaced: points ? [POINTS, COMMA] : [COMMA],
      only: points ? GROUPED_BY_POINTS : DECIMAL_COMMA,
      note: "decimal commas",
    },
  ];
}
