// Texts that mean quantities and days.
import { BIGINT, DATE, DOUBLE, DuckDBDateValue, VARCHAR } from "@duckdb/node-api";
import type { Native } from "../../../../sql/natives.ts";
import { millisecondsOf, bytesOf as sizeOf } from "../quantities.ts";

/** `123456` as `123K`. */
function shortNumber(value: number): string {
  const units = ["", "K", "M", "B", "T", "Q"];
  let shown = Math.abs(value);
  let unit = 0;
  while (shown >= 1000 && unit < units.length - 1) {
    shown /= 1000;
    unit++;
  }
  const digits = shown < 10 ? 2 : shown < 100 ? 1 : 0;
  return `${value < 0 ? "-" : ""}${Number(shown.toFixed(digits))}${units[unit]}`;
}

function humanSeconds(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  let rest = Math.abs(Math.round(seconds));
  const parts: string[] = [];
  for (const [name, length] of [
    ["week", 604_800],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.length === 0 ? "0 seconds" : sign + parts.join(", ");
}

/** `2020-W10-3`, `2020-123` and `2020-03-04`, as days since 1970. */
function isoDate(text: string): number {
  const day = 86_400_000;
  const week = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/.exec(text);
  if (week) {
    const start = Date.UTC(Number(week[1]), 0, 4);
    const monday = start / day - ((new Date(start).getUTCDay() + 6) % 7);
    return monday + (Number(week[2]) - 1) * 7 + Number(week[3] ?? 1) - 1;
  }
  const ordinal = /^(\d{4})-(\d{3})$/.exec(text);
  if (ordinal) return Date.UTC(Number(ordinal[1]), 0, 1) / day + Number(ordinal[2]) - 1;
  const plain = /^([+-]?\d{4,})-(\d\d)(?:-(\d\d))?$/.exec(text);
  const time = plain ? Date.UTC(Number(plain[1]), Number(plain[2]) - 1, Number(plain[3] ?? 1)) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).getUTCMonth() !== Number(plain?.[2]) - 1)
    throw new Error(`INVALID_FUNCTION_ARGUMENT: Invalid format: "${text}"`);
  return time / day;
}

export const TEXT_NATIVES: Record<string, Native> = {
  trino_data_size: { parameters: [VARCHAR], returns: VARCHAR, of: sizeOf },
  trino_duration: { parameters: [VARCHAR], returns: BIGINT, of: millisecondsOf },
  trino_format_number: { parameters: [DOUBLE], returns: VARCHAR, of: shortNumber },
  trino_human_seconds: {
    parameters: [BIGINT],
    returns: VARCHAR,
    of: (seconds: bigint) => humanSeconds(Number(seconds)),
  },
  trino_iso_date: {
    parameters: [VARCHAR],
    returns: DATE,
    of: (text: string) => new DuckDBDateValue(isoDate(text)),
  },
};
