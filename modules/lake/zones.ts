// The zones of a lake, and how long each keeps what it holds.
export const ZONES = ["landing", "curated", "quarantine", "exports", "system", "archive"] as const;
export type Zone = (typeof ZONES)[number];

/** Zones whose objects lie under DATASET/, so that a dataset's own retention reaches them. */
export const DATASET_ZONES: readonly Zone[] = ["landing", "curated", "quarantine"];

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

/** Zones whose objects Athena and Redshift read: the datasets, quarantined rows, and archived records. */
export const READ_ZONES: readonly Zone[] = ["curated", "quarantine", "archive"];

/** Classes whose objects nobody can read until they are restored: Athena passes over them, and Redshift fails. */
export const OFFLINE_CLASSES: readonly ArchiveClass[] = ["GLACIER", "DEEP_ARCHIVE"];

/** Where a zone's objects go that does not say it: what is read stays readable at once. */
export const CLASS_OF_ZONE: { readonly [Z in Zone]: ArchiveClass } = {
  landing: "GLACIER",
  curated: "GLACIER_IR",
  quarantine: "GLACIER_IR",
  exports: "GLACIER_IR",
  system: "GLACIER_IR",
  archive: "GLACIER_IR",
};

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

/** Rules that a bucket's lifecycle takes. Source: S3 User Guide, "Setting a lifecycle configuration on a bucket". */
export const LIFECYCLE_RULES = 1000;
/** Notification configurations that a bucket takes. Source: Amazon S3 endpoints and quotas, "Event notifications". */
export const NOTIFICATIONS = 100;
