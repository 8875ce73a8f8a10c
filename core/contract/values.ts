// Values that a contract gives for a column (min, max, in, default) and literals of expressions, in canonical text.
import type { ColumnType } from "./types.ts";

export type Scalar = string | number | boolean;

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A number's plain digits: whole and fraction, without leading or trailing zeros. */
interface Digits {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function readDigits(text: string): Digits | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const exponent = Number(match[4] ?? 0);
  const fraction = match[3] ?? "";
  const all = `${match[2]}${fraction}`;
  const point = (match[2] as string).length + exponent;
  const padded = point < 0 ? "0".repeat(-point) + all : all.padEnd(point, "0");
  const whole = padded.slice(0, Math.max(point, 0)).replace(/^0+/, "");
  const rest = padded.slice(Math.max(point, 0)).replace(/0+$/, "");
  return { negative: match[1] === "-" && (whole !== "" || rest !== ""), whole, fraction: rest };
}

const writeDigits = (digits: Digits): string =>
  `${digits.negative ? "-" : ""}${digits.whole || "0"}${digits.fraction ? `.${digits.fraction}` : ""}`;

/** Whole numbers lie from minus this to one less. */
export const INT_LIMIT = 2n ** 31n;
export const BIGINT_LIMIT = 2n ** 63n;
const WHOLE_LIMITS = { int: INT_LIMIT, bigint: BIGINT_LIMIT } as const;

function wholeText(kind: "int" | "bigint", digits: Digits): string | undefined {
  if (digits.fraction !== "") return undefined;
  const value = BigInt(writeDigits(digits));
  const limit = WHOLE_LIMITS[kind];
  return value >= -limit && value < limit ? value.toString() : undefined;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d{0,3})?)?(Z|z|[+-]\d\d:?\d\d)?)?$/;

function dateText(text: string): string | undefined {
  const match = DATE.exec(text);
  if (!match || match[1] === "0000") return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  // JavaScript rolls 2024-02-30 over to March; a date that comes back changed is none.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
}

function timestampText(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, date = "", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  if (!dateText(date) || hour > "23" || minute > "59" || second > "59") return undefined;
  const offset = /^[zZ]$/.test(zone) ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const moment = new Date(`${date}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(moment.getTime())) return undefined;
  const utc = moment.toISOString().slice(0, 19).replace("T", " ");
  return dateText(utc.slice(0, 10)) ? (fraction ? `${utc}.${fraction}` : utc) : undefined;
}

/**
 * A contract's value as the canonical text that a SQL cast to the column's type reads, or undefined where the value
 * is not of the type. Dates are YYYY-MM-DD, timestamps YYYY-MM-DD HH:MM:SS[.ffffff] in UTC. Numbers may be given as
 * text too, for those that YAML cannot hold exactly; text may not be given as a number, since 01 and 1.0 would
 * have lost their zeros.
 */
export function valueText(type: ColumnType, value: Scalar): string | undefined {
  if (type.kind === "string") return typeof value === "string" ? value : undefined;
  if (type.kind === "boolean") return typeof value === "boolean" ? String(value) : undefined;
  if (typeof value === "boolean") return undefined;
  if (type.kind === "date") {
    if (typeof value !== "string") return undefined;
    // Terraform's yamldecode makes 2024-01-31T00:00:00Z of an unquoted date.
    return dateText(value.replace(/[Tt ]00:00:00(Z|\+00:00)$/, ""));
  }
  if (type.kind === "timestamp") return typeof value === "string" ? timestampText(value) : undefined;

  const digits = readDigits(String(value));
  if (!digits) return undefined;
  if (type.kind === "double") return Number.isFinite(Number(value)) ? writeDigits(digits) : undefined;
  if (type.kind === "decimal") {
    const fits = digits.fraction.length <= type.scale && digits.whole.length <= type.precision - type.scale;
    return fits ? writeDigits(digits) : undefined;
  }
  return wholeText(type.kind, digits);
}

/** -1, 0 or 1, as the column's type orders two canonical texts of it. */
export function compareValues(type: ColumnType, left: string, right: string): number {
  if (type.kind === "double") return Math.sign(Number(left) - Number(right));
  if (type.kind === "int" || type.kind === "bigint" || type.kind === "decimal") {
    const scale = 40;
    const scaled = (text: string): bigint => {
      const [whole = "", fraction = ""] = text.split(".");
      return BigInt(`${whole}${fraction.padEnd(scale, "0")}`);
    };
    const difference = scaled(left) - scaled(right);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}
