// What is written of inferred datasets: names that every system takes, and YAML that is read back as it was.
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseContract } from "../contract/parse.ts";
import { NAME } from "../contract/schema.ts";
import { renderContractYaml } from "./index.ts";
import { columnNames } from "./names.ts";

test("names are such that every system takes them, and no two alike", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 30 }), (headers) => {
      const names = columnNames(headers);
      expect(new Set(names).size).toBe(headers.length);
      for (const name of names) expect(name).toMatch(NAME);
    }),
  );
});

test("what is rendered is read back as it was, whatever the headers hold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })), {
        minLength: 1,
        maxLength: 8,
      }),
      (columns) => {
        const headers = columns.map(([header], at) => `${header}${at}`.normalize("NFC"));
        const names = columnNames(headers);
        const dataset = {
          source: { format: "csv" as const },
          columns: columns.map(([, word], at) => ({
            name: names[at] as string,
            type: "string",
            from: headers[at] as string,
            null_values: ["", word.normalize("NFC")],
          })),
        };
        const statistics = { rows: 1, malformed: 0, whole: true, columns: [], notes: ["a\nb: c"] };
        const contract = parseContract(renderContractYaml("acme", [{ name: "d", dataset, statistics }]), {
          file: "y",
        });
        expect(contract.datasets.d?.columns.map(({ from, null_values }) => [from, null_values])).toEqual(
          dataset.columns.map(({ from, null_values }) => [from, null_values]),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  [1, true, "Inferred from 1 row."],
  [1, false, "Inferred from 1 row looked at."],
  [2, true, "Inferred from 2 rows."],
])("%s rows, whole: %s", (rows, whole, words) => {
  const dataset = { columns: [{ name: "a", type: "string" as const }] };
  const text = renderContractYaml("acme", [
    { name: "d", dataset, statistics: { rows, malformed: 0, whole, columns: [], notes: [] } },
  ]);
  expect(text).toContain(words);
});
