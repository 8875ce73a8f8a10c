// How a JavaScript value becomes SQL. The Data API knows text parameters only, and neither NULL nor the empty string
// among them: so each value is a text, a placeholder and the cast that gives it back its type; null, booleans and ''
// are written as the fixed words that they are.
import { RedshiftValueError } from "../errors.ts";

/** Longest VARCHAR of Redshift, in bytes of UTF-8. */
export const MAX_VARCHAR_BYTES = 65_535;

export type Binding =
  /** Fixed SQL, without any text of the value's own. */
  | { kind: "word"; sql: string }
  /** A text to bind, and the type to cast it to; a string has none and takes that of its surroundings. */
  | { kind: "text"; text: string; cast?: string; call?: string };

/** In V8 since Node 21; not yet in the types. */
const rawJson = JSON as unknown as { rawJSON(text: string): unknown };

const MAX_DECIMAL_DIGITS = 38;
const INT4 = 2n ** 31n;
const INT8 = 2n ** 63n;

/** How the value is written; the same answer when the query is compiled and when its parameters are sent. */
export function bindingOf(value: unknown): Binding {
  if (value === null) return { kind: "word", sql: "null" };
  switch (typeof value) {
    case "string":
      return stringBinding(value);
    case "boolean":
      return { kind: "word", sql: value ? "true" : "false" };
    case "number":
      return numberBinding(value);
    case "bigint":
      return integerBinding(value);
    case "object":
      return objectBinding(value as object);
    default:
      throw new RedshiftValueError(
        `a value of type ${typeof value} cannot be sent to Redshift: use null for no value, or a string, number, bigint, boolean, Date, Uint8Array, array or plain object`,
      );
  }
}

/** The text under which a bound value is sent; undefined where nothing of it is bound. */
export function parameterText(value: unknown): string | undefined {
  const binding = bindingOf(value);
  return binding.kind === "text" ? binding.text : undefined;
}

function stringBinding(value: string): Binding {
  if (value === "") return { kind: "word", sql: "''" };
  return { kind: "text", text: checkedText(value, "a string") };
}

function numberBinding(value: number): Binding {
  if (Number.isSafeInteger(value)) return integerBinding(BigInt(value));
  const text = Number.isNaN(value)
    ? "NaN"
    : value === Infinity
      ? "Infinity"
      : value === -Infinity
        ? "-Infinity"
        : String(value);
  const decimal = /^-?(\d+)\.(\d+)$/.exec(text);
  if (decimal) {
    const whole = decimal[1] === "0" ? "" : (decimal[1] ?? "");
    const scale = decimal[2]?.length ?? 0;
    const precision = whole.length + scale;
    if (precision <= MAX_DECIMAL_DIGITS)
      return { kind: "text", text, cast: `decimal(${precision}, ${scale})` };
  }
  return { kind: "text", text, cast: "double precision" };
}

function integerBinding(value: bigint): Binding {
  const text = value.toString();
  if (value >= -INT4 && value < INT4) return { kind: "text", text, cast: "integer" };
  if (value >= -INT8 && value < INT8) return { kind: "text", text, cast: "bigint" };
  if (text.replace("-", "").length <= MAX_DECIMAL_DIGITS)
    return { kind: "text", text, cast: "decimal(38, 0)" };
  throw new RedshiftValueError(
    `the integer ${text.slice(0, 12)}… has ${text.replace("-", "").length} digits: Redshift's DECIMAL holds 38`,
  );
}

function objectBinding(value: object): Binding {
  if (value instanceof Date) return { kind: "text", text: timestampText(value), cast: "timestamp" };
  if (value instanceof Uint8Array) {
    if (value.length === 0) return { kind: "text", text: "00", call: "emptyBytes" };
    return { kind: "text", text: Buffer.from(value).toString("hex"), call: "from_hex" };
  }
  const proto = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && proto !== Object.prototype && proto !== null) {
    throw new RedshiftValueError(
      `a value of class ${value.constructor?.name ?? "?"} cannot be sent to Redshift: give a string, number, bigint, boolean, Date, Uint8Array, array or plain object`,
    );
  }
  return { kind: "text", text: checkedText(jsonText(value), "JSON for a SUPER value"), call: "json_parse" };
}

/** bigint as a JSON number, as SUPER holds it; what JSON cannot hold is refused rather than dropped. */
function jsonText(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "bigint") return rawJson.rawJSON(inner.toString());
    if (typeof inner === "number" && !Number.isFinite(inner)) {
      throw new RedshiftValueError(`JSON for a SUPER value cannot hold ${inner}: use null or a string`);
    }
    return inner;
  });
}

/** UTC, in the form Redshift prints: 2024-01-31 10:00:00.123. */
function timestampText(date: Date): string {
  if (Number.isNaN(date.getTime()))
    throw new RedshiftValueError("an invalid Date cannot be sent to Redshift");
  const year = date.getUTCFullYear();
  if (year < 1) {
    throw new RedshiftValueError(
      `the year ${year} cannot be sent as a Date: give the timestamp as a string, such as '0044-03-15 BC'`,
    );
  }
  const iso = date.toISOString();
  return `${String(year).padStart(4, "0")}${iso.slice(iso.length - 20, iso.length - 1).replace("T", " ")}`;
}

/** Redshift's VARCHAR takes valid UTF-8 without NUL, 65,535 bytes at most. */
export function checkedText(text: string, what: string): string {
  if (text.includes("\0")) {
    throw new RedshiftValueError(
      `${what} holds a NUL character (U+0000), which Redshift's VARCHAR cannot: remove it`,
    );
  }
  if (!text.isWellFormed()) {
    throw new RedshiftValueError(`${what} holds half a surrogate pair, which is no text in UTF-8: remove it`);
  }
  if (text.length * 3 > MAX_VARCHAR_BYTES) {
    const bytes = Buffer.byteLength(text, "utf8");
    if (bytes > MAX_VARCHAR_BYTES) {
      throw new RedshiftValueError(
        `${what} has ${bytes} bytes in UTF-8: Redshift's VARCHAR holds ${MAX_VARCHAR_BYTES}; shorten it, or load it with COPY`,
      );
    }
  }
  return text;
}
