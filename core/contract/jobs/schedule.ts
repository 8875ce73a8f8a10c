// Schedules, as EventBridge writes them: rate(…) and cron(…) of six fields, and when one comes next.
// Sources: EventBridge Scheduler User Guide, "Schedule types"; EventBridge User Guide, "Cron expressions reference".

/** The shape, which Terraform checks too: what the fields of a cron mean, `parseSchedule` finds out. */
export const SCHEDULE =
  /^(?:rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9][0-9]{1,4}) (?:minutes|hours|days))\)|cron\([0-9A-Z*,/?LW#-]+(?: [0-9A-Z*,/?LW#-]+){5}\))$/;

/** A name of the time zone database. */
export const TIMEZONE = /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/;

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 1440 * MINUTE };

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/** Sunday is 1. */
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Further ahead nothing is looked for: a date that never comes, such as 30 February, is told from one that is far. */
const DAYS_AHEAD = 366 * 9;

interface Day {
  year: number;
  month: number;
  day: number;
  /** 1 is Sunday. */
  weekday: number;
  lastDay: number;
}

export interface Schedule {
  /**
   * The first time after `after` that it is due; undefined where there is none.
   * @param after milliseconds since 1970, as is what is returned
   * @param from of a rate: when it was made
   */
  next(after: number, timezone: string, from: number): number | undefined;
}

/** @throws Error that says what of the text is wrong */
export function parseSchedule(text: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text);
  if (rate) {
    const period = Number(rate[1]) * (UNITS[rate[2] ?? ""] ?? MINUTE);
    return {
      next: (after, _timezone, from) => from + (Math.floor(Math.max(0, after - from) / period) + 1) * period,
    };
  }
  const fields = /^cron\((.+)\)$/.exec(text)?.[1]?.split(" ") ?? [];
  if (fields.length !== 6) throw new Error("cron has six fields: minute, hour, day, month, weekday, year");
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = ""] = fields;
  if ((day === "?") === (weekday === "?"))
    throw new Error("one of day and weekday, and only one, is a question mark");
  const minutes = numbersOf(minute, 0, 59, "minute");
  const hours = numbersOf(hour, 0, 23, "hour");
  const months = numbersOf(month, 1, 12, "month", MONTHS);
  const years = numbersOf(year, 1970, 2199, "year");
  const fits = day === "?" ? fitsWeekday(weekday) : fitsDay(day);
  return {
    next(after, timezone) {
      const from = localTime(after, timezone);
      const start = Date.UTC(from.year, from.month - 1, from.day);
      for (let ahead = 0; ahead < DAYS_AHEAD; ahead++) {
        const date = dayOf(start + ahead * 1440 * MINUTE);
        if (!years.has(date.year) || !months.has(date.month) || !fits(date)) continue;
        for (const h of hours)
          for (const m of minutes) {
            const time = instantOf(date, h, m, timezone);
            if (time !== undefined && time > after) return time;
          }
      }
      return undefined;
    },
  };
}

function dayOf(time: number): Day {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return {
    year,
    month,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() + 1,
    lastDay: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

/** A field's numbers in order: lists, ranges and steps of them. */
function numbersOf(
  field: string,
  least: number,
  most: number,
  of: string,
  names: readonly string[] = [],
): Set<number> {
  const number = (text: string): number => {
    const named = names.indexOf(text);
    const value = named >= 0 ? named + least : Number(text);
    if (/^\d+$/.test(text) || named >= 0) if (value >= least && value <= most) return value;
    throw new Error(`${text} is no ${of}: ${least} to ${most}`);
  };
  const found = field.split(",").flatMap((part) => {
    const [range = "", step] = part.split("/");
    const every = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(every) || every < 1) throw new Error(`${step} is no step of a ${of}`);
    const [first = "", last] = range.split("-");
    const from = range === "*" ? least : number(first);
    const to = range === "*" ? most : last !== undefined ? number(last) : step === undefined ? from : most;
    if (to < from) throw new Error(`${range} is a range that ends before it begins`);
    return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, at) => from + at * every);
  });
  return new Set(found.sort((a, b) => a - b));
}

function fitsDay(field: string): (day: Day) => boolean {
  if (field === "L") return ({ day, lastDay }) => day === lastDay;
  if (field === "LW") return (date) => date.day === nearestWeekday({ ...date, day: date.lastDay });
  const near = /^(\d{1,2})W$/.exec(field);
  if (near) {
    const wanted = [...numbersOf(near[1] ?? "", 1, 31, "day")][0] ?? 1;
    return (date) => wanted <= date.lastDay && date.day === nearestWeekday({ ...date, day: wanted });
  }
  const days = numbersOf(field, 1, 31, "day");
  return ({ day }) => days.has(day);
}

/** The day from Monday to Friday that is nearest within the month. */
function nearestWeekday({ year, month, day, lastDay }: Day): number {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  if (weekday === 6) return day > 1 ? day - 1 : day + 2;
  if (weekday === 0) return day < lastDay ? day + 1 : day - 2;
  return day;
}

function fitsWeekday(field: string): (day: Day) => boolean {
  const one = (text: string): number => [...numbersOf(text, 1, 7, "weekday", WEEKDAYS)][0] ?? 1;
  if (field === "L") return ({ weekday }) => weekday === 7;
  const last = /^(.+)L$/.exec(field);
  if (last) {
    const wanted = one(last[1] ?? "");
    return ({ weekday, day, lastDay }) => weekday === wanted && day > lastDay - 7;
  }
  const nth = /^(.+)#([1-5])$/.exec(field);
  if (nth) {
    const wanted = one(nth[1] ?? "");
    return ({ weekday, day }) => weekday === wanted && Math.ceil(day / 7) === Number(nth[2]);
  }
  const days = numbersOf(field, 1, 7, "weekday", WEEKDAYS);
  return ({ weekday }) => days.has(weekday);
}

interface Local {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

function localTime(time: number, timezone: string): Local {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
  } as Intl.DateTimeFormatOptions).formatToParts(time);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: of("year"), month: of("month"), day: of("day"), hour: of("hour"), minute: of("minute") };
}

/** When a zone's clocks show this; undefined where they never do, as in the hour that a summer time leaves out. */
function instantOf(
  { year, month, day }: Day,
  hour: number,
  minute: number,
  zone: string,
): number | undefined {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  if (zone === "UTC") return wanted;
  let guess = wanted;
  // Once by the zone's distance at the guess, and once more where that lay across a change of clocks.
  for (let tries = 0; tries < 3; tries++) {
    const shown = localTime(guess, zone);
    const off = wanted - Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
    if (off === 0) return guess;
    guess += off;
  }
  return undefined;
}
