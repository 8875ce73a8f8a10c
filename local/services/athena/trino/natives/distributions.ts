// Distributions, with what Trino says to values outside of them.
import { DOUBLE } from "@duckdb/node-api";
import type { Native } from "../../../../sql/natives.ts";
import { betaCdf, inverseBetaCdf, inverseNormalCdf, normalCdf } from "../distributions.ts";

const doubles = (count: 2 | 3, of: (...values: number[]) => number, check: Check): Native => ({
  parameters: Array.from({ length: count }, () => DOUBLE),
  returns: DOUBLE,
  of: (...values: number[]) => {
    const fault = check(...values);
    if (fault) throw new Error(`INVALID_FUNCTION_ARGUMENT: ${fault}`);
    return of(...values);
  },
});
type Check = (...values: number[]) => string | false;
const isShare = (p = 0): boolean => p >= 0 && p <= 1;

export const DISTRIBUTIONS: Record<string, Native> = {
  trino_normal_cdf: doubles(
    3,
    normalCdf,
    (_, deviation = 0) => deviation <= 0 && "standardDeviation must be > 0",
  ),
  trino_inverse_normal_cdf: doubles(3, inverseNormalCdf, (_, deviation = 0, p = 0) =>
    p <= 0 || p >= 1 ? "p must be 0 > p > 1" : deviation <= 0 && "sd must be > 0",
  ),
  trino_beta_cdf: doubles(3, betaCdf, (a = 0, b = 0, x = 0) =>
    isShare(x) ? (a <= 0 || b <= 0) && "a, b must be > 0" : "value must be 0 >= value >= 1",
  ),
  trino_inverse_beta_cdf: doubles(3, inverseBetaCdf, (a = 0, b = 0, p = 0) =>
    isShare(p) ? (a <= 0 || b <= 0) && "a, b must be > 0" : "p must be 0 >= p >= 1",
  ),
};
