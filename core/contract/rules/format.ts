// strptime's codes, as DuckDB has them.
import type { ColumnType } from "../types.ts";

const CODE = /%(-?)(.?)/gsu;
/** With and without the minus that allows a number to stand without its zero. */
const CODES = "aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%";
const UNPADDED = "dHIjmMSy";

const dated = (codes: ReadonlySet<string>): boolean => {
  const has = (...any: string[]): boolean => any.some((code) => codes.has(code));
  if (has("c", "x")) return true;
  const year = has("Y", "y");
  return (year && (has("j") || (has("m", "b", "B") && has("d")))) || (has("G") && has("V") && has("u"));
};

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
