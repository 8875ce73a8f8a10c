// strptime's codes, as DuckDB has them.
import type { ColumnType } from "../types.ts";

/** A code with its minus, and its letter. */
export const CODE = /%(-?)(.?)/gsu;
/** With and without the minus that allows a number to stand without its zero. */
export const CODES = "aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%";
export const UNPADDED = "dHIjmMSy";

/** What makes a day: of one of these every member, and of each of those one code at least. */
export const DATED: readonly (readonly (readonly string[])[])[] = [
  [["c", "x"]],
  [["Y", "y"], ["j"]],
  [["Y", "y"], ["m", "b", "B"], ["d"]],
  [["G"], ["V"], ["u"]],
];

const dated = (codes: ReadonlySet<string>): boolean =>
  DATED.some((all) => all.every((any) => any.some((code) => codes.has(code))));

/** Why DuckDB's strptime could not read a date with it, as the end of a sentence; undefined where it can. */
export function formatFault(format: string, type: ColumnType): string | undefined {
  const codes = new Set<string>();
  for (const [whole, minus = "", code = ""] of format.matchAll(CODE)) {
    const known = code !== "" && (minus ? UNPADDED : CODES).includes(code);
    if (!known) return `: there is no ${whole}`;
    codes.add(code);
  }
  if (codes.size === 0) return "";
  if (format.includes("\0")) return ": it holds a NUL character";
  const noun = type.kind === "date" ? "date" : "timestamp";
  return dated(codes) ? undefined : `: a ${noun} needs a year, a month and a day`;
}
