// Whether a column takes what another type gives it. Redshift casts on INSERT and MERGE, and rounds without a word: 1.5 into
// an integer is 2. What does not fit at all, such as a text that is too long, it refuses by itself.

/** True where every value of `incoming` that the column can hold is in it as it was. */
export function takes(standing: string, incoming: string): boolean {
  const [own, arriving] = [kindOf(standing), kindOf(incoming)];
  if (own === arriving) return own !== "decimal" || scaleOf(standing) >= scaleOf(incoming);
  return ALSO[own]?.includes(arriving) ?? false;
}

/** What a kind takes besides itself. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  decimal: ["integer"],
  real: ["integer"],
  double: ["integer", "real"],
  timestamp: ["date"],
};

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(smallint|integer|bigint|int[248]?)$/, "integer"],
  [/^(numeric|decimal)\b/, "decimal"],
  [/^(real|float4|float)$/, "real"],
  [/^(double|float8)\b/, "double"],
  [/^(timestamptz|timestamp with time zone)$/, "timestamptz"],
  [/^timestamp\b/, "timestamp"],
  [/^(varchar|char|character|bpchar|text)\b/, "text"],
];

function kindOf(type: string): string {
  const known = KINDS.find(([pattern]) => pattern.test(type.toLowerCase()));
  return known?.[1] ?? type.toLowerCase();
}

function scaleOf(type: string): number {
  return Number(/,\s*(\d+)/.exec(type)?.[1] ?? 0);
}
