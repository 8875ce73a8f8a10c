// strptime's formats once more, in plain JavaScript, one character at a time: what the engine is held against. It
// shares nothing with the engine.

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS = "january february march april may june july august september october november december";
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Parts {
  [code: string]: number;
}

const DAY = 86_400_000;

function utc(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
}

/** Number of the ISO week, and the year that it belongs to: those of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY);
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - utc(year, 1, 1).getTime()) / (7 * DAY)) };
}

/** Every way to read `text` from `at` on as the format's pieces from `next` on. */
function* readings(
  pieces: readonly string[],
  text: string,
  next: number,
  at: number,
  parts: Parts,
): Generator<Parts> {
  const piece = pieces[next];
  if (piece === undefined) {
    if (at === text.length) yield parts;
    return;
  }
  const go = (end: number, value?: number) => {
    const code = piece.at(-1) as string;
    if (value === undefined) return readings(pieces, text, next + 1, end, parts);
    if (code in parts && parts[code] !== value) return [];
    return readings(pieces, text, next + 1, end, { ...parts, [code]: value });
  };
  if (!piece.startsWith("%")) {
    if (text.startsWith(piece, at)) yield* go(at + piece.length);
    return;
  }
  const lower = text.slice(at).toLowerCase();
  const words = (list: readonly string[], first: number) =>
    [...list.entries()].flatMap(([index, word]) =>
      lower.startsWith(word) ? [[word.length, index + first] as const] : [],
    );
  const numbers = (widths: readonly number[], low: number, high: number) =>
    widths.flatMap((width) => {
      const digits = text.slice(at, at + width);
      const value = Number(digits);
      return /^[0-9]+$/.test(digits) && digits.length === width && value >= low && value <= high
        ? [[width, value] as const]
        : [];
    });
  const isNumber = (one: string | undefined) => one !== undefined && /^%-?[YydmjHIMSfngGVuwUW]$/.test(one);
  const touches = isNumber(pieces[next - 1]) || isNumber(pieces[next + 1]);
  const loose = (width: number): number[] =>
    piece[1] === "-" || !touches ? Array.from({ length: width }, (_, less) => width - less) : [width];
  const found = (() => {
    switch (piece.at(-1)) {
      case "Y":
        return numbers([4], 1, 9999);
      case "G":
        return numbers([4], 0, 9999);
      case "y":
        return numbers([2], 0, 99);
      case "m":
        return numbers(loose(2), 1, 12);
      case "d":
        return numbers(loose(2), 1, 31);
      case "j":
        return numbers(loose(3), 1, 366);
      case "H":
        return numbers(loose(2), 0, 23);
      case "I":
        return numbers(loose(2), 1, 12);
      case "M":
      case "S":
        return numbers(piece[1] === "-" ? [2, 1] : [2], 0, 59);
      case "V":
        return numbers(loose(2), 1, 53);
      case "u":
        return numbers([1], 1, 7);
      case "b":
        return words(MONTHS, 1);
      case "B":
        return words(LONG_MONTHS.split(" "), 1);
      case "a":
        return words(DAYS, 0);
      case "p":
        return words(["am", "pm"], 0);
      case "f":
      case "n":
        return [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((width) => {
          const digits = text.slice(at, at + width);
          if (!/^[0-9]+$/.test(digits) || digits.length < width) return [];
          if (width > 6 && (piece === "%f" || /[1-9]/.test(digits.slice(6)))) return [];
          return [[width, Number(digits.slice(0, 6).padEnd(6, "0"))] as const];
        });
      default: {
        const zone = /^([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?/.exec(text.slice(at));
        if (!zone) return [];
        const minutes = Number(zone[2]) * 60 + Number(zone[3] ?? 0);
        return [[zone[0].length, zone[1] === "-" ? -minutes : minutes] as const];
      }
    }
  })();
  for (const [length, value] of found) yield* go(at + length, value);
}

/** What a text in that format means in UTC, as DuckDB shows timestamps; null where it is none, or means two things. */
export function readFormatted(format: string, text: string): string | null {
  const pieces = format.match(/%-?.|[^%]+/gsu) ?? [];
  const moments = new Set<string>();
  for (const parts of readings(pieces, text, 0, 0, {})) {
    const moment = momentOf(parts);
    if (moment) moments.add(moment);
  }
  const [one] = moments;
  return moments.size === 1 ? (one as string) : null;
}

function momentOf(parts: Parts): string | undefined {
  const { y, j, G, V, u, a, p } = parts;
  const year = parts.Y ?? (y === undefined ? undefined : y + (y < 69 ? 2000 : 1900));
  const month = parts.m ?? parts.b ?? parts.B;
  let day: Date;
  if (year !== undefined && month !== undefined && parts.d !== undefined) day = utc(year, month, parts.d);
  else if (year !== undefined && j !== undefined) day = utc(year, 1, j);
  else {
    const fourth = utc(G as number, 1, 4);
    const monday = fourth.getTime() - ((fourth.getUTCDay() || 7) - 1) * DAY;
    day = new Date(monday + ((V as number) - 1) * 7 * DAY + ((u as number) - 1) * DAY);
  }
  const week = isoWeek(day);
  const agrees =
    (year === undefined || day.getUTCFullYear() === year) &&
    [parts.m, parts.b, parts.B].every((one) => one === undefined || one === day.getUTCMonth() + 1) &&
    (parts.d === undefined || parts.d === day.getUTCDate()) &&
    (j === undefined || day.getTime() === utc(day.getUTCFullYear(), 1, j).getTime()) &&
    (a === undefined || a === day.getUTCDay()) &&
    (u === undefined || u === (day.getUTCDay() || 7)) &&
    (G === undefined || G === week.year) &&
    (V === undefined || V === week.week);
  if (!agrees) return undefined;
  let hour = parts.H ?? parts.I ?? 0;
  if (p !== undefined) hour = (hour % 12) + 12 * p;
  const minutes = hour * 60 + (parts.M ?? 0) - (parts.z ?? 0);
  const at = new Date(day.getTime() + minutes * 60_000 + (parts.S ?? 0) * 1000);
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) return undefined;
  const fraction = String(parts.f ?? parts.n ?? 0)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return `${at.toISOString().slice(0, 19).replace("T", " ")}${fraction && `.${fraction}`}`;
}
