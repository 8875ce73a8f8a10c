// Dates and timestamps in a format of their own: just the texts of that form, and the right moments.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readFormatted } from "./testing/date-reader.ts";
import { outcomes } from "./testing/outcomes.ts";

const WRONG = "v:type";
const moments = (format: string, texts: string[]) => outcomes({ type: "timestamp", format }, texts);
const dates = (format: string, texts: string[]) => outcomes({ type: "date", format }, texts);

describe("the form", () => {
  test("has years of four digits, and no spaces around it or inside", async () => {
    const right = ["31/12/2024", "1/2/2024", "01/2/0024"];
    const wrong = ["1/2/24", " 31/12/2024", "31/12/2024 ", "31/12/2024\n", "31/12/02024", "31/ 12/2024"];
    expect(await dates("%d/%m/%Y", [...right, ...wrong, "31/12/0000"])).toEqual([
      "2024-12-31",
      "2024-02-01",
      "0024-02-01",
      ...wrong.map(() => WRONG),
      WRONG,
    ]);
    expect(await dates("%Y %m %d", ["2024 01 31", "2024  01 31", "2024\t01 31"])).toEqual([
      "2024-01-31",
      WRONG,
      WRONG,
    ]);
    expect(await dates("%d.%m.%y", ["31.12.24", "1.2.69", "1.2.4", "1.2.2024"])).toEqual([
      "2024-12-31",
      "1969-02-01",
      WRONG,
      WRONG,
    ]);
  });

  test("has numbers in full where they touch", async () => {
    expect(await dates("%Y%m%d", ["20240131", "2024131", "2024011"])).toEqual(["2024-01-31", WRONG, WRONG]);
    expect(await moments("%Y%m%d%H%M", ["202401310910", "20240131910", "2024013109"])).toEqual([
      "2024-01-31 09:10:00",
      WRONG,
      WRONG,
    ]);
  });

  test("has minutes and seconds of two digits, unless it says otherwise", async () => {
    expect(await moments("%Y-%m-%d %H:%M", ["2024-01-31 9:05", "2024-01-31 9:5"])).toEqual([
      "2024-01-31 09:05:00",
      WRONG,
    ]);
    expect(await moments("%Y-%m-%d %-H:%-M", ["2024-01-31 9:5"])).toEqual(["2024-01-31 09:05:00"]);
  });

  test("has days of a year that the year has", async () => {
    expect(await dates("%Y-%j", ["2023-366", "2024-366", "2023-365", "2024-000", "2024-060"])).toEqual([
      WRONG,
      "2024-12-31",
      "2023-12-31",
      WRONG,
      "2024-02-29",
    ]);
    expect(await dates("%G-W%V-%u", ["2023-W53-1", "2020-W53-1", "2024-W01-1", "24-W01-1"])).toEqual([
      WRONG,
      "2020-12-28",
      "2024-01-01",
      WRONG,
    ]);
  });

  test("has fractions that a timestamp holds, in any year", async () => {
    const texts = ["2024-01-31 00:00:00.123456789", "2300-01-31 00:00:00.123456000", "1500-01-31 00:00:00.5"];
    expect(await moments("%Y-%m-%d %H:%M:%S.%n", texts)).toEqual([
      WRONG,
      "2300-01-31 00:00:00.123456",
      "1500-01-31 00:00:00.5",
    ]);
    expect(await moments("%Y-%m-%d %H:%M:%S.%f", ["2024-01-31 00:00:00.1234567"])).toEqual([WRONG]);
  });

  test("has offsets that there are", async () => {
    const offsets = ["+02", "+0230", "-02:30", "+99", "+24:00", "+02:60", "+02:00:30", "Z"];
    expect(
      await moments(
        "%Y-%m-%d %H:%M %z",
        offsets.map((one) => `2024-01-31 10:00 ${one}`),
      ),
    ).toEqual([
      "2024-01-31 08:00:00",
      "2024-01-31 07:30:00",
      "2024-01-31 12:30:00",
      ...offsets.slice(3).map(() => WRONG),
    ]);
  });

  test("may hold any character beside its codes", async () => {
    expect(await dates("(%d)|%m+%Y? 100%% \\d 'é'", ["(31)|12+2024? 100% \\d 'é'"])).toEqual(["2024-12-31"]);
  });

  test("must agree with itself", async () => {
    const texts = ["Wed, 31 Jan 2024", "WED, 31 jan 2024", "Mon, 31 Jan 2024", "We, 31 Jan 2024"];
    expect(await dates("%a, %d %b %Y", texts)).toEqual(["2024-01-31", "2024-01-31", WRONG, WRONG]);
    // The weekday is that of the local day.
    expect(
      await moments("%a %Y-%m-%d %H:%M %z", ["Wed 2024-01-31 23:30 -0500", "Thu 2024-01-31 23:30 -0500"]),
    ).toEqual(["2024-02-01 04:30:00", WRONG]);
    expect(await dates("%Y-%m-%d (%j)", ["2024-01-31 (031)", "2024-01-31 (032)"])).toEqual([
      "2024-01-31",
      WRONG,
    ]);
    expect(await dates("%Y/%Y-%m-%d", ["2024/2024-01-31", "2023/2024-01-31"])).toEqual(["2024-01-31", WRONG]);
  });
});

describe("time zones by name", () => {
  const format = "%Y-%m-%d %H:%M:%S %Z";

  test("an hour that does not exist is no time; one that comes twice is none without its offset", async () => {
    const texts = [
      "2024-03-31 01:59:59 Europe/Berlin",
      "2024-03-31 02:30:00 Europe/Berlin",
      "2024-03-31 03:00:00 Europe/Berlin",
      "2024-10-27 01:59:59 Europe/Berlin",
      "2024-10-27 02:30:00 Europe/Berlin",
      "2024-10-27 03:00:00 Europe/Berlin",
      "2011-12-30 12:00:00 Pacific/Apia",
      "2024-04-07 01:45:00 Australia/Lord_Howe",
      "2024-01-31 10:00:00 Nowhere/Land",
    ];
    expect(await moments(format, texts)).toEqual([
      "2024-03-31 00:59:59",
      WRONG,
      "2024-03-31 01:00:00",
      "2024-10-26 23:59:59",
      WRONG,
      "2024-10-27 02:00:00",
      WRONG,
      WRONG,
      WRONG,
    ]);
    const offsets = ["+0200", "+0100", "+0300"].map(
      (offset) => `2024-10-27 02:30:00 ${offset} Europe/Berlin`,
    );
    expect(
      await moments("%Y-%m-%d %H:%M:%S %z %Z", [
        ...offsets,
        "2024-03-31 02:30:00 +0100 Europe/Berlin",
        "2024-01-31 10:00:00 +0100 Nowhere/Land",
      ]),
    ).toEqual(["2024-10-27 00:30:00", "2024-10-27 01:30:00", WRONG, WRONG, WRONG]);
  });

  /** The moments at which the zone's clocks show a time, by Node's own calendar, minute by minute. */
  const shownAt = (zone: string, local: string): string[] => {
    const show = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "medium",
    });
    const near = Date.parse(`${local.replace(" ", "T")}Z`);
    const found: string[] = [];
    for (let minutes = -15 * 60; minutes <= 15 * 60; minutes += 15) {
      const at = new Date(near + minutes * 60_000);
      if (show.format(at) === local) found.push(at.toISOString().slice(0, 19).replace("T", " "));
    }
    return found;
  };

  test("around the clocks' changes Node's calendar says the same", async () => {
    const changes: [string, string][] = [
      ["Europe/London", "2023-03-26"],
      ["Europe/London", "2023-10-29"],
      ["America/New_York", "2023-03-12"],
      ["America/New_York", "2023-11-05"],
      ["America/St_Johns", "2023-11-05"],
      ["Australia/Lord_Howe", "2023-04-02"],
      ["Asia/Kolkata", "2023-04-02"],
      ["Asia/Kathmandu", "2023-04-02"],
    ];
    const cases = changes.flatMap(([zone, day]) =>
      Array.from({ length: 20 }, (_, quarter) => {
        const minutes = String((quarter % 4) * 15).padStart(2, "0");
        return { zone, local: `${day} 0${Math.floor(quarter / 4)}:${minutes}:00` };
      }),
    );
    const expected = cases.map(({ zone, local }) => {
      const at = shownAt(zone, local);
      return at.length === 1 ? at[0] : WRONG;
    });
    expect(expected.filter((one) => one === WRONG).length).toBeGreaterThan(10);
    const texts = cases.map(({ zone, local }) => `${local} ${zone}`);
    expect(await moments(format, texts)).toEqual(expected);
  });
});

const FORMATS = [
  "%d/%m/%Y",
  "%m-%d-%y",
  "%Y%m%d",
  "%Y-%j",
  "%y%j",
  "%d %b %Y",
  "%B %d, %Y",
  "%a %b %d %Y",
  "%a, %d-%m-%Y",
  "%G-W%V-%u",
  "%Y-%m-%d %H:%M:%S",
  "%Y-%m-%dT%H:%M:%S.%f%z",
  "%d.%m.%Y %-H.%-M",
  "%m/%d/%Y %I:%M %p",
  "%Y%m%d%H%M%S%f",
  "%Y-%m-%d %H:%M:%S.%n",
  "%-d-%-m-%Y",
];

/** A text of the format: right numbers, or such as are a little wrong, in the right places. */
const textOf = (format: string): fc.Arbitrary<string> => {
  const number = (least: number, most: number, width: number) =>
    fc
      .tuple(
        fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: least, max: most }) },
          { weight: 1, arbitrary: fc.nat(most + 40) },
        ),
        fc.nat(9),
      )
      .map(([value, style]) =>
        String(value).padStart(style === 0 ? 0 : style === 1 ? width + 1 : width, "0"),
      );
  const pieces = (format.match(/%-?.|[^%]+/gsu) ?? []).map((piece): fc.Arbitrary<string> => {
    if (!piece.startsWith("%")) return fc.constantFrom(piece, piece, piece, piece, piece, ` ${piece}`);
    switch (piece.at(-1)) {
      case "Y":
      case "G":
        return number(1990, 2030, 4);
      case "y":
        return number(0, 99, 2);
      case "m":
        return number(1, 12, 2);
      case "d":
        return number(1, 31, 2);
      case "j":
        return number(355, 366, 3);
      case "V":
        return number(51, 53, 2);
      case "u":
        return number(1, 7, 1);
      case "f":
        return fc.constantFrom("5", "120", "123456", "1234567");
      case "n":
        return fc.constantFrom("5", "123456000", "123456789", "1234567", "000000000");
      case "b":
        return fc.constantFrom("Jan", "feb", "MAR", "Dec", "June", "Sept");
      case "B":
        return fc.constantFrom("January", "february", "Mar", "DECEMBER");
      case "a":
        return fc.constantFrom("Mon", "tue", "Wed", "Thu", "FRI", "Sat", "Sun", "Monday");
      case "p":
        return fc.constantFrom("AM", "pm", "a.m.");
      case "z":
        return fc.constantFrom("+00", "-0530", "+02:00", "+25", "Z", "");
      default:
        return number(0, piece.endsWith("H") ? 23 : piece.endsWith("I") ? 12 : 59, 2);
    }
  });
  return fc
    .tuple(fc.tuple(...pieces), fc.constantFrom("", "", "", "", " ", "\n"), fc.constantFrom("", "", "", " "))
    .map(([all, end, start]) => `${start}${all.join("")}${end}`);
};

test.each(FORMATS)("an independent reader reads texts in %s as the engine does", async (format) => {
  const texts = fc.sample(textOf(format), 400);
  const expected = texts.map((text) => readFormatted(format, text) ?? WRONG);
  expect(expected.some((one) => one !== WRONG)).toBe(true);
  const got = await moments(format, texts);
  expect(texts.map((text, at) => [text, got[at]])).toEqual(texts.map((text, at) => [text, expected[at]]));
});
