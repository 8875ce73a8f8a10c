// An option that is a whole number.
import type { Signature } from "./options.ts";
import { usageError } from "./usage.ts";

export function wholeNumber(
  given: string | undefined,
  {
    name,
    otherwise,
    most,
    signature,
  }: { name: string; otherwise: number; most: number; signature: Signature },
): number {
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (/^\d{1,9}$/.test(given) && number >= 1 && number <= most) return number;
  throw usageError(`--${name} ${JSON.stringify(given)} is no whole number from 1 to ${most}`, signature);
}
