// Event patterns of an event source mapping's filter criteria: which messages a function gets to see.

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

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

function holds(condition: Json, value: Json | undefined): boolean {
  if (condition === null || typeof condition !== "object") return value !== undefined && value === condition;
  if (Array.isArray(condition)) return false;
  const [name, operand] = Object.entries(condition)[0] ?? [];
  if (name === "exists") return (value !== undefined) === operand;
  if (value === undefined) return false;
  const text = typeof value === "string" ? value : undefined;
  switch (name) {
    case "prefix":
      return text?.startsWith(String(operand)) ?? false;
    case "suffix":
      return text?.endsWith(String(operand)) ?? false;
    case "equals-ignore-case":
      return text?.toLowerCase() === String(operand).toLowerCase();
    case "numeric":
      return Array.isArray(operand) && numeric(operand, value);
    case "anything-but": {
      const excluded = Array.isArray(operand) ? operand : [operand as Json];
      return !excluded.some((one) => holds(one, value));
    }
    default:
      return false;
  }
}

/** Whether a value matches an event pattern. */
export function matches(pattern: Json, value: Json | undefined): boolean {
  if (Array.isArray(pattern)) {
    const values = Array.isArray(value) ? value : [value];
    return pattern.some((condition) => values.some((one) => holds(condition, one)));
  }
  if (pattern === null || typeof pattern !== "object") return pattern === value;
  return Object.entries(pattern).every(([key, inner]) => {
    if (key === "$or" && Array.isArray(inner)) return inner.some((one) => matches(one, value));
    const object = value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
    return matches(inner, object?.[key]);
  });
}

/** Whether any of the patterns matches an SQS record; its body is looked into where it is JSON. */
export function passes(patterns: readonly string[], record: Record<string, unknown>): boolean {
  if (patterns.length === 0) return true;
  let body = record.body as Json;
  try {
    body = JSON.parse(String(record.body)) as Json;
  } catch {
    // Plain text is matched as text.
  }
  const value = { ...record, body } as Json;
  return patterns.some((pattern) => matches(JSON.parse(pattern) as Json, value));
}
