// Trino's moments, with their zones, and intervals.
import type { Macros } from "../../../../sql/macros.ts";
import { noNumber, noText, ZONED } from "./pieces.ts";

/** The sum of a date and of an interval without hours. */
const dayPlus = (day: string, by: string, sign: "+" | "-", words: string): string =>
  `CAST(CASE WHEN date_part('month', ${by}) = 0 AND date_part('year', ${by}) = 0 AND mod(CAST(round(epoch(${by})) AS BIGINT), 86400) <> 0 THEN cast_to_type(${noNumber(`INVALID_FUNCTION_ARGUMENT: Cannot ${words}`)}, TIMESTAMP '1970-01-01') ELSE system.main."${sign}"(${day}, ${by}) END AS DATE)`;

const isMonths = (x: string): string => `(date_part('month', ${x}) <> 0 OR date_part('year', ${x}) <> 0)`;
/** Intervals of months and of days are two types. */
const ofOneKind = (sign: "+" | "-"): string =>
  `CASE WHEN (${isMonths("a")} AND epoch(b) <> 0 AND NOT ${isMonths("b")}) OR (${isMonths("b")} AND epoch(a) <> 0 AND NOT ${isMonths("a")}) THEN CAST(${noText(`'TYPE_MISMATCH: Cannot apply operator: interval day to second ${sign} interval year to month'`)} AS INTERVAL) ELSE system.main."${sign}"(a, b) END`;

export const MOMENT_MACROS: Macros = {
  /** What a clock shows in a zone, which may be an offset, and the moment at which it shows that. */
  trino_in_zone: [
    [
      "z, i",
      "CASE WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', i) + trino_zone_offset(z) ELSE timezone(z, i) END",
    ],
  ],
  trino_of_zone: [
    [
      "z, t",
      "CASE WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', t - trino_zone_offset(z)) ELSE timezone(z, t) END",
    ],
  ],
  trino_zone_offset: [
    [
      "z",
      "to_minutes(CAST(left(z, 1) || '1' AS INTEGER) * (CAST(substr(z, 2, 2) AS INTEGER) * 60 + CAST(right(z, 2) AS INTEGER)))",
    ],
  ],
  /** A text as a moment, in UTC alone: what it shows in another zone would be lost. */
  trino_utc: [
    [
      "x",
      `CASE WHEN typeof(x) = 'VARCHAR' AND regexp_matches(CAST(x AS VARCHAR), '\\d ?(?:[A-Za-z_]+/[\\w/+-]+|[+-]\\d\\d(?::?\\d\\d)?)$') AND NOT regexp_matches(CAST(x AS VARCHAR), '(?:Etc/UTC|[+-]00(?::?00)?|-\\d\\d-\\d\\d)$') THEN CAST(CAST(${noNumber("NOT_SUPPORTED: a text with an offset or a zone other than UTC is not available in the local Athena unless it is a literal")} AS VARCHAR) AS TIMESTAMPTZ) ELSE CAST(x AS TIMESTAMPTZ) END`,
    ],
  ],
  trino_zoned: [["x, z", "{'instant': trino_of_zone(z, CAST(x AS TIMESTAMP)), 'zone': z}"]],
  trino_at_zone: [
    ["x TIMESTAMP, z", "{'instant': timezone('UTC', x), 'zone': z}"],
    ["x TIMESTAMPTZ, z", "{'instant': x, 'zone': z}"],
    [`x ${ZONED}, z`, "{'instant': x.instant, 'zone': z}"],
  ],
  /** What a clock on the wall of its zone shows. */
  trino_wall: [
    ["x DATE", "x"],
    ["x TIMESTAMP", "x"],
    ["x TIMESTAMPTZ", "timezone('UTC', x)"],
    [
      "x INTERVAL",
      "CASE WHEN date_part('month', x) <> 0 OR date_part('year', x) <> 0 THEN x ELSE to_days(CAST(CAST(trunc(epoch(x)) AS BIGINT) // 86400 AS INTEGER)) + to_microseconds(CAST(round((epoch(x) - (CAST(trunc(epoch(x)) AS BIGINT) // 86400) * 86400) * 1000000) AS BIGINT)) END",
    ],
    ["x VARCHAR", "x"],
    ["x TIME", "x"],
    [`x ${ZONED}`, "trino_in_zone(x.zone, x.instant)"],
  ],
  trino_offset: [["x", "date_sub('minute', timezone('UTC', x.instant), trino_in_zone(x.zone, x.instant))"]],
  // A date beside an interval is a date in Trino and a moment in DuckDB.
  '"+"': [
    ["a DATE, b INTERVAL", dayPlus("a", "b", "+", "add hour, minutes or seconds to a date")],
    ["a INTERVAL, b DATE", dayPlus("b", "a", "+", "add hour, minutes or seconds to a date")],
    ["a INTERVAL, b INTERVAL", ofOneKind("+")],
    ["a, b", 'system.main."+"(a, b)'],
    ["a", 'system.main."+"(a)'],
  ],
  '"-"': [
    ["a DATE, b DATE", 'system.main."-"(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP))'],
    ["a DATE, b INTERVAL", dayPlus("a", "b", "-", "subtract hour, minutes or seconds from a date")],
    ["a INTERVAL, b INTERVAL", ofOneKind("-")],
    ["a, b", 'system.main."-"(a, b)'],
    ["a", 'system.main."-"(a)'],
  ],
  /** An interval as Trino prints it: of months, or of days and less. */
  trino_interval: [
    [
      "x",
      "CASE WHEN x IS NULL THEN NULL WHEN date_part('year', x) <> 0 OR date_part('month', x) <> 0 THEN printf('%s%d-%d', CASE WHEN date_part('year', x) * 12 + date_part('month', x) < 0 THEN '-' ELSE '' END, abs(date_part('year', x)), abs(date_part('month', x))) " +
        "ELSE printf('%s%d %02d:%02d:%02d.%03d', CASE WHEN epoch(x) < 0 THEN '-' ELSE '' END, CAST(floor(abs(epoch(x)) / 86400) AS BIGINT), CAST(floor(abs(epoch(x)) / 3600) AS BIGINT) % 24, CAST(floor(abs(epoch(x)) / 60) AS BIGINT) % 60, CAST(floor(abs(epoch(x))) AS BIGINT) % 60, CAST(round(abs(epoch(x)) * 1000) AS BIGINT) % 1000) END",
    ],
  ],
  trino_date_trunc: [
    ["u, x DATE", "CAST(date_trunc(u, x) AS DATE)"],
    ["u, x TIMESTAMP", "date_trunc(u, x)"],
    ["u, x TIMESTAMPTZ", "date_trunc(u, x)"],
    [`u, x ${ZONED}`, "trino_zoned(date_trunc(u, trino_in_zone(x.zone, x.instant)), x.zone)"],
  ],
  /** Days and more are counted on the clock of a zone. */
  trino_calendar_add: [
    ["x DATE, i", "CAST(x + i AS DATE)"],
    ["x TIMESTAMP, i", "x + i"],
    ["x TIMESTAMPTZ, i", "x + i"],
    [`x ${ZONED}, i`, "trino_zoned(trino_in_zone(x.zone, x.instant) + i, x.zone)"],
  ],
  trino_date_add: [
    ["x DATE, i", "CAST(x + i AS DATE)"],
    ["x TIMESTAMP, i", "x + i"],
    ["x TIMESTAMPTZ, i", "x + i"],
    [`x ${ZONED}, i`, "{'instant': x.instant + i, 'zone': x.zone}"],
  ],
  trino_to_iso8601: [
    ["x DATE", "strftime(x, '%Y-%m-%d')"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%dT%H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%dT%H:%M:%S.%gZ')"],
    [
      `x ${ZONED}`,
      "concat(strftime(trino_wall(x), '%Y-%m-%dT%H:%M:%S.%g'), CASE WHEN trino_offset(x) < 0 THEN '-' ELSE '+' END, printf('%02d:%02d', abs(trino_offset(x)) // 60, abs(trino_offset(x)) % 60))",
    ],
  ],
  trino_last_day: [["x", "CAST(last_day(CAST(x AS DATE)) AS DATE)"]],
  trino_sequence: [
    [
      "a DATE, b DATE",
      "list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), CASE WHEN b < a THEN INTERVAL '-1 day' ELSE INTERVAL '1 day' END), lambda d: CAST(d AS DATE))",
    ],
    [
      "a DATE, b DATE, s",
      "CASE WHEN date_part('year', s) * 12 + date_part('month', s) <> 0 THEN list_transform(range(0, date_sub('month', a, b) // (date_part('year', s) * 12 + date_part('month', s)) + 1), lambda i: CAST(a + to_months(CAST(i * (date_part('year', s) * 12 + date_part('month', s)) AS INTEGER)) AS DATE)) ELSE list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s), lambda d: CAST(d AS DATE)) END",
    ],
    ["a TIMESTAMP, b TIMESTAMP, s", "generate_series(a, b, s)"],
    ["a BIGINT, b BIGINT", "generate_series(a, b, CASE WHEN b < a THEN -1 ELSE 1 END)"],
    ["a BIGINT, b BIGINT, s", "generate_series(a, b, s)"],
  ],
  trino_unixtime: [
    [`x ${ZONED}`, "epoch(x.instant)"],
    ["x TIMESTAMP", "epoch(x)"],
    ["x TIMESTAMPTZ", "epoch(x)"],
  ],
};
