// The zones of a lake, and how long each keeps what it holds.
import type { ArchiveClass } from "../constructs/storage-classes.ts";

export const ZONES = ["landing", "curated", "quarantine", "exports", "system", "archive"] as const;
export type Zone = (typeof ZONES)[number];

/** Zones whose objects lie under DATASET/, so that a dataset's own retention reaches them. */
export const DATASET_ZONES: readonly Zone[] = ["landing", "curated", "quarantine"];

/** Zones whose objects Athena and Redshift read: the datasets, quarantined rows, and archived records. */
export const READ_ZONES: readonly Zone[] = ["curated", "quarantine", "archive"];

/** Where a zone's objects go that does not say it: what is read stays readable at once. */
export const CLASS_OF_ZONE: { readonly [Z in Zone]: ArchiveClass } = {
  landing: "GLACIER",
  curated: "GLACIER_IR",
  quarantine: "GLACIER_IR",
  exports: "GLACIER_IR",
  system: "GLACIER_IR",
  archive: "GLACIER_IR",
};

/** Rules that a bucket's lifecycle takes. Source: S3 User Guide, "Setting a lifecycle configuration on a bucket". */
export const LIFECYCLE_RULES = 1000;
/** Notification configurations that a bucket takes. Source: Amazon S3 endpoints and quotas, "Event notifications". */
export const NOTIFICATIONS = 100;
