// Quotients of decimals beyond what DuckDB's 128 bits hold on the way.
import { INTEGER, VARCHAR } from "@duckdb/node-api";
import type { Native } from "../../../../sql/natives.ts";
import { MOST_DIGITS } from "../decimal-types.ts";

const OVERFLOW = "NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow";

const unscaled = (text: string): readonly [bigint, scale: number] => {
  const [whole = "", fraction = ""] = text.split(".");
  return [BigInt(whole + fraction), fraction.length];
};

/** The quotient with so many digits behind the point, rounded half away from zero. */
function quotient(dividend: string, divisor: string, scale: number): string {
  const [n, nScale] = unscaled(dividend);
  const [d, dScale] = unscaled(divisor);
  if (d === 0n) throw new Error("DIVISION_BY_ZERO: Division by zero");
  const shift = scale + dScale - nScale;
  // Trino's own powers of ten end here.
  if (shift >= MOST_DIGITS) throw new Error(OVERFLOW);
  const [top, bottom] = shift < 0 ? [n, d * 10n ** BigInt(-shift)] : [n * 10n ** BigInt(shift), d];
  const [size, by] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  const digits = String((2n * size + by) / (2n * by)).padStart(scale + 1, "0");
  if (digits.replace(/^0+/, "").length > MOST_DIGITS) throw new Error(OVERFLOW);
  const sign = top < 0n !== bottom < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export const DECIMAL_NATIVES: Record<string, Native> = {
  trino_wide_quotient: {
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: VARCHAR,
    of: (dividend: string, divisor: string, scale: number) => quotient(dividend, divisor, scale),
  },
};
