// A value against a shape: every key, kind and value that the schema does not allow, in the contract's words.
import { canonicalJson } from "../canonical.ts";
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { hint } from "../near.ts";
import { BOOLEAN_HINT, TYPE_HINT } from "../words.ts";
import type { Kind, Shape } from "./node.ts";

export const kindOf = (value: unknown): Kind | "nothing" => {
  if (typeof value === "string") return "text";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (typeof value === "boolean") return "boolean";
  if (Array.isArray(value)) return "list";
  return typeof value === "object" && value !== null ? "mapping" : "nothing";
};

/** A value as messages show it: scalars as JSON, the others by what they are. */
export function found(value: unknown): string {
  const kind = kindOf(value);
  if (kind === "list") return (value as unknown[]).length > 0 ? "a list" : "an empty list";
  if (kind === "mapping") return "a mapping";
  return kind === "nothing" ? "nothing" : canonicalJson(value);
}

/** A step of a path: an item's own name where it has one, else its place. */
export function label(item: unknown, index: number): string {
  if (kindOf(item) !== "mapping") return String(index);
  const { name, lookup } = item as { name?: unknown; lookup?: unknown };
  for (const own of [name, lookup])
    if (["text", "number", "boolean"].includes(kindOf(own)) && own !== "") return String(own);
  return String(index);
}

const join = (path: string, step: string): string => (path ? `${path}.${step}` : step);

/** Every fault of the value's shape. */
export function checkShape(shape: Shape, value: unknown, path: string): ContractIssue[] {
  const kind = kindOf(value);
  const wrong = (): ContractIssue[] => {
    const mistaken = kind === "boolean" && shape.kinds.includes("text") ? BOOLEAN_HINT : "";
    const { expects, example } = shape;
    return [issue("wrong_value", path, { expects, found: found(value), example, hint: mistaken })];
  };
  if (shape.kinds.length === 0) return [];
  if (kind === "nothing" || !shape.kinds.includes(kind)) return wrong();
  switch (kind) {
    case "text":
      return checkText(shape, value as string, path, wrong);
    case "number":
      return checkNumber(shape, value as number, path, wrong);
    case "boolean":
      return [];
    case "list": {
      const items = value as unknown[];
      if (shape.notEmpty && items.length === 0) return wrong();
      const { items: each } = shape;
      return each
        ? items.flatMap((item, index) => checkShape(each, item, join(path, label(item, index))))
        : [];
    }
    case "mapping":
      return checkMapping(shape, value as Record<string, unknown>, path);
  }
}

function checkText(shape: Shape, value: string, path: string, wrong: () => ContractIssue[]): ContractIssue[] {
  if (shape.values && !shape.values.includes(value)) {
    const values = shape.values.join(", ");
    return [issue("unknown_value", path, { found: found(value), values, hint: hint(value, shape.values) })];
  }
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) return wrong();
  if (shape.length && (value.length < shape.length.min || value.length > shape.length.max)) return wrong();
  return [];
}

function checkNumber(
  shape: Shape,
  value: number,
  path: string,
  wrong: () => ContractIssue[],
): ContractIssue[] {
  if (shape.constant !== undefined) return value === shape.constant ? [] : wrong();
  if (!Number.isFinite(value)) return wrong();
  if (shape.whole && !Number.isInteger(value)) return wrong();
  if (shape.range && (value < shape.range.min || value > shape.range.max)) return wrong();
  // Beyond 2^53 JavaScript and Terraform no longer read the same number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return [issue("inexact_number", path)];
  return [];
}

function checkMapping(shape: Shape, value: Record<string, unknown>, path: string): ContractIssue[] {
  const { keys, entries } = shape;
  if (entries)
    return Object.entries(value).flatMap(([key, item]) => [
      ...checkShape(entries.key, key, join(path, key)),
      ...checkShape(entries.shape, item, join(path, key)),
    ]);
  if (!keys) return [];
  const known = Object.keys(keys);
  const unknown = Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) =>
      issue("unknown_key", join(path, key), {
        key,
        keys: known.join(", "),
        hint: key.endsWith(")") ? TYPE_HINT : hint(key, known),
      }),
    );
  const inside = Object.entries(keys).flatMap(([key, { required, shape: inner }]) => {
    if (Object.hasOwn(value, key)) return checkShape(inner, value[key], join(path, key));
    return required ? [issue("missing", join(path, key), { example: inner.example })] : [];
  });
  return [...unknown, ...inside];
}
