// Random contracts of three columns, and texts near the edges of what their types take, for property tests.
import fc from "fast-check";

/** Texts near the edges of what the types take. */
const near = fc.constantFrom(
  "",
  "0",
  "1",
  "-1",
  "+7",
  "007",
  "2147483647",
  "2147483648",
  "-2147483648",
  "9223372036854775807",
  "9223372036854775808",
  "1.5",
  "1.50",
  "1.005",
  ".5",
  "5.",
  "1e3",
  "1E-2",
  "1e400",
  "nan",
  "inf",
  "1_0",
  "0x1",
  "1,000",
  " 1",
  "1 ",
  "true",
  "No",
  "Y",
  "t",
  "off",
  "2024-02-29",
  "2023-02-29",
  "0000-01-01",
  "9999-12-31",
  "2024-1-1",
  "2024-01-31T23:59:58",
  "2024-01-31 23:59:58.120000",
  "2024-01-31T23:59:58.1234567",
  "2024-01-31T23:59+02:00",
  "2024-12-31T23:59:58.5-0530",
  "9999-12-31T23:59:59-01",
  "2024-01-31T24:00:00",
  "NA",
  "N/A",
  "-",
  "é",
  "😀",
  "ab",
  "a\u00a0b",
  "\u3000x ",
  "A b  C",
  "\t",
  "null",
  "\\N",
  "'",
  '"',
  '""',
  "a\\x41",
);
export const value = fc.oneof(
  { weight: 5, arbitrary: near },
  { weight: 1, arbitrary: fc.integer().map(String) },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom("a", "B", "1", " ", ".", "-", "é", "😀", ",", '"', "\n", "\r"),
      maxLength: 8,
    }),
  },
);

const column = (name: string) =>
  fc
    .record(
      {
        name: fc.constant(name),
        type: fc.constantFrom(
          "string",
          "int",
          "bigint",
          "double",
          "boolean",
          "date",
          "timestamp",
          "decimal(5,2)",
          "decimal(20,0)",
          "decimal(38,10)",
        ),
        required: fc.boolean(),
        clean: fc.subarray(
          [
            "trim",
            "lower",
            "collapse_spaces",
            "digits_only",
            "upper",
            { replace: { pattern: "([0-9])([a-z])", with: "\\2-\\1" } },
          ] as const,
          { maxLength: 3 },
        ),
        null_values: fc.subarray(["", "NA", "-", "null", "n/a", "0"]),
        min_length: fc.constantFrom(0, 1, 2),
        max_length: fc.constantFrom(3, 9),
        pattern: fc.constantFrom("^[a-z0-9]", "\\S", "b$"),
      },
      { requiredKeys: ["name", "type"] },
    )
    .map(({ min_length, max_length, pattern, ...plain }) => {
      const textOnly = plain.type === "string" ? { min_length, max_length, pattern } : {};
      const numeric = /^(int|bigint|double|decimal)/.test(plain.type);
      const bounds = numeric ? { min: -1, max: 999 } : plain.type === "date" ? { min: "2000-01-01" } : {};
      return JSON.parse(JSON.stringify({ ...plain, ...textOnly, ...bounds })) as object;
    });

export const dataset = fc
  .record({
    columns: fc.tuple(column("a"), column("b"), column("c")),
    key: fc.constantFrom(undefined, ["a"], ["b", "c"]),
    on_duplicate: fc.constantFrom("first", "last", "reject"),
    source: fc.record({ null_values: fc.subarray(["", "NA", "-"]) }),
  })
  .map((shape) => JSON.parse(JSON.stringify(shape)) as object);
