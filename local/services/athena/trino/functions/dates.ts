// Trino's date functions: units, and the two families of format letters (MySQL's and Joda's) in DuckDB's strftime.
import type { Call, CallRule } from "../../../../sql/calls.ts";
import { isWord, literal, SqlError, type Token } from "../../../../sql/tokens.ts";
import { arg } from "../arguments.ts";
import { trinoCast } from "../types.ts";
import { zonedText } from "../zoned-text.ts";

const UNITS = new Set(["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"]);

/** The text of an argument that must be written out, such as a unit or a format. */
function constant(call: Call, index: number, what: string): string {
  const tokens = call.tokens[index];
  if (tokens?.length === 1 && tokens[0]?.kind === "string") return tokens[0].value;
  throw new SqlError(
    "NOT_SUPPORTED",
    `${call.name}: ${what} that is no literal is not available in the local Athena`,
    call.at.line,
    call.at.column,
  );
}

function unit(call: Call): string {
  const name = constant(call, 0, "the unit").toLowerCase();
  if (UNITS.has(name)) return name;
  throw new SqlError(
    "INVALID_FUNCTION_ARGUMENT",
    `'${name}' is not a valid ${call.name} unit`,
    call.at.line,
    call.at.column,
  );
}

const INTERVALS: Record<string, string> = {
  millisecond: "to_milliseconds",
  second: "to_seconds",
  minute: "to_minutes",
  hour: "to_hours",
  day: "to_days",
  week: "to_weeks",
  month: "to_months",
  quarter: "to_quarters",
  year: "to_years",
};

const OF_CLOCK = new Set(["millisecond", "second", "minute", "hour"]);
/** A date has no hours to count or to cut. */
const ofClock = (call: Call, index: number): string => {
  const value = call.args[index] ?? "";
  return OF_CLOCK.has(unit(call)) ? `trino_arg(${value}, 'clock', ${literal(call.name)})` : value;
};

const MYSQL: Record<string, string> = {
  Y: "%Y",
  y: "%y",
  m: "%m",
  c: "%-m",
  d: "%d",
  e: "%-d",
  H: "%H",
  k: "%-H",
  h: "%I",
  I: "%I",
  l: "%-I",
  i: "%M",
  s: "%S",
  S: "%S",
  f: "%f",
  p: "%p",
  M: "%B",
  b: "%b",
  W: "%A",
  a: "%a",
  j: "%j",
  T: "%H:%M:%S",
  r: "%I:%M:%S %p",
  "%": "%%",
};

/** Letters that texts are written with, and not read. */
const WRITTEN: Record<string, string> = {
  x: "%G",
  v: "%V",
  xxxx: "%G",
  ww: "%V",
  w: "%-V",
  e: "%u",
  D: "%-j",
};

function letter(call: Call, known: Readonly<Record<string, string>>, piece: string, name: string): string {
  const said = known[name] ?? (/format/.test(call.name) ? WRITTEN[name] : undefined);
  if (said !== undefined) return said;
  throw new SqlError(
    "NOT_SUPPORTED",
    `${piece} in ${call.name} is not available in the local Athena`,
    call.at.line,
    call.at.column,
  );
}

/** MySQL's format letters. */
const mysqlFormat = (call: Call, format: string): string =>
  format.replace(/%(.)/gs, (whole, name: string) =>
    letter(call, MYSQL, whole, /^(?:ww?|e|D)$/.test(name) && !(name in MYSQL) ? "" : name),
  );

const JODA: Record<string, string> = {
  yyyy: "%Y",
  yyy: "%Y",
  yy: "%y",
  y: "%Y",
  YYYY: "%Y",
  MMMM: "%B",
  MMM: "%b",
  MM: "%m",
  M: "%-m",
  dd: "%d",
  d: "%-d",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  h: "%-I",
  mm: "%M",
  m: "%-M",
  ss: "%S",
  s: "%-S",
  SSS: "%g",
  EEEE: "%A",
  EEE: "%a",
  E: "%a",
  a: "%p",
  DDD: "%j",
};

/** Joda's format letters, with text in single quotes. */
function jodaFormat(call: Call, format: string): string {
  return format.replace(/'([^']*)'|([A-Za-z])\2*|%/g, (piece, text: string | undefined) => {
    if (text !== undefined) return text === "" ? "'" : text.replaceAll("%", "%%");
    if (piece === "%") return "%%";
    return letter(call, JODA, piece, piece === "x" || piece === "v" ? "" : piece);
  });
}

/** A text that is read; the year that it does not tell is 2000 beside a day, 1970 beside none. */
function parsed(text: string, format: string): string {
  if (/%[YyG]/.test(format)) return `strptime(${text}, ${literal(format)})`;
  const year = /%-?[mdbBj]/.test(format) ? "2000" : "1970";
  return `strptime(concat('${year} ', ${text}), ${literal(`%Y ${format}`)})`;
}

const OF_MONTHS = ["year", "month"];
const OF_DAYS = ["day", "hour", "minute", "second", "millisecond"];

const part =
  (name: string): CallRule =>
  (call) => {
    const [interval, , unit] = call.tokens[0] ?? [];
    const isMonths = isWord(unit, ...OF_MONTHS);
    if (isWord(interval, "interval") && !(isMonths ? OF_MONTHS : OF_DAYS).includes(name))
      throw new SqlError(
        "FUNCTION_NOT_FOUND",
        `Unexpected parameters (interval) for function ${call.name}`,
        call.at.line,
        call.at.column,
      );
    const moment = /^null$/i.test(arg(call, 0)) ? "CAST(NULL AS TIMESTAMP)" : arg(call, 0);
    return `date_part('${name}', trino_wall(${moment}))`;
  };

/** Fields of EXTRACT, and the functions that give them. */
const FIELDS: Record<string, string> = {
  dow: "day_of_week",
  doy: "day_of_year",
  yow: "year_of_week",
  week: "week",
  ...Object.fromEntries(
    "year quarter month day day_of_month day_of_week day_of_year year_of_week hour minute second timezone_hour timezone_minute"
      .split(" ")
      .map((field) => [field, field]),
  ),
};

/** EXTRACT(field FROM value). */
export function extracted(field: string, value: string, at: Token): string {
  const rule = DATES[FIELDS[field.toLowerCase()] ?? ""];
  if (typeof rule !== "function") {
    throw new SqlError("SYNTAX_ERROR", `Invalid EXTRACT field: ${field}`, at.line, at.column);
  }
  const none = {
    tokens: [],
    distinct: false,
    order: "",
    withinGroup: "",
    over: "",
    filter: false,
    filterClause: "",
    nulls: "",
  };
  return String(rule({ ...none, name: "extract", args: [value], at }));
}

export const DATES: Record<string, CallRule> = {
  parse_duration: (call) => `to_milliseconds(trino_duration(${call.args[0]}))`,
  date: (call) =>
    trinoCast(call.args[0] ?? "", [{ ...call.at, kind: "word", text: "date", value: "date" }], false),
  now: true,
  date_trunc: (call) => `trino_date_trunc(${literal(unit(call))}, ${ofClock(call, 1)})`,
  date_add: (call) =>
    `${OF_CLOCK.has(unit(call)) ? "trino_date_add" : "trino_calendar_add"}(${ofClock(call, 2)}, ${INTERVALS[unit(call)]}(CAST(${call.args[1]} AS INTEGER)))`,
  date_diff: (call) => `date_sub(${literal(unit(call))}, ${ofClock(call, 1)}, ${ofClock(call, 2)})`,
  date_format: (call) =>
    `strftime(CAST(trino_wall(${call.args[0]}) AS TIMESTAMP), ${literal(mysqlFormat(call, constant(call, 1, "the format")))})`,
  date_parse: (call) => parsed(call.args[0] ?? "", mysqlFormat(call, constant(call, 1, "the format"))),
  format_datetime: (call) =>
    `strftime(CAST(trino_wall(${call.args[0]}) AS TIMESTAMP), ${literal(jodaFormat(call, constant(call, 1, "the format")))})`,
  parse_datetime: (call) =>
    `timezone('UTC', ${parsed(call.args[0] ?? "", jodaFormat(call, constant(call, 1, "the format")))})`,
  from_unixtime: (call) => {
    if (call.args.length > 2)
      throw new SqlError(
        "NOT_SUPPORTED",
        "from_unixtime with an offset is not available in the local Athena",
        call.at.line,
        call.at.column,
      );
    return call.args.length > 1
      ? `trino_at_zone(to_timestamp(${call.args[0]}), ${call.args[1]})`
      : `to_timestamp(${call.args[0]})`;
  },
  with_timezone: "trino_zoned",
  timezone_hour: (call) => `(trino_offset(${call.args[0]}) // 60)`,
  timezone_minute: (call) => `(trino_offset(${call.args[0]}) % 60)`,
  to_unixtime: "trino_unixtime",
  from_iso8601_timestamp: (call) => zonedText(call.args[0] ?? "") ?? `trino_utc(${call.args[0]})`,
  from_iso8601_date: (call) => `trino_iso_date(${call.args[0]})`,
  human_readable_seconds: (call) => `trino_human_seconds(CAST(round(${call.args[0]}) AS BIGINT))`,
  to_milliseconds: (call) => `CAST(epoch_ms(${call.args[0]}) AS BIGINT)`,
  current_timezone: () => "'UTC'",
  to_iso8601: "trino_to_iso8601",
  last_day_of_month: "trino_last_day",
  at_timezone: "trino_at_zone",
  year: part("year"),
  quarter: part("quarter"),
  month: part("month"),
  week: part("week"),
  week_of_year: part("week"),
  year_of_week: part("isoyear"),
  yow: part("isoyear"),
  day: part("day"),
  day_of_month: part("day"),
  day_of_week: part("isodow"),
  dow: part("isodow"),
  day_of_year: part("doy"),
  doy: part("doy"),
  hour: part("hour"),
  minute: part("minute"),
  second: part("second"),
  millisecond: (call) => `(date_part('millisecond', trino_wall(${call.args[0]})) % 1000)`,
};
