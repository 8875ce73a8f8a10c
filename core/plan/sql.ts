// The only place where names and values become SQL text. Whatever comes from a contract or a file passes here.

/** A quoted identifier. Any text is safe; NUL, which no identifier can hold, is left out. */
export const identifier = (name: string): string => `"${name.replaceAll("\0", "").replaceAll('"', '""')}"`;

/** A VARCHAR literal. A NUL, at which SQL text would end, is written as chr(0). */
export function text(value: string): string {
  const parts = value.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(" || chr(0) || ")})`;
}

/** A whole number. */
export function whole(value: number | bigint): string {
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new RangeError(`${value} is not whole`);
  return String(value);
}

/** `'a', 'b'`: the inside of an IN list or a list literal. */
export const texts = (values: readonly string[]): string => values.map(text).join(", ");

/** Conditions joined by OR; false where there is none. */
export const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "false" : conditions.map((condition) => `(${condition})`).join(" OR ");
