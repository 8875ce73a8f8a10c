// How long S3 takes to bring an archived object back, at most. Source: S3 User Guide, "Archive retrieval options".

export const TIERS = ["Expedited", "Standard", "Bulk"] as const;
export type Tier = (typeof TIERS)[number];

const HOUR = 3_600;

/** Class → tier → seconds. Deep Archive has no expedited retrieval. */
export const TAKES: { readonly [storageClass: string]: { readonly [T in Tier]?: number } } = {
  GLACIER: { Expedited: 300, Standard: 5 * HOUR, Bulk: 12 * HOUR },
  DEEP_ARCHIVE: { Standard: 12 * HOUR, Bulk: 48 * HOUR },
};

/** Seconds → "5 minutes", "12 hours". */
export const inWords = (seconds: number): string =>
  seconds < HOUR ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / HOUR)} hours`;
