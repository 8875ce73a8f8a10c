// For tests of the kernel: columns and CSV of any kind, most of it near what is right, in chunks of any size.
import fc from "fast-check";
import { validateContract } from "../../../contract/index.ts";

const digits = (most: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: most });
const number = fc
  .tuple(
    fc.constantFrom("", "-", "+", "--", " "),
    digits(20),
    fc.option(digits(12)),
    fc.constantFrom("", "", "e3", " "),
  )
  .map(([sign, whole, fraction, end]) => `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${end}`);
const two = fc.constantFrom(
  "00",
  "01",
  "02",
  "09",
  "12",
  "13",
  "23",
  "24",
  "28",
  "29",
  "30",
  "31",
  "59",
  "60",
  "1",
  "1 ",
);
export const moment = fc
  .tuple(
    fc.constantFrom("2024", "2023", "1900", "2000", "0001", "0000", "9999", "1969", "24"),
    two,
    two,
    fc.constantFrom("T", " ", "t", ""),
    two,
    two,
    two,
    fc.constantFrom("", "", ".5", ".123456", ".1234567", ".120000000", "."),
    fc.constantFrom("", "", "Z", "+02:00", "-0130", "z", " "),
  )
  .map(([y, m, d, t, h, min, s, f, z]) =>
    t === "" ? `${y}-${m}-${d}${z}` : `${y}-${m}-${d}${t}${h}:${min}:${s}${f}${z}`,
  );
const word = fc.constantFrom(
  "true",
  "FALSE",
  "t",
  "F",
  "yes",
  "No",
  "n",
  "Y",
  "1",
  "0",
  "on",
  "TRUe",
  "",
  " true ",
  "2",
  "tRuE\t",
);
export const text = fc.string({
  unit: fc.constantFrom("a", "B", "Z", " ", "\t", "é", "İ", "😀", ",", '"', "\n", "\r", "x"),
  maxLength: 70,
});
export const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const field = fc
  .tuple(fc.oneof(number, moment, word, text), fc.nat(11))
  .map(([value, style]) =>
    style === 0 ? value : style < 4 || /[",\r\n]/.test(value) ? quoted(value) : value,
  );
export const types = [
  "int",
  "bigint",
  "decimal(5,2)",
  "decimal(18,0)",
  "decimal(18,17)",
  "decimal(30,3)",
  "double",
  "date",
  "timestamp",
  "boolean",
];
/** Rules that some of these values break. */
const bounds: Readonly<Record<string, readonly [string, string]>> = {
  int: ["-5", "1000000"],
  bigint: ["0", "123456789012"],
  "decimal(5,2)": ["-1.5", "99"],
  "decimal(18,0)": ["1", "10"],
  "decimal(18,17)": ["0.00000000000000001", "1.5"],
  "decimal(30,3)": ["0", "7"],
  double: ["-0.5", "1000"],
  date: ["1969-12-31", "2024-02-01"],
  timestamp: ["1900-01-01 12:00:00", "2024-01-31 23:59:59.5"],
};
const patterns = [
  "^a",
  "x$",
  "^\\S+$",
  "B|Z",
  "^[a-zB ]{2,20}$",
  "^(a|B)*$",
  ".x.",
  "é",
  "(?i)b",
  "^$",
  "[^\\w]x?",
];
const rulesOfText = fc.record(
  {
    required: fc.boolean(),
    default: fc.constantFrom("a", "xx"),
    min_length: fc.constantFrom(0, 1, 2, 5),
    max_length: fc.constantFrom(1, 4, 30),
    pattern: fc.constantFrom(...patterns),
    in: fc.constantFrom(["a", "x", "B Z"], ["aé", "x"], ["é"]),
  },
  { requiredKeys: [] },
);
const rulesOfValue = (type: string) => {
  const [min, max] = bounds[type] ?? [];
  if (min === undefined || max === undefined) return fc.record({ required: fc.boolean() });
  return fc.record(
    {
      required: fc.boolean(),
      default: fc.constant(min),
      min: fc.constant(min),
      max: fc.constant(max),
      in: fc.constant([min, max]),
    },
    { requiredKeys: [] },
  );
};
/** Columns, with rules that the contract may have of them. */
const ruled = (columns: fc.Arbitrary<{ name: string; type: string }>): fc.Arbitrary<object> =>
  columns
    .chain((column) =>
      (column.type === "string" ? rulesOfText : rulesOfValue(column.type)).map((rules) => ({
        ...column,
        ...rules,
      })),
    )
    .filter(isColumn);
function isColumn(column: object): boolean {
  try {
    validateContract({ version: 1, name: "test", datasets: { rows: { columns: [column] } } }, { file: "t" });
    return true;
  } catch {
    return false;
  }
}
export const column = (name: string) =>
  fc.oneof(
    ruled(
      fc.record({
        name: fc.constant(name),
        type: fc.constantFrom(...types),
        clean: fc.constantFrom([], ["trim"], ["trim", "lower"]),
        null_values: fc.constantFrom([""], [], ["NA", "0"], ["-1"], ["true"]),
      }),
    ),
    ruled(
      fc.record({
        name: fc.constant(name),
        type: fc.constant("string"),
        clean: fc.subarray(["trim", "lower"]),
        null_values: fc.constantFrom([""], [], ["a"], ["", "a"]),
      }),
    ),
    fc.record({
      name: fc.constant(name),
      type: fc.constant("string"),
      clean: fc.constantFrom([], ["upper"], ["trim", "lower"], ["digits_only"]),
      tokenize: fc.constant("hmac"),
    }),
  );
/** Rows of so many fields; some lack the last one, or are empty lines. */
export const table = (width: number) =>
  fc
    .array(
      fc.tuple(
        fc.array(field, { minLength: width, maxLength: width }),
        fc.nat(29),
        fc.constantFrom("\n", "\n", "\r\n", "\r"),
      ),
      { maxLength: 60 },
    )
    .map((rows) =>
      rows
        .map(([fields, oddity, end]) =>
          oddity === 1 ? end : `${(oddity === 0 ? fields.slice(0, -1) : fields).join(",")}${end}`,
        )
        .join(""),
    );
export const chunks = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(1000)), {
  minLength: 1,
  maxLength: 5,
});
