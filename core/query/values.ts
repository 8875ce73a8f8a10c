// A result's cells, which engines give as text, as JSON has them.

export type Cell = string | number | boolean | null;

const NUMBERS = /^(tinyint|smallint|int|integer|int2|int4|real|float|float4|float8|double|double precision)$/;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)/;

/**
 * bigint and decimal are text, since JSON's numbers lose their digits; what a double cannot say in JSON (NaN, Infinity) is
 * text too. Timestamps are in UTC.
 * @param type as the engine names it
 */
export function cell(text: string | undefined | null, type: string): Cell {
  if (text === undefined || text === null) return null;
  if (NUMBERS.test(type)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  if (type === "boolean" || type === "bool") return text === "true" || text === "t";
  if (type === "timestamp" || type === "timestamptz") {
    const [, day, time] = TIMESTAMP.exec(text) ?? [];
    return day ? `${day}T${time}Z` : text;
  }
  return text;
}
