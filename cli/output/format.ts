// Figures as people read them.

/** 12345 → 12,345 */
export const count = (n: number): string => n.toLocaleString("en-US");

/** 1, "file" → 1 file; 12345, "file" → 12,345 files */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;

/** 1536 → 1.5 KiB */
export function bytes(n: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, n < 1 ? 0 : Math.floor(Math.log2(n) / 10));
  const value = n / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** Seconds → 0.4 s, 12 s, 3 min 20 s */
export function seconds(n: number): string {
  if (n < 10) return `${n.toFixed(1)} s`;
  const whole = Math.round(n);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Seconds since a `performance.now()`, to the millisecond. */
export const secondsSince = (start: number): number => Math.round(performance.now() - start) / 1000;
