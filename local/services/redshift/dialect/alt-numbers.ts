// Numbers in the Teradata style: a sign before or behind, an exponent; nothing but blanks is zero. Sources: AWS's pages of
// TEXT_TO_INT_ALT and TEXT_TO_NUMERIC_ALT.

/** The last digit that is kept is as it is, or that of the nearest value, of the even one in the middle. */
export type Rounding = "cut" | "even";

/** The same number as a decimal of so many digits after its point. */
export function altNumber(text: string, scale: number, rounding: Rounding): string {
  const trimmed = text.trim();
  if (trimmed === "") return "0";
  const [, before = "", digits = "", exponent = "0", after = ""] =
    /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?([+-]?)$/.exec(trimmed) ?? [];
  if (digits === "" || (before !== "" && after !== "")) throw new Error(`RS: Invalid digit, Value '${text}'`);
  const [whole = "", fraction = ""] = digits.split(".");
  const shift = scale + Number(exponent) - fraction.length;
  const value = scaled(BigInt(whole + fraction), shift, rounding);
  const all = value.toString().padStart(scale + 1, "0");
  const sign = (before === "-" || after === "-") && value !== 0n ? "-" : "";
  return `${sign}${all.slice(0, all.length - scale)}${scale > 0 ? `.${all.slice(-scale)}` : ""}`;
}

/** A whole number times a power of ten. */
function scaled(value: bigint, shift: number, rounding: Rounding): bigint {
  if (shift >= 0) return value * 10n ** BigInt(shift);
  const by = 10n ** BigInt(-shift);
  const [cut, rest] = [value / by, (value % by) * 2n];
  const isUp = rounding === "even" && (rest > by || (rest === by && cut % 2n === 1n));
  return isUp ? cut + 1n : cut;
}
