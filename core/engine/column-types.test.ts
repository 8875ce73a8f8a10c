// The types of columns: value by value, as docs/contract-semantics.md states them.
import { describe, expect, test } from "@jest/globals";
import { importBytes } from "./testing/harness.ts";
import { outcomes } from "./testing/outcomes.ts";

describe("types", () => {
  test("int and bigint: a sign and digits, nothing else", async () => {
    expect(await outcomes({ type: "int" }, ["1", "-1", "+1", "007", "-0", "2147483647"])).toEqual([
      "1",
      "-1",
      "1",
      "7",
      "0",
      "2147483647",
    ]);
    const wrong = [
      " 1",
      "1 ",
      "1.0",
      "1e3",
      "1_000",
      "1,000",
      "0x1F",
      "2147483648",
      "true",
      "１",
      "1\n",
      "--1",
      "-",
    ];
    expect(await outcomes({ type: "int" }, wrong)).toEqual(wrong.map(() => "v:type"));
    expect(await outcomes({ type: "bigint" }, ["-9223372036854775808", "9223372036854775808"])).toEqual([
      "-9223372036854775808",
      "v:type",
    ]);
  });

  test("decimal: exact, never rounded", async () => {
    const type = "decimal(5,2)";
    expect(await outcomes({ type }, ["1", "1.5", "-.5", "5.", "+1.230000", "999.99", "00001.10"])).toEqual([
      "1.00",
      "1.50",
      "-0.50",
      "5.00",
      "1.23",
      "999.99",
      "1.10",
    ]);
    const wrong = ["1.234", "1000", "1e2", ".", "1 ", "nan", "1,5", "1_0", "", "1.2.3"].filter(
      (value) => value !== "",
    );
    expect(await outcomes({ type }, wrong)).toEqual(wrong.map(() => "v:type"));
    const digits = "12345678901234567890123456789012345678";
    expect(await outcomes({ type: "decimal(38,0)" }, [digits, `${digits}9`, "1.0"])).toEqual([
      digits,
      "v:type",
      "1",
    ]);
    expect(await outcomes({ type: "decimal(38,38)" }, [`0.${digits}`, "1"])).toEqual([
      `.${digits}`,
      "v:type",
    ]);
  });

  test("double: decimal or scientific, finite", async () => {
    expect(
      await outcomes({ type: "double" }, ["1", "-1.5", ".5", "5.", "1e3", "1E-2", "+2.5e+1", "1e-400"]),
    ).toEqual(["1.0", "-1.5", "0.5", "5.0", "1000.0", "0.01", "25.0", "0.0"]);
    const wrong = ["nan", "inf", "Infinity", "1e400", "0x1p3", " 1", "1_0", "1e", "e1", "1d"];
    expect(await outcomes({ type: "double" }, wrong)).toEqual(wrong.map(() => "v:type"));
  });

  test("double: zeros keep their signs, in one file and in many partitions", async () => {
    const values = ["-0.0", "0.0", "0.0", "-0", "0", "-1e-999"];
    expect(await outcomes({ type: "double" }, values)).toEqual(["-0.0", "0.0", "0.0", "-0.0", "0.0", "-0.0"]);
    const { rows } = await importBytes(
      {
        source: { format: "ndjson" },
        columns: [
          { name: "p", type: "int" },
          { name: "d", type: "double" },
        ],
        partition_by: ["p"],
      },
      Array.from({ length: 300 }, (_, at) => `{"p":${at % 100},"d":${at < 100 ? "-0.0" : "0.0"}}`).join("\n"),
    );
    expect(rows.filter(({ d }) => d === "-0.0")).toHaveLength(100);
    expect(rows.filter(({ d }) => d === "0.0")).toHaveLength(200);
  });

  test("boolean: the ten words, in any case", async () => {
    const words = ["true", "T", "Yes", "y", "1", "FALSE", "f", "no", "N", "0"];
    expect(await outcomes({ type: "boolean" }, words)).toEqual(words.map((_, at) => String(at < 5)));
    const wrong = ["on", "2", "tru", " true", "ja", "-1", "01"];
    expect(await outcomes({ type: "boolean" }, wrong)).toEqual(wrong.map(() => "v:type"));
  });

  test("date: YYYY-MM-DD of the calendar", async () => {
    expect(await outcomes({ type: "date" }, ["2024-02-29", "0001-01-01", "9999-12-31"])).toEqual([
      "2024-02-29",
      "0001-01-01",
      "9999-12-31",
    ]);
    const wrong = [
      "2023-02-29",
      "2024-1-5",
      "2024/01/05",
      "05.01.2024",
      "2024-01",
      "20240105",
      "0000-01-01",
      "10000-01-01",
      "2024-01-05 ",
      "2024-01-05T00:00:00",
      "infinity",
      "epoch",
      "-2024-01-05",
      "2024-13-01",
      "2024-01-05 (BC)",
    ];
    expect(await outcomes({ type: "date" }, wrong)).toEqual(wrong.map(() => "v:type"));
  });

  test("timestamp: ISO 8601, offsets turned to UTC", async () => {
    const right: [string, string][] = [
      ["2024-01-31T23:59:58", "2024-01-31 23:59:58"],
      ["2024-01-31 23:59", "2024-01-31 23:59:00"],
      ["2024-01-31", "2024-01-31 00:00:00"],
      ["2024-01-31T23:59:58.5", "2024-01-31 23:59:58.5"],
      ["2024-01-31T23:59:58.123456", "2024-01-31 23:59:58.123456"],
      ["2024-01-31T23:59:58.123456000", "2024-01-31 23:59:58.123456"],
      ["2024-01-31T23:59:58Z", "2024-01-31 23:59:58"],
      ["2024-01-31T23:59Z", "2024-01-31 23:59:00"],
      ["2024-01-31T23:59:58+02:00", "2024-01-31 21:59:58"],
      ["2024-01-31 23:59:58.25-0530", "2024-02-01 05:29:58.25"],
      ["2024-01-31T23:59:58+01", "2024-01-31 22:59:58"],
      ["2024-01-31T23:59+01", "2024-01-31 22:59:00"],
      ["0001-01-01T00:00:00", "0001-01-01 00:00:00"],
      ["9999-12-31T23:59:59.999999", "9999-12-31 23:59:59.999999"],
    ];
    expect(
      await outcomes(
        { type: "timestamp" },
        right.map(([text]) => text),
      ),
    ).toEqual(right.map(([, value]) => value));
    const wrong = [
      "2024-01-31T24:00:00",
      "2024-01-31T23:60:00",
      "2024-01-31T23:59:60",
      "2024-02-30T00:00:00",
      "2024-01-31T1:02:03",
      "2024-01-31t00:00:00",
      "2024-01-31T00:00:00z",
      "2024-01-31T00:00:00 UTC",
      "2024-01-31T00:00:00.1234567",
      "2024-01-31  00:00:00",
      "2024-01-31T00:00:00 ",
      "1706745598",
      "now",
      "epoch",
      "infinity",
      "2024-01-31T",
      "2024-01-31T12",
      "2024-01-31T00:00:00+24:00",
      "9999-12-31T23:59:59-01:00",
      "0001-01-01T00:00:00+01:00",
      "2024-01-31T00:00:00.",
      "31/01/2024 10:00",
    ];
    expect(await outcomes({ type: "timestamp" }, wrong)).toEqual(wrong.map(() => "v:type"));
  });

  test("formats of dates and timestamps", async () => {
    expect(
      await outcomes({ type: "date", format: "%d/%m/%Y" }, [
        "31/01/2024",
        "1/2/2024",
        "2024-01-31",
        "31/02/2024",
        "31/01/2024x",
      ]),
    ).toEqual(["2024-01-31", "2024-02-01", "v:type", "v:type", "v:type"]);
    expect(
      await outcomes({ type: "timestamp", format: "%m/%d/%Y %I:%M %p" }, [
        "01/31/2024 01:05 PM",
        "13/01/2024 01:05 PM",
      ]),
    ).toEqual(["2024-01-31 13:05:00", "v:type"]);
    expect(
      await outcomes({ type: "timestamp", format: "%Y-%m-%d %H:%M:%S %z" }, ["2024-01-31 10:00:00 +0200"]),
    ).toEqual(["2024-01-31 08:00:00"]);
  });
});
