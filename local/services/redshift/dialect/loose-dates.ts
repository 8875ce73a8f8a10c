// TO_DATE as Redshift has it: days beyond the end of a month run into the next one, unless its third argument forbids it.

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAY_MS = 86_400_000;

/** The letters of a format, how many characters they take at most, and what they set. */
const LETTERS: [letters: string, digits: number, part: string][] = [
  ["YYYY", 4, "year"],
  ["YY", 2, "short"],
  ["MM", 2, "month"],
  ["DDD", 3, "ordinal"],
  ["DD", 2, "day"],
  ["HH24", 2, ""],
  ["HH12", 2, ""],
  ["HH", 2, ""],
  ["MI", 2, ""],
  ["SS", 2, ""],
  ["US", 6, ""],
  ["MS", 3, ""],
];

/** Days since 1970. Throws where the text is none of the format. */
export function looseDate(text: string, format: string, strict: boolean): number {
  const parts: Record<string, number> = { year: 1, month: 1, day: 1 };
  let at = 0;
  let rest = format;
  const fail = (): never => {
    throw new Error(`RS: date/time field value out of range: "${text}"`);
  };
  while (rest !== "") {
    const upper = rest.toUpperCase();
    const known = LETTERS.find(([letters]) => upper.startsWith(letters));
    if (upper.startsWith("MONTH") || upper.startsWith("MON")) {
      const word = /^[A-Za-z]+/.exec(text.slice(at))?.[0] ?? fail();
      const taken = upper.startsWith("MONTH") ? word.length : 3;
      const month = MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;
      if (month === 0) fail();
      parts.month = month;
      at += taken;
      rest = rest.slice(upper.startsWith("MONTH") ? 5 : 3);
    } else if (/^(?:DAY|DY|AM|PM)/.test(upper)) {
      at += /^[A-Za-z]*/.exec(text.slice(at))?.[0].length ?? 0;
      rest = rest.slice(upper.startsWith("DAY") ? 3 : 2);
    } else if (known) {
      const [letters, digits, part] = known;
      const number = new RegExp(`^ *\\d{1,${digits}}`).exec(text.slice(at))?.[0];
      if (number === undefined) return fail();
      if (part === "short") parts.year = 2000 + Number(number) - (Number(number) >= 70 ? 100 : 0);
      else if (part !== "") parts[part] = Number(number);
      at += number.length;
      rest = rest.slice(letters.length);
    } else {
      // What stands between the letters takes one character each.
      at++;
      rest = rest.slice(1);
    }
  }
  const { year = 1, month = 1, day = 1, ordinal } = parts;
  if (month < 1 || month > 12 || day < 1 || day > 31) fail();
  if (ordinal !== undefined) return Date.UTC(year, 0, 1) / DAY_MS + ordinal - 1;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (strict && date.getUTCDate() !== day) fail();
  return date.getTime() / DAY_MS;
}
