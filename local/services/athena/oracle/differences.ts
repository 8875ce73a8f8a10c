// Statements whose answers differ from a plain Trino's, by the reason: Athena's differ there as well.
export const DIFFERENCES: Readonly<Record<string, readonly string[]>> = {
  "Athena's moments have milliseconds, a plain Trino's as many digits as were written": [
    "select date_add('millisecond', 5, timestamp '2020-01-01 00:00:00')",
  ],
  "far out in a distribution Trino has nine digits, which are followed by more here": [
    "select normal_cdf(3, 2, 4.5), normal_cdf(0, 1, -6), normal_cdf(0, 1, 9)",
  ],
};
