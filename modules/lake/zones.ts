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

/** Classes that S3 moves objects to only after so many days. Source: S3 User Guide, "Transitioning objects". */
export const IA_CLASSES = ["STANDARD_IA", "ONEZONE_IA"] as const;
export const IA_DAYS = 30;

/** Rules that a bucket's lifecycle takes. Source: S3 User Guide, "Setting a lifecycle configuration on a bucket". */
export const LIFECYCLE_RULES = 1000;
/** Notification configurations that a bucket takes. Source: Amazon S3 endpoints and quotas, "Event notifications". */
export const NOTIFICATIONS = 100;
