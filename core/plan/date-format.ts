// A format of dates → SQL that reads just the texts of that form. DuckDB's strptime reads more than a format says: spaces
// around and inside, years of two digits for four, a 366th day of any year, a weekday that the date is not, a fraction of
// nine digits cut to six, offsets of 99 hours. So the text is held against the format's form first, and where a
// format says something twice, both must agree.
import { CODE } from "../contract/rules/format.ts";
import { text, whole } from "./sql.ts";

interface Token {
  /** strptime's letter; "" of a literal. */
  readonly code: string;
  /** With the minus that lets a number stand without its zeros. */
  readonly unpadded: boolean;
  /** As the format has it. */
  readonly written: string;
}

/** Codes that stand for several, as DuckDB has them. */
const COMPOUND: Readonly<Record<string, string>> = {
  c: "%Y-%m-%d %H:%M:%S",
  x: "%Y-%m-%d",
  X: "%H:%M:%S",
};

/** Digits of a number at least and at most; at most, where it touches another number. */
const DIGITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...{ Y: [4, 4], G: [4, 4], y: [2, 2], j: [1, 3], w: [1, 1], u: [1, 1] },
  ...{ d: [1, 2], m: [1, 2], H: [1, 2], I: [1, 2], M: [2, 2], S: [2, 2], U: [1, 2], V: [1, 2], W: [1, 2] },
};
/** There is no year 0. */
const YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";
/** Digits of a fraction of a second. */
const FRACTION: Readonly<Record<string, number>> = { f: 6, g: 3, n: 9 };

const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);
const DAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
const anyCase = (words: readonly string[]): string => `(?i:${words.join("|")})`;
const short = (words: readonly string[]): string[] => words.map((word) => word.slice(0, 3));

const WORDS: Readonly<Record<string, string>> = {
  a: anyCase(short(DAYS)),
  A: anyCase(DAYS),
  b: anyCase(short(MONTHS)),
  B: anyCase(MONTHS),
  p: "(?i:am|pm)",
  z: "[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?",
  Z: "[A-Za-z0-9/_+-]+",
};

const isZone = ({ code }: Token): boolean => code === "z" || code === "Z";

function tokensOf(format: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  const literal = (written: string): void => {
    if (written !== "") tokens.push({ code: "", unpadded: false, written });
  };
  for (const match of format.matchAll(CODE)) {
    const [written, minus = "", code = ""] = match;
    literal(format.slice(done, match.index));
    done = match.index + written.length;
    const compound = COMPOUND[code];
    if (compound !== undefined) tokens.push(...tokensOf(compound));
    else if (code === "%") literal("%");
    else tokens.push({ code, unpadded: minus !== "", written });
  }
  literal(format.slice(done));
  return tokens;
}

const escaped = (literal: string): string => literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** RE2 of each token's text. */
function formsOf(tokens: readonly Token[]): string[] {
  const isNumber = ({ code }: Token): boolean => code in DIGITS || code in FRACTION;
  const touches = (token: Token | undefined, digit: RegExp): boolean =>
    token !== undefined && (token.code === "" ? digit.test(token.written) : isNumber(token));
  return tokens.map((token, at) => {
    const { code, unpadded, written } = token;
    if (code === "") return escaped(written);
    const before = touches(tokens[at - 1], /[0-9]$/);
    const after = touches(tokens[at + 1], /^[0-9]/);
    const digits = DIGITS[code];
    if (code === "Y") return YEAR;
    if (digits) {
      const [least, most] = digits;
      return `[0-9]{${unpadded ? 1 : before || after ? most : least},${most}}`;
    }
    const fraction = FRACTION[code];
    if (fraction === undefined) return WORDS[code] as string;
    // A fraction's zeros are at its end. What a timestamp does not hold must be zeros.
    if (fraction <= 6) return `[0-9]{${after ? fraction : 1},${fraction}}`;
    return after ? "[0-9]{6}0{3,3}" : "[0-9]{1,6}0{0,3}";
  });
}

/** Whether each thing that the format says is said once, so that nothing can disagree. */
function isPlain(codes: readonly string[]): boolean {
  const ofOne = ["Yy", "mbB", "d", "HI", "p", "M", "S", "fgn"];
  const dated = codes.filter((code) => code !== "" && !"zZ".includes(code));
  return (
    dated.every((code) => ofOne.some((group) => group.includes(code))) &&
    ofOne.every((group) => dated.filter((code) => group.includes(code)).length <= 1)
  );
}

/** SQL: whether a part of the text, `x`, is what the moment `at` has for it. */
const AGREES: Readonly<Record<string, (x: string, at: string) => string>> = {
  Y: (x, at) => `TRY_CAST(${x} AS INTEGER) = year(${at})`,
  y: (x, at) => `TRY_CAST(${x} AS INTEGER) = year(${at}) % 100`,
  G: (x, at) => `TRY_CAST(${x} AS INTEGER) = isoyear(${at})`,
  m: (x, at) => `TRY_CAST(${x} AS INTEGER) = month(${at})`,
  d: (x, at) => `TRY_CAST(${x} AS INTEGER) = day(${at})`,
  j: (x, at) => `TRY_CAST(${x} AS INTEGER) = dayofyear(${at})`,
  V: (x, at) => `TRY_CAST(${x} AS INTEGER) = weekofyear(${at})`,
  U: (x, at) => `TRY_CAST(${x} AS INTEGER) = CAST(strftime(${at}, '%U') AS INTEGER)`,
  W: (x, at) => `TRY_CAST(${x} AS INTEGER) = CAST(strftime(${at}, '%W') AS INTEGER)`,
  u: (x, at) => `TRY_CAST(${x} AS INTEGER) = isodow(${at})`,
  w: (x, at) => `TRY_CAST(${x} AS INTEGER) = dayofweek(${at})`,
  a: (x, at) => `lower(${x}) = lower(left(dayname(${at}), 3))`,
  A: (x, at) => `lower(${x}) = lower(dayname(${at}))`,
  b: (x, at) => `lower(${x}) = lower(left(monthname(${at}), 3))`,
  B: (x, at) => `lower(${x}) = lower(monthname(${at}))`,
  // With AM and PM beside it an hour of 24 is read as one of 12.
  H: (x, at) => `TRY_CAST(${x} AS INTEGER) % 12 = hour(${at}) % 12`,
  I: (x, at) => `TRY_CAST(${x} AS INTEGER) % 12 = hour(${at}) % 12`,
  p: (x, at) => `lower(${x}) = CASE WHEN hour(${at}) < 12 THEN 'am' ELSE 'pm' END`,
  M: (x, at) => `TRY_CAST(${x} AS INTEGER) = minute(${at})`,
  S: (x, at) => `TRY_CAST(${x} AS INTEGER) = second(${at})`,
  f: (x, at) => `TRY_CAST(rpad(${x}, 6, '0') AS INTEGER) = microsecond(${at}) % 1000000`,
  g: (x, at) => `TRY_CAST(rpad(${x}, 6, '0') AS INTEGER) = microsecond(${at}) % 1000000`,
  n: (x, at) => `TRY_CAST(rpad(left(${x}, 6), 6, '0') AS INTEGER) = microsecond(${at}) % 1000000`,
};

/** Stands for a time zone where the rest of a text is read by itself. */
const NO_ZONE = "|";

/** What a token's text is replaced by before strptime sees it, as what it keeps of its form, and what it drops. */
interface Rewritten {
  readonly kept: string;
  readonly dropped: string;
  readonly mark: string;
  readonly written: string;
}

/** SQL of the moment, as DuckDB reads it; with `local` as the text has it, without its time zone. */
function read(sql: string, tokens: readonly Token[], forms: readonly string[], local: boolean): string {
  const parts = tokens.map((token, at): Rewritten => {
    const form = forms[at] as string;
    if (local && isZone(token)) return { kept: "", dropped: form, mark: NO_ZONE, written: NO_ZONE };
    // With nanoseconds DuckDB knows the years 1677 to 2262 only.
    if (token.code === "n") {
      const kept = form.slice(0, form.indexOf("0{"));
      return { kept, dropped: form.slice(kept.length), mark: "", written: "%f" };
    }
    const written = token.code === "" ? token.written.replaceAll("%", "%%") : token.written;
    return { kept: form, dropped: "", mark: "", written };
  });
  let value = sql;
  if (parts.some(({ dropped }) => dropped !== "")) {
    let form = "(";
    let rest = "";
    let group = 1;
    for (const { kept, dropped, mark } of parts) {
      form += kept;
      if (dropped === "") continue;
      form += `)${dropped}(`;
      rest += `\\${group}${mark}`;
      group += 1;
    }
    value = `regexp_replace(${sql}, ${text(`^${form})$`)}, ${text(`${rest}\\${group}`)})`;
  }
  const format = parts.map(({ written }) => written).join("");
  return `TRY_CAST(try_strptime(${value}, ${text(format)}) AS TIMESTAMP)`;
}

/**
 * SQL for the moment that `sql`, a VARCHAR, is in that format: a TIMESTAMP in UTC, null where it is none. `within` is asked
 * to keep what may lie outside the years 1 to 9999.
 */
export function parseFormatted(format: string, sql: string, within: (sql: string) => string): string {
  const tokens = tokensOf(format);
  const forms = formsOf(tokens);
  const codes = tokens.map(({ code }) => code);
  const moment = read(sql, tokens, forms, false);
  const local = read(sql, tokens, forms, true);
  const part = (at: number): string => {
    const form = forms.map((one, place) => (place === at ? `(${one})` : one)).join("");
    return `regexp_extract(${sql}, ${text(`^${form}$`)}, 1)`;
  };
  const conditions = [`regexp_full_match(${sql}, ${text(forms.join(""))})`];
  if (!isPlain(codes))
    for (const [at, code] of codes.entries()) {
      const agrees = AGREES[code];
      if (agrees) conditions.push(agrees(part(at), local));
    }
  const zone = codes.indexOf("Z");
  const value = zone < 0 ? moment : inZone(moment, local, part(zone), codes.includes("z"));
  const mayLeave = codes.includes("G") || tokens.some(isZone);
  return `CASE WHEN ${conditions.join(" AND ")} THEN ${mayLeave ? within(value) : value} END`;
}

/**
 * The moment of a local time in a zone by name, null where clocks do not show that time, or show it twice and no
 * offset tells which. Before and after a change of the clocks the zone has two offsets: the time is sure where just
 * one of them leads to a moment at which the zone's clocks show it.
 */
function inZone(moment: string, local: string, zone: string, withOffset: boolean): string {
  const shown = (at: string): string => `timezone(${zone}, CAST(${at} AS TIMESTAMPTZ))`;
  if (withOffset)
    return `CASE WHEN ${moment} IS NULL THEN NULL WHEN ${shown(moment)} = ${local} THEN ${moment} END`;
  const day = whole(1);
  const offset = (at: string): string => `(${shown(at)} - ${at})`;
  const first = `(${local} - ${offset(`(${moment} - INTERVAL ${day} DAY)`)})`;
  const second = `(${local} - ${offset(`(${moment} + INTERVAL ${day} DAY)`)})`;
  return `CASE WHEN ${moment} IS NULL THEN NULL WHEN ${first} = ${second} THEN ${moment}
    WHEN (${shown(first)} = ${local}) <> (${shown(second)} = ${local}) THEN ${moment} END`;
}
