// values.ts as Terraform expressions: a value's canonical text by its column's type, and which of two comes first.
// Terraform's numbers hold 512 bits, and tostring() writes them as the digits they were read from.
import { BIGINT_LIMIT, INT_LIMIT } from "../values.ts";
import { text } from "./hcl.ts";

const NUMBER = "^[+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$";
/** From here on a double is infinite. */
const DOUBLE_LIMIT = "1.797693134862315807e308";
/** A canonical number's whole digits, without a zero alone, and its fraction. */
const DIGITS = "^-?(?:0|([1-9][0-9]*))(?:\\.([0-9]+))?$";
const DATE = "^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]00:00:00(?:Z|\\+00:00))?$";
const TIMESTAMP =
  "^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\\.([0-9]{1,6})[0-9]{0,3})?)?" +
  "(?:[Zz]|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))?)?$";

const read = (pattern: string, value: string): string => `try([regex(${text(pattern)}, ${value})], [])`;

/** A text that is a day of some calendar: formatdate() refuses February 30th. */
const isDay = (day: string): string =>
  `substr(${day}, 0, 4) != "0000" && can(formatdate("YYYY", "\${${day}}T00:00:00Z"))`;

const number = (limits: string): string =>
  `[for n in ${read(NUMBER, "tostring(v)")} : [for x in [tonumber(n)] : x == 0 ? "0" : tostring(x) if ${limits}]]`;

const decimal = `[for n in ${read(NUMBER, "tostring(v)")} : [for x in [tonumber(n)] : [for t in [x == 0 ? "0" : tostring(x)] : t
  if length([for m in ${read(DIGITS, "t")} : m if try(length(m[1]), 0) <= t0.scale && try(length(m[0]), 0) <= t0.precision - t0.scale]) > 0]]]`;

const date = `[for m in ${read(DATE, "v")} : m[0] if ${isDay("m[0]")}]`;

/** The zone's hours and minutes, with the sign that leads back to UTC. */
const back = `"\${m[5] == "-" ? "" : "-"}\${m[6] == null ? "00" : m[6]}h\${m[7] == null ? "00" : m[7]}m"`;
const or00 = (group: number): string => `m[${group}] == null ? "00" : m[${group}]`;
const timestamp = `[for m in ${read(TIMESTAMP, "v")} : [for u in try([formatdate("YYYY-MM-DD hh:mm:ss",
  timeadd("\${m[0]}T\${${or00(1)}}:\${${or00(2)}}:\${${or00(3)}}Z", ${back}))], []) :
  m[4] == null ? u : "\${u}.\${m[4]}" if ${isDay("m[0]")} && length(u) == 19 && substr(u, 0, 4) != "0000"]]`;

/** Kind of column → a list of the canonical text of `v`; of none where it is not of that kind. `t0` is the column's type. */
const FORMS: Readonly<Record<string, string>> = {
  string: `[for t in [v] : t if k == "text"]`,
  boolean: `[for t in [v] : tostring(t) if k == "boolean"]`,
  int: number(`floor(x) == x && x >= -${INT_LIMIT} && x < ${INT_LIMIT}`),
  bigint: number(`floor(x) == x && x >= -${BIGINT_LIMIT} && x < ${BIGINT_LIMIT}`),
  double: number(`abs(x) < ${DOUBLE_LIMIT}`),
  decimal,
  date,
  timestamp,
};

/** A list of the canonical text of `v`, whose kind is `k`, as a value of the type `t0`: { kind, precision, scale }. */
export const CANONICAL = `flatten([${Object.entries(FORMS)
  .map(([kind, form]) => `[for same in [1] : ${form} if t0.kind == "${kind}"]`)
  .join(", ")}])`;

/** Whether the first of two canonical texts of the type `t0`, which has an order, comes after the second. */
export const after = (left: string, right: string): string =>
  `contains(["date", "timestamp"], t0.kind) ? ${left} != ${right} && sort([${left}, ${right}])[0] == ${right} : try(tonumber(${left}) > tonumber(${right}), false)`;
