// For tests of the kernel: JSON of any kind, most of it near what is right.
import fc from "fast-check";
import { moment } from "./tables.ts";

const digits = fc.constantFrom("0", "7", "12", "007", "123456789012345678", "99999999999999999999");
const number = fc
  .tuple(
    fc.constantFrom("", "", "-", "+"),
    digits,
    fc.constantFrom("", "", ".0", ".50", ".", ".123456"),
    fc.constantFrom("", "", "", "e3", "E-2", "e"),
  )
  .map((parts) => parts.join(""));
const character = fc.constantFrom(
  ..."abcXYZ  019.-:,{}[]é€𝄞\u2028",
  '\\"',
  "\\\\",
  "\\/",
  "\\n",
  "\\t",
  "\\u00e9",
  "\\ud834\\udd1e",
  "\\ud834",
  "\\u0000",
  "\\x",
  "\t",
);
const text = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(..."abcDEF gh1"), maxLength: 40 }) },
    { weight: 1, arbitrary: fc.array(character, { maxLength: 24 }).map((parts) => parts.join("")) },
    { weight: 1, arbitrary: moment },
    { weight: 1, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom("", "true", "No", "NULL", " x ") },
  )
  .map((inner) => `"${inner}"`);
const value = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: fc.constantFrom("true", "false", "null", "nul", "truex") },
  { weight: 1, arbitrary: fc.constantFrom("{}", "[]", '{"a": [1, {"b": "}"}]}', "[1,", "") },
);
const space = fc.constantFrom("", "", "", " ", "\t", "  ");

/** A member as it is written. */
export const member = (names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...names), value, space, space)
    .map(([name, written, before, behind]) => `"${name}"${before}:${behind}${written}`);

const objectOf = (members: readonly string[], between: string): string => `{${members.join(`${between},`)}}`;

/** The objects on lines. */
export const linesOf = (objects: readonly string[][]): fc.Arbitrary<string> =>
  fc
    .tuple(space, fc.constantFrom("\n", "\r\n", " \n", "\n\n", "x\n"), fc.boolean())
    .map(([between, end, last]) => {
      const lines = objects.map((members) => objectOf(members, between)).join(end);
      return `{}\n${lines}${last ? "\n" : ""}`;
    });

/** The objects as the elements of an array. */
export const arrayOf = (objects: readonly string[][]): fc.Arbitrary<string> =>
  fc
    .tuple(space, fc.constantFrom(",", ",\n", " , "), fc.constantFrom("]", "\n]", "]\n", ",]", "", "] x"))
    .map(([between, comma, end]) => {
      // Mostly whole ones: a single broken element rejects the file.
      const whole = objects.filter((members) => isJson(objectOf(members, between)));
      const elements = whole.length > 2 ? whole : objects;
      return `[${elements.map((members) => objectOf(members, between)).join(comma)}${end}`;
    });

function isJson(written: string): boolean {
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
}
