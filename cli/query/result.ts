// What a query gave, in the one shape of `query --json`.

/** A value as JSON: null, boolean, text, or a number as it was written. */
export type Value = null | boolean | string | object;

export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: Value[][];
}

/** Digits of a decimal that every double keeps. */
const KEPT_DIGITS = 15;
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * An engine's text as a JSON value by its SQL type. Numbers are written as they are and never pass through a double; those
 * that a reader of JSON would round to one are text: integers beyond 2^53, decimals of more than 15 digits. So are NaN and
 * infinities, which JSON lacks.
 */
export function typed(text: string, type: string): Value {
  const base = type.toLowerCase().replace(/\(.*/, "");
  if (base === "boolean" || base === "bool") return /^t(rue)?$|^1$/i.test(text);
  const exact = /^(tinyint|smallint|int\d?|integer|bigint|decimal|numeric)$/.test(base);
  if (!exact && !/^(double( precision)?|float\d?|real)$/.test(base)) return text;
  const plain = text.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");
  if (!NUMBER.test(plain)) return text;
  return exact && isRounded(plain) ? plain : rawNumber(plain);
}

/** Whether a double cannot hold the number. */
function isRounded(plain: string): boolean {
  if (!plain.includes(".")) return !Number.isSafeInteger(Number(plain));
  const digits = plain.replace(/0+$/, "").replace(/[-.]/g, "").replace(/^0+/, "");
  return digits.length > KEPT_DIGITS;
}

// In Node since 21, and not yet in TypeScript's library.
const rawNumber = (JSON as unknown as { rawJSON: (text: string) => object }).rawJSON;

/** The value as a table shows it. */
export function shown(value: Value): string {
  if (value === null) return "NULL";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
