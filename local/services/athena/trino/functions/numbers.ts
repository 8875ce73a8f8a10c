// Functions of numbers, and of distributions of them.
import { type CallRule, plainCall, same } from "../../../../sql/calls.ts";
import { arg } from "../arguments.ts";

export const NUMBERS: Record<string, CallRule> = {
  ...same("abs exp power pow sin cos tan asin acos atan atan2"),
  ...same("sinh cosh tanh pi radians degrees"),
  ceil: "trino_ceil",
  ceiling: "trino_ceil",
  floor: "trino_floor",
  sign: "trino_sign",
  sqrt: "trino_sqrt",
  ln: "trino_ln",
  log10: (call) => `trino_log10(${arg(call, 0)})`,
  log2: (call) => `(trino_ln(${arg(call, 0)}) / 0.6931471805599453e0)`,
  cbrt: "trino_cbrt",
  round: (call) =>
    call.args.length > 1 ? `trino_round_to(${call.args.join(", ")})` : `round(${arg(call, 0)})`,
  truncate: (call) =>
    call.args.length > 1
      ? `trino_truncate_to(trino_as_decimal(${arg(call, 0)}), ${call.args.slice(1).join(", ")})`
      : `trunc(trino_as_decimal(${arg(call, 0)}))`,
  mod: "trino_mod",
  e: () => "exp(1)",
  log: (call) => `(trino_ln(${arg(call, 1)}) / trino_ln(${arg(call, 0)}))`,
  random: (call) => {
    const [low = "", high] = call.args;
    if (call.args.length === 0) return "random()";
    if (high === undefined) return `CAST(floor(random() * ${low}) AS BIGINT)`;
    return `(${low} + CAST(floor(random() * (${high} - ${low})) AS INTEGER))`;
  },
  rand: () => "random()",
  is_nan: "isnan",
  is_finite: "isfinite",
  is_infinite: "isinf",
  nan: () => "CAST('NaN' AS DOUBLE)",
  infinity: () => "CAST('Infinity' AS DOUBLE)",
  bitwise_and: (call) => `(CAST(${arg(call, 0)} AS BIGINT) & CAST(${arg(call, 1)} AS BIGINT))`,
  bitwise_or: (call) => `(CAST(${arg(call, 0)} AS BIGINT) | CAST(${arg(call, 1)} AS BIGINT))`,
  bitwise_xor: (call) => `xor(CAST(${arg(call, 0)} AS BIGINT), CAST(${arg(call, 1)} AS BIGINT))`,
  bitwise_not: (call) => `(~CAST(${arg(call, 0)} AS BIGINT))`,
  bitwise_left_shift: "trino_left_shift",
  bitwise_right_shift: "trino_right_shift",
  bitwise_right_shift_arithmetic: (call) =>
    `CASE WHEN ${arg(call, 1)} > 63 THEN CASE WHEN ${arg(call, 0)} < 0 THEN -1 ELSE 0 END ELSE ${arg(call, 0)} >> ${arg(call, 1)} END`,
  bit_count: (call) => `CAST(trino_bit_count(${arg(call, 0)}, ${arg(call, 1)}) AS BIGINT)`,
  to_base: (call) =>
    `(CASE WHEN ${arg(call, 0)} < 0 THEN '-' ELSE '' END || lower(to_base(abs(CAST(${arg(call, 0)} AS BIGINT)), ${arg(call, 1)})))`,
  from_base: "trino_from_base",
  width_bucket: (call) =>
    call.args.length === 2
      ? `CAST(len(list_filter(${arg(call, 1)}, lambda __b: __b <= ${arg(call, 0)})) AS BIGINT)`
      : plainCall("trino_width_bucket", call),
};

/** The interval of Wilson's score. */
const wilson =
  (sign: "+" | "-"): CallRule =>
  (call) => {
    const [s, n, z] = [arg(call, 0), arg(call, 1), arg(call, 2)].map((value) => `CAST(${value} AS DOUBLE)`);
    const over = (a: string, b: string): string => `system.main."/"(${a}, ${b})`;
    const p = over(s as string, n as string);
    const spread = `${z} * sqrt(system.main."+"(${over(`${p} * (1 - ${p})`, n as string)}, ${over(`${z} * ${z}`, `(4 * ${n} * ${n})`)}))`;
    return over(
      `(${p} + ${over(`${z} * ${z}`, `(2 * ${n})`)} ${sign} ${spread})`,
      `(1 + ${over(`${z} * ${z}`, n as string)})`,
    );
  };

export const STATISTICS: Record<string, CallRule> = {
  normal_cdf: "trino_normal_cdf",
  inverse_normal_cdf: "trino_inverse_normal_cdf",
  beta_cdf: "trino_beta_cdf",
  inverse_beta_cdf: "trino_inverse_beta_cdf",
  wilson_interval_lower: wilson("-"),
  wilson_interval_upper: wilson("+"),
};
