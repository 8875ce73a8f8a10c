// Sizes of data and lengths of time as texts: `1.5GB`, `42.8ms`.

const SIZES = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const DURATIONS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The bytes of a size; what is less than one is cut. */
export function bytesOf(text: string): string {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? [];
  const power = SIZES.indexOf(unit);
  if (power < 0) throw new Error(`INVALID_FUNCTION_ARGUMENT: Invalid data size: '${text}'`);
  const [whole = "", fraction = ""] = number.split(".");
  return ((BigInt(whole + fraction) * 1024n ** BigInt(power)) / 10n ** BigInt(fraction.length)).toString();
}

/** The milliseconds of a length of time. */
export function millisecondsOf(text: string): bigint {
  const [, number = "", unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(text) ?? [];
  const by = DURATIONS[unit];
  if (by === undefined)
    throw new Error(`INVALID_FUNCTION_ARGUMENT: duration is not a valid data duration string: ${text}`);
  return BigInt(Math.round(Number(number) * by));
}
