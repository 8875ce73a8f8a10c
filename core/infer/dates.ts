// Dates in other forms than ISO 8601: what they look like, and the strptime format that reads them.

export interface DateForm {
  /** RE2, of the whole text. */
  readonly shape: string;
  readonly format: string;
}

const D = "[0-9]{1,2}";
const Y4 = "[12][0-9]{3}";
const MON = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
const MONTH = "(?i:january|february|march|april|may|june|july|august|september|october|november|december)";
const WEEKDAY = "(?i:mon|tue|wed|thu|fri|sat|sun)";

const DATES: readonly DateForm[] = [
  ...["/", "-", "."].flatMap((mark) => {
    const m = `[${mark}]`;
    return [
      { shape: `${D}${m}${D}${m}${Y4}`, format: `%d${mark}%m${mark}%Y` },
      { shape: `${D}${m}${D}${m}${Y4}`, format: `%m${mark}%d${mark}%Y` },
      { shape: `${D}${m}${D}${m}[0-9]{2}`, format: `%d${mark}%m${mark}%y` },
      { shape: `${D}${m}${D}${m}[0-9]{2}`, format: `%m${mark}%d${mark}%y` },
      { shape: `${Y4}${m}${D}${m}${D}`, format: `%Y${mark}%m${mark}%d` },
    ];
  }),
  { shape: `${MON} ${D} ${Y4}`, format: "%b %d %Y" },
  { shape: `${MON} ${D}, ${Y4}`, format: "%b %d, %Y" },
  { shape: `${D} ${MON} ${Y4}`, format: "%d %b %Y" },
  { shape: `${D}-${MON}-${Y4}`, format: "%d-%b-%Y" },
  { shape: `${D}-${MON}-[0-9]{2}`, format: "%d-%b-%y" },
  { shape: `${MONTH} ${D} ${Y4}`, format: "%B %d %Y" },
  { shape: `${MONTH} ${D}, ${Y4}`, format: "%B %d, %Y" },
  { shape: `${D} ${MONTH} ${Y4}`, format: "%d %B %Y" },
  { shape: `${WEEKDAY} ${MON} ${D} ${Y4}`, format: "%a %b %d %Y" },
  { shape: `${WEEKDAY}, ${D} ${MON} ${Y4}`, format: "%a, %d %b %Y" },
];

const TIMES: readonly DateForm[] = [
  { shape: "[ T][0-9]{1,2}:[0-9]{2}", format: " %H:%M" },
  { shape: "[ T][0-9]{1,2}:[0-9]{2}:[0-9]{2}", format: " %H:%M:%S" },
  { shape: "[ T][0-9]{1,2}:[0-9]{2}:[0-9]{2}[.][0-9]{1,6}", format: " %H:%M:%S.%f" },
  { shape: " [0-9]{1,2}:[0-9]{2} (?i:am|pm)", format: " %I:%M %p" },
  { shape: " [0-9]{1,2}:[0-9]{2}:[0-9]{2} (?i:am|pm)", format: " %I:%M:%S %p" },
];

/** Forms of dates, and of timestamps. */
export const DATE_FORMS: readonly DateForm[] = DATES;
export const TIMESTAMP_FORMS: readonly DateForm[] = DATES.flatMap((date) =>
  TIMES.flatMap((time) => {
    const shape = `${date.shape}${time.shape}`;
    const spaced = { shape: shape.replace("[ T]", " "), format: `${date.format}${time.format}` };
    if (!time.shape.startsWith("[ T]")) return [spaced];
    const lettered = { shape: shape.replace("[ T]", "T"), format: spaced.format.replace(/ (?=%H)/, "T") };
    return [spaced, lettered];
  }),
);

/** The forms that one value has; RE2's shapes are JavaScript's too, but for the case-blind groups. */
export const formsOf = (value: string, forms: readonly DateForm[]): DateForm[] =>
  forms.filter(({ shape }) => new RegExp(`^(?:${shape.replaceAll("(?i:", "(?:")})$`, "i").test(value));
