// Which days an object's rows are of: those of its partition, where that is one of time, and else the day that it was written.

import type { Signature } from "../args/options.ts";
import { usageError } from "../args/usage.ts";

/** Days as `2026-01-31`, both of them in it. */
export interface Period {
  from: string;
  to: string;
}

/** `ordered_on_month=2026-01/`, `day=2026-01-31/`: as partition_by of the contract, and the archive, name their folders. */
const FOLDER =
  /(?:^|\/)(?:[a-z][a-z0-9_]*_)?(?:year|month|day|hour)=(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:-\d{2})?\//;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The first and the last day of an object. */
export function daysOf(key: string, written: Date | undefined): Period {
  const [, year, month, day] = FOLDER.exec(key) ?? [];
  if (year === undefined) {
    const on = (written ?? new Date(0)).toISOString().slice(0, 10);
    return { from: on, to: on };
  }
  // Texts are compared: no month has a day after 31.
  return { from: `${year}-${month ?? "01"}-${day ?? "01"}`, to: `${year}-${month ?? "12"}-${day ?? "31"}` };
}

export const overlap = (one: Period, other: Period): boolean => one.from <= other.to && other.from <= one.to;

/** @throws a usage error where a day is none, or the last is before the first */
export function periodOf(from: string | undefined, to: string | undefined, signature: Signature): Period {
  for (const [name, day] of Object.entries({ from, to }))
    if (day !== undefined && (!DAY.test(day) || !isDay(day)))
      throw usageError(`--${name} is a day such as 2026-01-31, and not ${JSON.stringify(day)}`, signature);
  const period = { from: from ?? "0000-01-01", to: to ?? "9999-12-31" };
  if (period.to < period.from)
    throw usageError(`--to ${period.to} is before --from ${period.from}`, signature);
  return period;
}

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};
