// What a query gave, in the one shape of `query --json`.

/** A value as JSON: null, boolean, text, or a number with all its digits. */
export type Value = null | boolean | string | object;

export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: Value[][];
}

const WHOLE = /^-?\d+$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * An engine's text as a JSON value by its SQL type. Numbers keep every digit (bigint and decimal too): they are
 * written as they are and never pass through a double. NaN and infinities, which JSON lacks, stay text.
 */
export function typed(text: string, type: string): Value {
  const base = type.toLowerCase().replace(/\(.*/, "");
  if (base === "boolean" || base === "bool") return /^t(rue)?$|^1$/i.test(text);
  const numeric =
    /^(tinyint|smallint|int\d?|integer|bigint|decimal|numeric|double( precision)?|float\d?|real)$/;
  if (!numeric.test(base)) return text;
  const plain = text.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");
  return WHOLE.test(plain) || NUMBER.test(plain) ? rawNumber(plain) : text;
}

// In Node since 21, and not yet in TypeScript's library.
const rawNumber = (JSON as unknown as { rawJSON: (text: string) => object }).rawJSON;

/** The value as a table shows it. */
export function shown(value: Value): string {
  if (value === null) return "NULL";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
