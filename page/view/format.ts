// Figures and times as the page shows them.

/** 12345 → 12,345 */
export const count = (n: number): string => n.toLocaleString("en-US");

/** 2, "file" → files; 2, "row in" → rows in; 2, "curated row" → curated rows; 2, "delivery" → deliveries; "waiting" stays. */
export function plural(n: number, unit: string): string {
  if (n === 1 || unit === "waiting" || unit === "bytes") return unit;
  if (unit.endsWith("y")) return `${unit.slice(0, -1)}ies`;
  return unit.replace(/(?= (?:in|sent)$)|$/, "s");
}

export const counted = (n: number, unit: string): string =>
  unit === "bytes" ? bytes(n) : `${count(n)} ${plural(n, unit)}`;

/** 1234567 → 1.2M, for where there is little room. */
export const short = (n: number): string =>
  n < 100_000 ? count(n) : n.toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 });

export function bytes(n: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, n < 1 ? 0 : Math.floor(Math.log2(n) / 10));
  const value = n / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

export const seconds = (n: number): string => (n < 10 ? `${n.toFixed(1)} s` : `${count(Math.round(n))} s`);

/** 0.0012 → 0.1 %; what is there is never 0 %, what is missing never 100 %. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  if (part === whole) return "100 %";
  const percent = (part / whole) * 100;
  if (percent < 0.1) return "< 0.1 %";
  return percent > 99.9 ? "> 99.9 %" : `${percent.toFixed(percent < 10 || percent > 90 ? 1 : 0)} %`;
}

/** 2026-11-29T21:29:47.123Z → 2026-11-29 21:29, for tables whose title says that it is UTC */
export const minute = (time: string): string => time.slice(0, 16).replace("T", " ");

/** 2026-11-29T21:29:47.123Z → 2026-11-29 21:29:47 UTC */
export const moment = (time: string): string => `${time.slice(0, 19).replace("T", " ")} UTC`;
