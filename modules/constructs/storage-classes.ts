// The storage classes of S3 that objects move to, and what is paid for in them.

/** Storage classes that S3 can move objects to, coldest last. */
export const ARCHIVE_CLASSES = [
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
] as const;

export type ArchiveClass = (typeof ARCHIVE_CLASSES)[number];

/** Classes whose objects nobody can read until they are restored: Athena passes over them, and Redshift fails. */
export const OFFLINE_CLASSES: readonly ArchiveClass[] = ["GLACIER", "DEEP_ARCHIVE"];

/**
 * Days that an object is paid for in a class, at least: one that leaves before pays for the rest. Source: S3 User Guide, "Understanding
 * and managing Amazon S3 storage classes".
 */
export const LEAST_DAYS: { readonly [C in ArchiveClass]: number } = {
  STANDARD_IA: 30,
  INTELLIGENT_TIERING: 0,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 180,
};

/** Classes that S3 moves objects to only after so many days. Source: S3 User Guide, "Transitioning objects". */
export const IA_CLASSES = ["STANDARD_IA", "ONEZONE_IA"] as const;
export const IA_DAYS = 30;
