// One text per value: JSON exactly as Terraform's jsonencode writes it, so that digests taken on either side agree.
import { createHash } from "node:crypto";

const ESCAPES: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** Go escapes what HTML might misread, and writes \u0008 and \u000c where JSON has \b and \f. */
const jsonString = (text: string): string =>
  JSON.stringify(text.normalize("NFC")).replace(/[<>&\u2028\u2029]/g, (one) => ESCAPES[one] as string);

/** Terraform writes numbers without an exponent. */
function jsonNumber(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return Object.is(value, -0) ? "-0" : text;
  const [, sign, whole, fraction = "", power] = match;
  const exponent = Number(power);
  const digits = `${whole}${fraction}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return `${sign}${digits.padEnd(exponent + 1, "0")}`;
}

const byCodePoint = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left, "utf8"), Buffer.from(right, "utf8"));

/** The value as Terraform's jsonencode writes it: keys in order, no spaces, text in Unicode's NFC. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "number") return jsonNumber(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object") return "null";
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([left], [right]) => byCodePoint(left, right));
  return `{${entries.map(([key, item]) => `${jsonString(key)}:${canonicalJson(item)}`).join(",")}}`;
}

/**
 * SHA-256, in lower-case hex, over the canonical JSON of a contract or of its datasets, as they are given: with
 * Terraform, sha256(jsonencode(VALUE)) is the same.
 */
export const contractDigest = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
