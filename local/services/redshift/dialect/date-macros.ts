// Dates and times as text in every form that Redshift reads, and parts of them, as DuckDB macros.
import type { Macros } from "../../../sql/macros.ts";
import { literal } from "../../../sql/tokens.ts";

/** Forms of a date beside ISO's, from AWS's page of date literals, with MDY order; years of two digits come first. */
const DATE_FORMS = (
  "%Y-%m-%d|%Y%m%d|%y%m%d|%m/%d/%y|%m/%d/%Y|%m-%d-%y|%m-%d-%Y|%Y/%m/%d|%Y.%j|%Y-%b-%d|%b-%d-%Y|%d-%b-%Y|%B-%d-%Y|%d-%B-%Y|" +
  "%B %d, %Y|%b %d, %Y|%B %d %Y|%b %d %Y|%d %B %Y|%d %b %Y|%m.%d.%Y"
).split("|");
const TIME_FORMS = "%H:%M:%S.%f|%H:%M:%S|%I:%M:%S %p|%I:%M %p|%H:%M|%H%M%S".split("|");
const TIME = "\\s+(\\d{1,2}:\\d\\d.*|\\d{6})$";

const list = (forms: readonly string[]): string => `[${forms.map(literal).join(", ")}]`;

/** Days of a century and a millennium begin with year 1. */
const truncated = (years: number): string =>
  `CAST(make_date(CAST((year(x) - 1) // ${years} * ${years} + 1 AS BIGINT), 1, 1) AS TIMESTAMP)`;

const compared = (type: string): string =>
  `CASE WHEN CAST(a AS ${type}) < CAST(b AS ${type}) THEN -1 WHEN CAST(a AS ${type}) > CAST(b AS ${type}) THEN 1 WHEN a IS NOT NULL AND b IS NOT NULL THEN 0 END`;

export const DATE_MACROS: Macros = {
  rs_getdate: [["", "CAST(date_trunc('second', timezone('UTC', now())) AS TIMESTAMP)"]],
  rs_sysdate: [["", "CAST(timezone('UTC', now()) AS TIMESTAMP)"]],
  rs_today: [["", "CAST(timezone('UTC', now()) AS DATE)"]],
  rs_now: [["", "now()"]],
  rs_time_now: [["", "CAST(timezone('UTC', now()) AS TIME)"]],
  rs_moment_of: [
    [
      "d, t",
      `try_strptime(d, ${list(DATE_FORMS)}) + CASE WHEN t = '' THEN INTERVAL '0 days' ELSE try_strptime(t, ${list(TIME_FORMS)}) - TIMESTAMP '1900-01-01' END`,
    ],
  ],
  rs_special_moment: [
    [
      "x",
      "CASE lower(trim(x)) WHEN 'now' THEN rs_sysdate() WHEN 'today' THEN CAST(rs_today() AS TIMESTAMP) WHEN 'tomorrow' THEN rs_today() + INTERVAL '1 day' WHEN 'yesterday' THEN rs_today() - INTERVAL '1 day' END",
    ],
  ],
  /** Text as a timestamp; an error where it is none. */
  rs_moment_text: [
    [
      "x",
      `coalesce(TRY_CAST(x AS TIMESTAMP), rs_moment_of(regexp_replace(trim(x), ${literal(TIME)}, ''), regexp_extract(trim(x), ${literal(TIME)}, 1)), rs_special_moment(x), CAST(x AS TIMESTAMP))`,
    ],
  ],
  /** What has date parts: text is read as a timestamp, a time is one of an unnamed day. */
  rs_moment: [
    ["x VARCHAR", "rs_moment_text(x)"],
    ["x TIMESTAMP", "x"],
    ["x TIMESTAMPTZ", "timezone('UTC', x)"],
    ["x TIME", "DATE '1970-01-01' + x"],
    ["x INTERVAL", "x"],
  ],
  /** Of intervals and times Redshift has none. */
  rs_date_trunc: [
    ["part, x VARCHAR", "date_trunc(part, rs_moment_text(x))"],
    ["part, x TIMESTAMP", "date_trunc(part, x)"],
    ["part, x TIMESTAMPTZ", "date_trunc(part, timezone('UTC', x))"],
  ],
  /** Weeks since the first Sunday of 1970: DATEDIFF counts the ends of weeks between two moments, not their days by seven. */
  rs_week: [["x", "divide(date_diff('day', DATE '1970-01-04', CAST(x AS DATE)) + 7000000, 7)"]],
  rs_seconds: [["x", "divide(CAST(date_part('microsecond', x) AS DOUBLE), 1000000.0)"]],
  rs_trunc_century: [["x", truncated(100)]],
  rs_trunc_millennium: [["x", truncated(1000)]],
  rs_date_cmp: [["a, b", compared("DATE")]],
  rs_timestamp_cmp: [["a, b", compared("TIMESTAMP")]],
  rs_timestamptz_cmp: [["a, b", compared("TIMESTAMPTZ")]],
  rs_interval_cmp: [["a, b", compared("INTERVAL")]],
  rs_last_day: [["x", "CAST(last_day(CAST(x AS DATE)) AS DATE)"]],
  rs_add_months: [
    [
      "x, n",
      "CASE WHEN CAST(x AS DATE) = last_day(CAST(x AS DATE)) THEN CAST(last_day(CAST(x AS DATE) + to_months(CAST(n AS INTEGER))) AS TIMESTAMP) ELSE CAST(x AS TIMESTAMP) + to_months(CAST(n AS INTEGER)) END",
    ],
  ],
  rs_months_between: [
    [
      "a, b",
      "CASE WHEN day(CAST(a AS DATE)) = day(CAST(b AS DATE)) OR (CAST(a AS DATE) = last_day(CAST(a AS DATE)) AND CAST(b AS DATE) = last_day(CAST(b AS DATE))) THEN CAST(datediff('month', CAST(b AS DATE), CAST(a AS DATE)) AS DOUBLE) ELSE datediff('month', CAST(b AS DATE), CAST(a AS DATE)) + divide(CAST(day(CAST(a AS DATE)) - day(CAST(b AS DATE)) AS DOUBLE), 31.0) END",
    ],
  ],
  rs_next_day: [
    [
      "x, d",
      "CAST(CAST(x AS DATE) + CAST(((list_position(['mo','tu','we','th','fr','sa','su'], left(lower(d), 2)) - isodow(CAST(x AS DATE)) + 6) % 7) + 1 AS INTEGER) AS DATE)",
    ],
  ],
  rs_convert_timezone: [
    ["target, x", "timezone(target, timezone('UTC', CAST(x AS TIMESTAMP)))"],
    ["source, target, x", "timezone(target, timezone(source, CAST(x AS TIMESTAMP)))"],
  ],
};
