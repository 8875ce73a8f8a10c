// The texts that JSON values become in columns.
import type { ColumnType } from "../../contract/types.ts";

/** JSON text without the white space between its tokens; strings and numbers stay as they are written. */
export function compact(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (inString) {
      out[length++] = byte;
      if (byte === 0x5c) out[length++] = bytes[++at] as number;
      else if (byte === 0x22) inString = false;
    } else if (byte > 0x20) {
      out[length++] = byte;
      inString = byte === 0x22;
    }
  }
  return out.subarray(0, length);
}

/** A number whose digits, written out, are more than this is left as it stands, to be found wrong by its type. */
const MAX_DIGITS = 400;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * A JSON number as a whole or decimal column's text: 1e3 is 1000, and 5.0 is 5 to a whole one. Undefined where it
 * stays as it is written.
 */
export function plainNumber(bytes: Buffer, start: number, end: number, type: ColumnType): Buffer | undefined {
  const whole = type.kind === "int" || type.kind === "bigint";
  if (!whole && type.kind !== "decimal") return undefined;
  let special = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x65 || byte === 0x45 || (whole && byte === 0x2e)) special = true;
  }
  if (!special) return undefined;
  const match = NUMBER.exec(bytes.toString("latin1", start, end));
  if (!match) return undefined;
  const [, sign = "", digits = "", fraction = "", exponent = "0"] = match;
  const point = digits.length + Number(exponent);
  const all = digits + fraction;
  // Whatever the exponent.
  if (/^0+$/.test(all)) return Buffer.from(`${sign}0`);
  if (Math.abs(point) > MAX_DIGITS || all.length > MAX_DIGITS) return undefined;
  const padded = point <= 0 ? "0".repeat(1 - point) + all : all.padEnd(point, "0");
  const split = Math.max(point, 1);
  const rest = padded.slice(split).replace(/0+$/, "");
  return Buffer.from(`${sign}${padded.slice(0, split)}${rest && `.${rest}`}`);
}
