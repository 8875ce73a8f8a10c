// JSON as Trino keeps it.
import { VARCHAR } from "@duckdb/node-api";
import { isNumber, numberWritten, parseExactly } from "../../../../sql/exact-json.ts";
import type { Native } from "../../../../sql/natives.ts";
import type { Shape } from "../types.ts";

/** Numbers with a point or an exponent as Java writes its doubles. */
function ofJava(number: object): unknown {
  const text = JSON.stringify(number);
  if (/^-?\d+$/.test(text)) return number;
  const value = Number(text);
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (value === 0) return numberWritten(Object.is(value, -0) ? "-0.0" : "0.0");
  if (size >= 1e-3 && size < 1e7)
    return numberWritten(Number.isInteger(value) ? `${value}.0` : String(value));
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return numberWritten(`${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`);
}

/** A value with its numbers as Java has them. */
export function said(value: unknown, isSorted: boolean): unknown {
  if (isNumber(value)) return ofJava(value);
  if (Array.isArray(value)) return value.map((item) => said(item, isSorted));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (isSorted) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, said(inner, isSorted)]));
}

/** A value as a type needs it: rows with all their fields and no others, texts as texts. */
function shaped(value: unknown, shape: Shape): unknown {
  if (value === null || shape === null) return value;
  if (shape === "")
    return isNumber(value) ? numberText(value) : typeof value === "boolean" ? String(value) : value;
  const items: unknown[] | undefined = Array.isArray(value) ? value : undefined;
  const isOne = typeof value !== "object" || isNumber(value);
  if (isOne) return value;
  if ("array" in shape) return items?.map((item) => shaped(item, shape.array)) ?? value;
  if ("map" in shape)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shaped(inner, shape.map)]));
  const fields = new Map(
    items
      ? shape.row.map(([name], i): [string, unknown] => [name, items[i]])
      : Object.entries(value).map(([key, inner]): [string, unknown] => [key.toLowerCase(), inner]),
  );
  return Object.fromEntries(
    shape.row.map(([name, inner]) => [name, shaped(fields.get(name) ?? null, inner)]),
  );
}

/** A number as a text: 2.5E0. */
export function numberText(number: object): string {
  const text = JSON.stringify(number);
  if (/^-?\d+$/.test(text)) return text;
  const [digits = "", exponent = ""] = Number(text).toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** JSON with the keys of its objects sorted and without blanks. */
function sortedJson(text: string): string {
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch {
    throw new Error(`INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '${text}'`);
  }
  return JSON.stringify(said(value, true));
}

/** The number at a path, as it is written. */
function numberAt(text: string, path: string): string | null {
  let value: unknown = parseExactly(text);
  for (const [, name, quoted, index] of path.matchAll(/\.([\w-]+)|\."([^"]*)"|\[(\d+)\]/g))
    value = (value as Record<string, unknown> | undefined)?.[name ?? quoted ?? index ?? ""];
  return isNumber(value) ? JSON.stringify(value) : null;
}

export const JSON_NATIVES: Record<string, Native> = {
  trino_json_number: {
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, path: string) => numberAt(text, path),
  },
  trino_json_shaped: {
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, shape: string) =>
      JSON.stringify(shaped(parseExactly(text), JSON.parse(shape) as Shape)),
  },
  trino_java_json: {
    parameters: [VARCHAR],
    returns: VARCHAR,
    of: (text: string) => JSON.stringify(said(parseExactly(text), false)),
  },
  trino_sorted_json: { parameters: [VARCHAR], returns: VARCHAR, of: sortedJson },
};
