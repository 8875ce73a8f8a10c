// The types that Trino gives to results of decimals: https://trino.io/docs/current/functions/decimal.html

/** A decimal, or a whole number as a decimal of its digits. */
export interface Digits {
  isDecimal: boolean;
  /** All digits, 38 at most. */
  width: number;
  /** Those behind the point. */
  scale: number;
}

export const MOST_DIGITS = 38;
/** Beyond it DuckDB computes in 128 bits. */
const SHORT = 18;
const WHOLE: Readonly<Record<string, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INTEGER: 10,
  BIGINT: 19,
  HUGEINT: 19,
};

const decimal = (width: number, scale: number): Digits => ({ isDecimal: true, width, scale });

/** The digits of a type by its name in DuckDB, such as `DECIMAL(12,2)`; undefined of other types. */
export function digitsOf(type: string): Digits | undefined {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (width !== undefined) return decimal(Number(width), Number(scale));
  const whole = WHOLE[type];
  return whole === undefined ? undefined : { isDecimal: false, width: whole, scale: 0 };
}

/** What Trino takes a null for that has no type. */
export const UNKNOWN: Digits = { isDecimal: false, width: 1, scale: 0 };

/** The type of a cast to decimals. */
export const castType = ({ width, scale }: Digits): unknown => ({
  id: "DECIMAL",
  type_info: { type: "DECIMAL_TYPE_INFO", alias: "", extension_info: null, width, scale },
});

/** The digits of a type as it stands in a tree. */
export function digitsInTree(type: unknown): Digits | undefined {
  const { id, type_info } = type as { id?: string; type_info?: { width?: unknown; scale?: unknown } };
  return digitsOf(
    id === "DECIMAL"
      ? `DECIMAL(${JSON.stringify(type_info?.width)},${JSON.stringify(type_info?.scale)})`
      : (id ?? ""),
  );
}

const within = (width: number, scale: number): Digits => decimal(Math.min(MOST_DIGITS, width), scale);
const before = ({ width, scale }: Digits): number => width - scale;

/** The type of an operator's result. */
export const RESULTS: Readonly<Record<string, (a: Digits, b: Digits) => Digits>> = {
  "+": (a, b) => {
    const scale = Math.max(a.scale, b.scale);
    return within(Math.max(before(a), before(b)) + scale + 1, scale);
  },
  "*": (a, b) => within(a.width + b.width, a.scale + b.scale),
  "/": (a, b) => within(a.width + b.scale + Math.max(0, b.scale - a.scale), Math.max(a.scale, b.scale)),
  "%": (a, b) => {
    const scale = Math.max(a.scale, b.scale);
    return within(Math.min(before(a), before(b)) + scale, scale);
  },
};

/** The type of a function's result, or an aggregate's, by that of its first argument: DuckDB's own is the same. */
export const KEPT: Readonly<Record<string, (x: Digits) => Digits>> = {
  abs: (x) => x,
  trino_truncate_to: (x) => x,
  "-": (x) => x,
  "+": (x) => x,
  min: (x) => x,
  max: (x) => x,
  any_value: (x) => x,
  trino_avg: (x) => x,
  sum: (x) => decimal(MOST_DIGITS, x.scale),
};

const whole = (x: Digits): Digits => within(before(x) + Math.min(1, x.scale), 0);
/** The same where DuckDB's own is another. */
export const ROUNDED: Readonly<Record<string, (x: Digits) => Digits>> = {
  round: whole,
  trino_ceil: whole,
  trino_floor: whole,
  trunc: (x) => within(Math.max(1, before(x)), 0),
  trino_sign: () => decimal(1, 0),
  trino_round_to: (x) => within(x.width + 1, x.scale),
};

/** So wide an operand that DuckDB's own result has all digits of Trino's. */
export const widened = (operand: Digits, result: Digits): Digits =>
  decimal(
    Math.min(MOST_DIGITS, Math.max(operand.width, SHORT + 1, before(result) + operand.scale)),
    operand.scale,
  );

/** Whether a quotient may be beyond 128 bits while DuckDB computes it: see `trino_decimal_quotient` in macros/numbers.ts. */
export const isWide = (dividend: Digits, divisor: Digits, { scale }: Digits): boolean =>
  Math.max(before(dividend) + 2 * scale, before(divisor) + scale) > MOST_DIGITS;
/** Whether an average may be so, of a sum that has up to twenty digits before the point. */
export const hasWideAverage = ({ scale }: Digits): boolean => 20 + 2 * scale > MOST_DIGITS;

/** Whether DuckDB's own result has Trino's type. */
export const isTold = (sign: string, a: Digits, b: Digits, result: Digits): boolean =>
  (sign === "+" || sign === "*") &&
  a.isDecimal &&
  b.isDecimal &&
  (result.width <= SHORT || Math.max(a.width, b.width) > SHORT);

export const isSame = (a: Digits, b: Digits): boolean =>
  a.isDecimal === b.isDecimal && a.width === b.width && a.scale === b.scale;
