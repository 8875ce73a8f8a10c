// Date functions of Redshift, and date parts by their many names.
import type { Call, CallRule } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { strptime, toChar } from "./formats.ts";
import { AS_TEXT } from "./marks.ts";

const PARTS: Record<string, string> = {};
const aliases: [part: string, names: string][] = [
  ["millennium", "millennium millennia mil mils"],
  ["century", "century centuries c cent cents"],
  ["decade", "decade decades dec decs"],
  ["year", "year years y yr yrs"],
  ["quarter", "quarter quarters qtr qtrs"],
  ["month", "month months mon mons"],
  ["week", "week weeks w"],
  ["day", "day days d"],
  ["dow", "dayofweek dow dw weekday"],
  ["doy", "dayofyear doy dy yearday"],
  ["hour", "hour hours h hr hrs"],
  ["minute", "minute minutes m min mins"],
  ["second", "second seconds s sec secs"],
  ["millisecond", "millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon"],
  ["microsecond", "microsecond microseconds us usec usecs usecond useconds microsec microsecs microsecon"],
  ["epoch", "epoch"],
  ["timezone", "timezone"],
];
for (const [part, names] of aliases) for (const name of names.split(" ")) PARTS[name] = part;

const INTERVALS: Record<string, string> = {
  millennium: "to_millennia",
  century: "to_centuries",
  decade: "to_decades",
  year: "to_years",
  quarter: "to_quarters",
  month: "to_months",
  week: "to_weeks",
  day: "to_days",
  hour: "to_hours",
  minute: "to_minutes",
  second: "to_seconds",
  millisecond: "to_milliseconds",
  microsecond: "to_microseconds",
};

/** A date part given as a bare word or a string. */
export function datePart(call: Call, index = 0): string {
  const [token, ...rest] = call.tokens[index] ?? [];
  return partNamed(rest.length > 0 ? "" : (token?.value ?? ""), call.at);
}

/** A date part that is a length of time: not the day of a week or a year. */
function unitOf(call: Call): string {
  const found = datePart(call);
  if (found in INTERVALS) return found;
  const message = `timestamp units "${call.tokens[0]?.[0]?.value ?? ""}" not supported by ${call.name.toUpperCase()}`;
  throw new SqlError("ERROR", message, call.at.line, call.at.column);
}

function partNamed(name: string, at: Call["at"]): string {
  const found = PARTS[name.toLowerCase()];
  if (found) return found;
  throw new SqlError("ERROR", `invalid date part "${name}"`, at.line, at.column);
}

/** A null has no type to choose an overload by. */
const typedNull = (sql: string): string => (/^null$/i.test(sql.trim()) ? "CAST(NULL AS TIMESTAMP)" : sql);

/** What a date part is taken of. */
const moment = (sql: string): string => `rs_moment(${typedNull(sql)})`;

/** The value of a date part, as an integer; seconds with their fraction stay doubles. */
function part(name: string, value: string, whole: boolean): string {
  const of = (field: string): string => `date_part('${field}', ${value})`;
  switch (name) {
    case "second":
      return whole ? of("second") : `rs_seconds(${value})`;
    case "millisecond":
      return `${of("millisecond")} % 1000`;
    case "microsecond":
      return `${of("microsecond")} % 1000000`;
    case "decade":
      return `divide(${of("year")}, 10) + 1`;
    default:
      return of(name);
  }
}

/** EXTRACT(part FROM value) gives an integer. */
export function extracted(name: string, value: string, at: Call["at"]): string {
  const found = partNamed(name, at);
  if (found === "epoch") return `CAST(floor(date_part('epoch', ${moment(value)})) AS BIGINT)`;
  return `CAST(${part(found, moment(value), true)} AS INTEGER)`;
}

/** DATE_PART(part, value) gives a double. */
const partOf: CallRule = (call) =>
  `CAST(${part(datePart(call), moment(call.args[1] as string), false)} AS DOUBLE)`;

const truncated: CallRule = (call) => {
  const found = unitOf(call);
  const value = typedNull(call.args[1] as string);
  if (found === "century" || found === "millennium") return `rs_trunc_${found}(${moment(value)})`;
  return `rs_date_trunc('${found}', ${value})`;
};

const compared =
  (name: string): CallRule =>
  (call) =>
    `${name}(${call.args.join(", ")})`;

export const DATES: Record<string, CallRule> = {
  getdate: "rs_getdate",
  sysdate: "rs_sysdate",
  dateadd: (call) => {
    const value = typedNull(call.args[2] as string);
    const typed = /^'/.test(value) ? `rs_moment_text(${value})` : value;
    return `(${typed} + ${INTERVALS[unitOf(call)]}(CAST(${call.args[1]} AS INTEGER)))`;
  },
  datediff: (call) => {
    const unit = unitOf(call);
    const [from, to] = [moment(call.args[1] as string), moment(call.args[2] as string)];
    return unit === "week" ? `(rs_week(${to}) - rs_week(${from}))` : `date_diff('${unit}', ${from}, ${to})`;
  },
  date_part: partOf,
  datepart: partOf,
  pgdate_part: partOf,
  date_part_year: (call) => `CAST(year(${moment(call.args[0] as string)}) AS INTEGER)`,
  date_trunc: truncated,
  date: (call) => `CAST(${moment(call.args[0] as string)} AS DATE)`,
  date_cmp: compared("rs_date_cmp"),
  date_cmp_timestamp: compared("rs_timestamp_cmp"),
  date_cmp_timestamptz: compared("rs_timestamptz_cmp"),
  timestamp_cmp: compared("rs_timestamp_cmp"),
  timestamp_cmp_date: compared("rs_timestamp_cmp"),
  timestamp_cmp_timestamptz: compared("rs_timestamptz_cmp"),
  timestamptz_cmp: compared("rs_timestamptz_cmp"),
  timestamptz_cmp_date: compared("rs_timestamptz_cmp"),
  timestamptz_cmp_timestamp: compared("rs_timestamptz_cmp"),
  interval_cmp: compared("rs_interval_cmp"),
  last_day: "rs_last_day",
  add_months: "rs_add_months",
  months_between: "rs_months_between",
  next_day: "rs_next_day",
  convert_timezone: (call) => {
    const last = call.args.length - 1;
    const args = call.args.map((sql, i) => (i === last && /^'/.test(sql) ? `rs_moment_text(${sql})` : sql));
    return `rs_convert_timezone(${args.join(", ")})`;
  },
  timezone: (call) =>
    `timezone(${call.args.map((sql, i) => (i === 1 && /^'/.test(sql) ? `rs_moment_text(${sql})` : sql)).join(", ")})`,
  to_char: toChar,
  to_date: (call) => {
    const text = `${AS_TEXT}(${call.args[0]})`;
    const format = literal(call.tokens[1]?.[0]?.value ?? "");
    const read = `CAST(try_strptime(${text}, ${literal(strptime(call, 1))}) AS DATE)`;
    return `coalesce(${read}, rs_loose_date(${text}, ${format}, ${call.args[2] ?? "false"}))`;
  },
  to_timestamp: (call) =>
    `timezone('UTC', strptime(${AS_TEXT}(${call.args[0]}), ${literal(strptime(call, 1))}))`,
};
DATES.date_add = DATES.dateadd as CallRule;
DATES.date_diff = DATES.datediff as CallRule;
