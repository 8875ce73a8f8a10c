// Event patterns: what of an event a rule, or an event source mapping, wants to see.
// Source: EventBridge User Guide, "Comparison operators for use in event patterns".
import { BlockList } from "node:net";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function numeric(conditions: Json[], value: Json): boolean {
  if (typeof value !== "number") return false;
  for (let at = 0; at + 1 < conditions.length; at += 2) {
    const bound = Number(conditions[at + 1]);
    const holds =
      {
        "=": value === bound,
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
      }[String(conditions[at])] ?? false;
    if (!holds) return false;
  }
  return true;
}

/** Of a text, or of one of any case: { "equals-ignore-case": "…" }. */
function within(
  text: string,
  operand: Json | undefined,
  test: (text: string, part: string) => boolean,
): boolean {
  if (operand === null || typeof operand !== "object" || Array.isArray(operand))
    return test(text, String(operand));
  return test(text.toLowerCase(), String(operand["equals-ignore-case"]).toLowerCase());
}

/** An asterisk stands for any text; a backslash before it for itself. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replaceAll(/\\[*\\]|\*|[.+?^${}()|[\]\\]/g, (found) =>
      found === "*" ? "[\\s\\S]*" : found.length === 2 ? found : `\\${found}`,
    )}$`,
  );

function inRange(range: string, address: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const list = new BlockList();
  try {
    const family = network.includes(":") ? "ipv6" : "ipv4";
    list.addSubnet(network, Number(bits), family);
    return list.check(address, family);
  } catch {
    return false;
  }
}

function holds(condition: Json, value: Json | undefined): boolean {
  if (condition === null || typeof condition !== "object") return value !== undefined && value === condition;
  if (Array.isArray(condition)) return false;
  const [name, operand] = Object.entries(condition)[0] ?? [];
  if (name === "exists") return (value !== undefined) === operand;
  if (value === undefined) return false;
  const text = typeof value === "string" ? value : undefined;
  switch (name) {
    case "prefix":
      return text !== undefined && within(text, operand, (one, part) => one.startsWith(part));
    case "suffix":
      return text !== undefined && within(text, operand, (one, part) => one.endsWith(part));
    case "wildcard":
      return text !== undefined && wildcard(String(operand)).test(text);
    case "cidr":
      return text !== undefined && inRange(String(operand), text);
    case "equals-ignore-case":
      return text?.toLowerCase() === String(operand).toLowerCase();
    case "numeric":
      return Array.isArray(operand) && numeric(operand, value);
    case "anything-but": {
      const excluded = Array.isArray(operand) ? operand : [operand as Json];
      // A list of prefixes, or of others of its kind, excludes each.
      return !excluded.some((one) => eachOf(one).some((single) => holds(single, value)));
    }
    default:
      return false;
  }
}

/** { prefix: ["a", "b"] } → both by themselves. */
function eachOf(condition: Json): Json[] {
  if (condition === null || typeof condition !== "object" || Array.isArray(condition)) return [condition];
  const [name, operand] = Object.entries(condition)[0] ?? [];
  return name && name !== "numeric" && Array.isArray(operand)
    ? operand.map((one) => ({ [name]: one }))
    : [condition];
}

/** Whether a value matches an event pattern. */
export function matches(pattern: Json, value: Json | undefined): boolean {
  if (Array.isArray(pattern)) {
    const values = Array.isArray(value) ? value : [value];
    return pattern.some((condition) => values.some((one) => holds(condition, one)));
  }
  if (pattern === null || typeof pattern !== "object") return pattern === value;
  // One of a list of objects is enough.
  if (Array.isArray(value)) return value.some((one) => matches(pattern, one));
  return Object.entries(pattern).every(([key, inner]) => {
    if (key === "$or" && Array.isArray(inner)) return inner.some((one) => matches(one, value));
    const object = value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
    return matches(inner, object?.[key]);
  });
}
