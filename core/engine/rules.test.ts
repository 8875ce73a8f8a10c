// Cleaning and rules: value by value, as docs/contract-semantics.md states them.
import { describe, expect, test } from "@jest/globals";
import { importBytes } from "./testing/harness.ts";
import { outcomes } from "./testing/outcomes.ts";

describe("cleaning", () => {
  test("steps, in their order", async () => {
    const spaces = "\u00a0\t x \u3000 y\u2003\n";
    expect(await outcomes({ type: "string", clean: ["trim"] }, [spaces, " ", "x"])).toEqual([
      "x \u3000 y",
      null,
      "x",
    ]);
    expect(await outcomes({ type: "string", clean: ["collapse_spaces"] }, [spaces])).toEqual([" x y "]);
    expect(await outcomes({ type: "string", clean: ["lower"] }, ["ÀB ΣI"])).toEqual(["àb σi"]);
    expect(await outcomes({ type: "string", clean: ["upper"] }, ["àb é"])).toEqual(["ÀB É"]);
    expect(await outcomes({ type: "string", clean: ["digits_only"] }, ["+44 (0)20-1٣", "x"])).toEqual([
      "440201",
      null,
    ]);
    const swap = { replace: { pattern: "(\\w+) (\\w+)", with: "\\2 \\1" } };
    expect(await outcomes({ type: "string", clean: ["trim", swap, "upper"] }, [" a b c d "])).toEqual([
      "B A D C",
    ]);
    expect(
      await outcomes({ type: "decimal(12,2)", clean: [{ replace: { pattern: "[,$]", with: "" } }] }, [
        "$1,234.50",
        "x",
      ]),
    ).toEqual(["1234.50", "v:type"]);
  });

  test("null values, of the source and of a column, before cleaning and after", async () => {
    const dataset = { source: { null_values: ["", "NA", "-"] } };
    expect(await outcomes({ type: "int" }, ["NA", "-", "", "na"], dataset)).toEqual([
      null,
      null,
      null,
      "v:type",
    ]);
    expect(
      await outcomes({ type: "string", null_values: ["N/A"], clean: ["trim", "lower"] }, [
        "N/A",
        " N/A ",
        "",
        "n/a",
      ]),
    ).toEqual([null, "n/a", "", "n/a"]);
    expect(await outcomes({ type: "string", null_values: ["x"], clean: ["lower"] }, ["X", "x"])).toEqual([
      null,
      null,
    ]);
  });

  test("defaults stand for null, before required", async () => {
    expect(await outcomes({ type: "string", default: "none", required: true }, ["", "x"])).toEqual([
      "none",
      "x",
    ]);
    expect(await outcomes({ type: "decimal(5,2)", default: 0, required: true }, ["", "1"])).toEqual([
      "0.00",
      "1.00",
    ]);
    expect(
      await outcomes({ type: "date", format: "%d.%m.%Y", default: "2024-01-01" }, ["", "5.1.2023"]),
    ).toEqual(["2024-01-01", "2023-01-05"]);
  });
});

describe("rules", () => {
  test("required, min and max, lengths, pattern, in", async () => {
    expect(
      await outcomes({ type: "int", required: true, min: -1, max: 5 }, ["", "-2", "-1", "5", "6"]),
    ).toEqual(["v:required", "v:min", "-1", "5", "v:max"]);
    expect(await outcomes({ type: "date", min: "2024-01-01" }, ["2023-12-31", "2024-01-01"])).toEqual([
      "v:min",
      "2024-01-01",
    ]);
    expect(
      await outcomes({ type: "string", min_length: 2, max_length: 3 }, ["a", "éé", "😀😀😀", "abcd", ""]),
    ).toEqual(["v:min_length", "éé", "😀😀😀", "v:max_length", null]);
    expect(await outcomes({ type: "string", pattern: "b+" }, ["abbc", "ac", ""])).toEqual([
      "abbc",
      "v:pattern",
      null,
    ]);
    expect(await outcomes({ type: "string", in: ["GBP", "EUR"] }, ["GBP", "gbp", ""])).toEqual([
      "GBP",
      "v:in",
      null,
    ]);
    expect(await outcomes({ type: "decimal(5,2)", in: [1, "2.5"] }, ["1.0", "2.50", "3"])).toEqual([
      "1.00",
      "2.50",
      "v:in",
    ]);
  });

  test("all reasons of a row are kept; a wrong type hides the other rules of its column only", async () => {
    const { quarantine, result } = await importBytes(
      {
        columns: [
          { name: "a", type: "int", min: 5, max: 1000 },
          { name: "b", type: "string", pattern: "^x", max_length: 2 },
        ],
        checks: [{ name: "sum", expression: "a > 10 or length(b) < 5" }],
      },
      "a,b\n1,yyyyy\nq,yyy\n",
    );
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([
      ["a:min", "b:max_length", "b:pattern", "check:sum"],
      ["a:type", "b:max_length", "b:pattern"],
    ]);
    expect(result.reasons).toEqual({
      "a:min": 1,
      "b:max_length": 2,
      "b:pattern": 2,
      "check:sum": 1,
      "a:type": 1,
    });
  });

  test("a check passes unless it is false", async () => {
    const dataset = { checks: [{ name: "positive", expression: "v > 0" }] };
    expect(await outcomes({ type: "int" }, ["1", "0", ""], dataset)).toEqual(["1", "check:positive", null]);
  });

  test("names and values of any kind are names and values, never SQL", async () => {
    const evil = `x'"; DROP TABLE bad; --\\`;
    const { rows, quarantine } = await importBytes(
      { columns: [{ name: "v", from: evil, type: "string", in: [evil], null_values: [evil.toUpperCase()] }] },
      `"${evil.replaceAll('"', '""')}"\n"${evil.replaceAll('"', '""')}"\nother\n`,
    );
    expect(rows).toEqual([{ v: evil }]);
    expect(quarantine).toHaveLength(1);
  });
});

test("more rules than a word has bits", async () => {
  const columns = Array.from({ length: 120 }, (_, at) => ({ name: `c${at}`, type: "int", max: 5 }));
  const row = (make: (at: number) => string): string => columns.map((_, at) => make(at)).join(",");
  const content = [
    row((at) => `c${at}`),
    row(() => "1"),
    row((at) => (at % 50 === 49 ? "x" : at % 70 === 69 ? "6" : "1")),
  ];
  const { rows, quarantine } = await importBytes({ columns }, `${content.join("\n")}\n`);
  expect(rows).toHaveLength(1);
  expect(quarantine[0]?.reasons).toEqual(["c49:type", "c69:max", "c99:type"]);
});
