// Date functions of Redshift: date parts and their many names, and the format letters of TO_CHAR, TO_DATE, TO_TIMESTAMP.
import type { Call, CallRule } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
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

function partNamed(name: string, at: Call["at"]): string {
  const found = PARTS[name.toLowerCase()];
  if (found) return found;
  throw new SqlError("ERROR", `invalid date part "${name}"`, at.line, at.column);
}

/** A format that must be written out. */
function format(call: Call, index: number): string {
  const tokens = call.tokens[index];
  if (tokens?.length === 1 && tokens[0]?.kind === "string") return tokens[0].value;
  throw new SqlError(
    "ERROR",
    `${call.name}: the format must be a literal in the local Redshift`,
    call.at.line,
    call.at.column,
  );
}

const LETTERS: [letters: string, strftime: string][] = [
  ["HH24", "%H"],
  ["HH12", "%I"],
  ["HH", "%I"],
  ["MI", "%M"],
  ["SSSS", "\u0000SSSS"],
  ["SS", "%S"],
  ["MS", "%g"],
  ["US", "%f"],
  ["AM", "%p"],
  ["PM", "%p"],
  ["YYYY", "%Y"],
  ["YY", "%y"],
  ["IYYY", "%G"],
  ["MONTH", "%B"],
  ["Month", "%B"],
  ["Mon", "%b"],
  ["MON", "%b"],
  ["MM", "%m"],
  ["DDD", "%j"],
  ["DD", "%d"],
  ["CC", "\u0000CC"],
  ["WW", "\u0000WW"],
  ["ID", "\u0000ID"],
  ["TZ", "\u0000TZ"],
  ["AD", "\u0000AD"],
  ["BC", "\u0000AD"],
  ["Day", "%A"],
  ["DAY", "%A"],
  ["Dy", "%a"],
  ["DY", "%a"],
  ["IW", "%V"],
  ["Q", "\u0000Q"],
  ["D", "\u0000D"],
  ["J", "\u0000J"],
  ["W", "\u0000W"],
];
/** Letters of which strftime has none: each of a timestamp. */
const COMPUTED: Record<string, (moment: string) => string> = {
  Q: (moment) => `quarter(${moment})`,
  CC: (moment) => `date_part('century', ${moment})`,
  D: (moment) => `dayofweek(${moment}) + 1`,
  ID: (moment) => `isodow(${moment})`,
  J: (moment) => `CAST(julian(CAST(${moment} AS DATE)) AS BIGINT)`,
  W: (moment) => `(day(${moment}) - 1) // 7 + 1`,
  WW: (moment) => `lpad(CAST((dayofyear(${moment}) - 1) // 7 + 1 AS VARCHAR), 2, '0')`,
  SSSS: (moment) => `date_diff('second', date_trunc('day', ${moment}), ${moment})`,
  TZ: () => "'UTC'",
  AD: (moment) => `CASE WHEN year(${moment}) > 0 THEN 'AD' ELSE 'BC' END`,
};
/** Without FM, names of months and days are padded to nine characters. */
const PADDED = new Set(["MONTH", "Month", "DAY", "Day"]);

/** The pieces of a format: strftime letters, text as it is, and what needs more than strftime. */
function pieces(
  call: Pick<Call, "name" | "at">,
  text: string,
): { strftime?: string; text?: string; upper?: boolean; pad?: boolean }[] {
  const found: { strftime?: string; text?: string; upper?: boolean; pad?: boolean }[] = [];
  let at = 0;
  let fill = true;
  while (at < text.length) {
    if (text.startsWith("FM", at)) {
      fill = false;
      at += 2;
      continue;
    }
    const quoted = /^"([^"]*)"/.exec(text.slice(at));
    if (quoted) {
      found.push({ text: quoted[1] as string });
      at += quoted[0].length;
      continue;
    }
    const upper = text.slice(at).toUpperCase();
    const known =
      LETTERS.find(([letters]) => text.startsWith(letters, at)) ??
      LETTERS.find(([letters]) => upper.startsWith(letters.toUpperCase()));
    if (known) {
      const [letters, code] = known;
      found.push({
        strftime: fill || !/^%[mdHI]$/.test(code) ? code : code.replace("%", "%-"),
        upper: /^(MONTH|MON|DAY|DY)$/.test(letters) && text.startsWith(letters, at),
        pad: fill && PADDED.has(letters),
      });
      at += letters.length;
      continue;
    }
    const char = text[at] as string;
    if (/[A-Za-z]/.test(char)) {
      if (char === "T" || char === "Z") found.push({ text: char });
      else {
        throw new SqlError(
          "ERROR",
          `${call.name}: the format "${text}" is not available in the local Redshift`,
          call.at.line,
          call.at.column,
        );
      }
    } else found.push({ text: char });
    at++;
  }
  return found;
}

/** A whole format in strptime's letters. */
export function strptimeFormat(text: string, at: Pick<Call, "name" | "at">): string {
  const found = pieces(at, text);
  if (found.some((piece) => piece.strftime?.startsWith("\u0000"))) {
    throw new SqlError(
      "ERROR",
      `${at.name}: the format "${text}" is not available in the local Redshift`,
      at.at.line,
      at.at.column,
    );
  }
  return found.map((piece) => piece.strftime ?? (piece.text as string).replaceAll("%", "%%")).join("");
}

const strptime = (call: Call, index: number): string => strptimeFormat(format(call, index), call);

/** TO_CHAR of a date or a number, by the letters of its format. */
const toChar: CallRule = (call) => {
  const text = format(call, 1);
  const value = call.args[0] as string;
  if (/[90]/.test(text) && !/[A-CE-Za-z]/.test(text.replace(/FM|[DGSLV]/g, "")))
    return numberFormat(call, value, text);
  const parts = pieces(call, text).map((piece) => {
    if (piece.text !== undefined) return literal(piece.text);
    const computed = COMPUTED[piece.strftime?.slice(1) ?? ""];
    if (piece.strftime?.startsWith("\u0000") && computed) {
      return `CAST(${computed(`CAST(${value} AS TIMESTAMP)`)} AS VARCHAR)`;
    }
    let sql = `strftime(CAST(${value} AS TIMESTAMP), ${literal(piece.strftime as string)})`;
    if (piece.upper) sql = `upper(${sql})`;
    return piece.pad ? `rpad(${sql}, 9, ' ')` : sql;
  });
  return `(${parts.join(" || ")})`;
};

/** `FM999990.00`, `9,999.99`, `000`: digits, a point, thousands separators; a leading blank stands for the sign. */
function numberFormat(call: Call, value: string, text: string): string {
  const bare = text.replace(/^FM/, "");
  if (!/^[90,]*(\.[90]*)?$/.test(bare)) {
    throw new SqlError(
      "ERROR",
      `to_char: the format "${text}" is not available in the local Redshift`,
      call.at.line,
      call.at.column,
    );
  }
  const [whole = "", fraction = ""] = bare.split(".");
  const trimmed = text.startsWith("FM");
  const separator = whole.includes(",") ? "," : "";
  const zeros = /0/.test(whole)
    ? whole.replaceAll(",", "").length - whole.replaceAll(",", "").indexOf("0")
    : 0;
  const digits = zeros > 0 && separator === "" ? `0${zeros + (fraction ? fraction.length + 1 : 0)}` : "";
  const printed = `printf('%${separator}${digits}.${fraction.length}f', abs(CAST(${value} AS DOUBLE)))`;
  const shown = zeros === 0 && fraction ? `regexp_replace(${printed}, '^0\\.', '.')` : printed;
  const signed = `CASE WHEN ${value} < 0 THEN '-' ELSE '' END || ${shown}`;
  return trimmed ? `(${signed})` : `lpad(${signed}, ${bare.length + 1}, ' ')`;
}

/** What a date part is taken of. */
const moment = (sql: string): string => `rs_moment(${sql})`;

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
  const found = datePart(call);
  const value = moment(call.args[1] as string);
  if (found === "century" || found === "millennium") return `rs_trunc_${found}(${value})`;
  return `date_trunc('${found}', ${value})`;
};

const compared =
  (name: string): CallRule =>
  (call) =>
    `${name}(${call.args.join(", ")})`;

export const DATES: Record<string, CallRule> = {
  getdate: "rs_getdate",
  sysdate: "rs_sysdate",
  dateadd: (call) => {
    const value = call.args[2] as string;
    const typed = /^'/.test(value) ? `rs_moment_text(${value})` : value;
    return `(${typed} + ${INTERVALS[datePart(call)]}(CAST(${call.args[1]} AS INTEGER)))`;
  },
  datediff: (call) =>
    `date_diff('${datePart(call)}', ${moment(call.args[1] as string)}, ${moment(call.args[2] as string)})`,
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
  convert_timezone: "rs_convert_timezone",
  timezone: (call) =>
    `timezone(${call.args.map((sql, i) => (i === 1 && /^'/.test(sql) ? `rs_moment_text(${sql})` : sql)).join(", ")})`,
  to_char: toChar,
  to_date: (call) => `CAST(strptime(${AS_TEXT}(${call.args[0]}), ${literal(strptime(call, 1))}) AS DATE)`,
  to_timestamp: (call) =>
    `timezone('UTC', strptime(${AS_TEXT}(${call.args[0]}), ${literal(strptime(call, 1))}))`,
};
DATES.date_add = DATES.dateadd as CallRule;
DATES.date_diff = DATES.datediff as CallRule;
