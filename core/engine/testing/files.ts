// Random files of CSV for the contracts of arbitrary.ts: as programs write them, and broken in every way.
import fc from "fast-check";
import { value } from "./arbitrary.ts";

export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
/** As a careful writer would write it, or as a careless one might. */
export const field = fc.tuple(value, fc.nat(9)).map(([text, style]) => {
  if (style === 0) return text;
  if (style === 1) return quoted(text);
  return /[",\r\n]/.test(text) ? quoted(text) : text;
});

const lineEnd = fc.constantFrom("\n", "\n", "\r\n", "\r");
export const fileOf = (fields: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .record({
      header: fc.constantFrom("a,b,c", "c,b,a", "x,a,b,c", '"b",c,a,y'),
      rows: fc.array(fc.tuple(fc.array(fields, { minLength: 3, maxLength: 3 }), fc.nat(19), lineEnd), {
        maxLength: 40,
      }),
      last: fc.boolean(),
    })
    .map(({ header, rows, last }) => {
      const width = header.split(",").length;
      const lines = rows.map(([cells, raggedness, end]) => {
        const all = [...cells, ...Array.from({ length: width - 3 }, () => "")];
        if (raggedness === 0) all.pop();
        if (raggedness === 1) all.push("");
        return raggedness === 2 ? end : all.join(",") + end;
      });
      const text = `${header}\n${lines.join("")}`;
      return last ? text : text.replace(/[\r\n]+$/, "");
    });

/** Of what a reader may stumble over. */
export const wildField = fc.string({
  unit: fc.constantFrom("a", "1", '"', '"', ",", "\n", "\r", " ", "é"),
  maxLength: 6,
});

const day = (n: number): string => new Date(Date.UTC(2001, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

/** A value that a column of a type takes, of 900; and some that it may not. */
const FITTING: Readonly<Record<string, { of: (n: number) => string; others: readonly string[] }>> = {
  string: { of: (n) => `a${n % 10}b`, others: [" b ", "NA", "toolongforthis"] },
  int: { of: String, others: ["1000", "x"] },
  bigint: { of: String, others: ["-1", "1.5"] },
  double: { of: (n) => String(n / 4), others: ["", "1e400"] },
  boolean: { of: (n) => (n % 2 ? "true" : "No"), others: ["maybe"] },
  date: { of: day, others: ["2000-12-31", "2023-02-29"] },
  timestamp: { of: (n) => `${day(n)}T23:59:5${n % 10}`, others: ["soon"] },
  decimal: { of: (n) => `${n}.5`, others: ["1.555", "1000"] },
};

/** A file of rows most of which a contract of columns a, b and c takes. */
export const fittingFile = (shape: object): fc.Arbitrary<string> => {
  const { columns } = shape as { columns: readonly { type: string }[] };
  const cells = columns.map(({ type }) => {
    const { of, others } = FITTING[type.replace(/\(.*/, "")] ?? { of: String, others: [""] };
    return fc.oneof(
      { weight: 20, arbitrary: fc.nat(899).map(of) },
      { weight: 1, arbitrary: fc.constantFrom(...others) },
    );
  });
  return fc
    .array(fc.tuple(...cells), { minLength: 5, maxLength: 30 })
    .map((rows) => `a,b,c\n${rows.map((row) => `${row.join(",")}\n`).join("")}`);
};
