// What the benches of compute have in common: who does the job, and what it tells of it.
import type { Manifest } from "../../core/records/manifest.ts";
import type { OrdersFile } from "../imports/files.ts";
import type { OrdersOptions } from "../imports/orders.ts";

/** All do the same: typed and cleaned columns, rules, two columns tokenized, Parquet by day, and bad rows aside. */
export const COMPUTE_JOB: OrdersOptions = { format: "csv", hmac: true, key: false };
export const CORES = 2;

export interface Done {
  /** From the start of its process, container or session to its end. */
  seconds: number;
  curated: number;
  quarantined: number;
}

/** What the runs of a job came to. */
export const countsOf = (manifests: readonly Manifest[]): Pick<Done, "curated" | "quarantined"> => ({
  curated: manifests.reduce((sum, { rows_curated }) => sum + rows_curated, 0),
  quarantined: manifests.reduce((sum, { rows_quarantined }) => sum + rows_quarantined, 0),
});

export interface Opened {
  /** Does the job once, from nothing. */
  once(): Promise<Done>;
  close(): Promise<void>;
}

export interface Doer {
  label: string;
  /** Of what is rented for two cores. */
  dollarsPerHour: number;
  /** Why it is left out here; undefined where it can run. */
  missing(): Promise<string | undefined>;
  /** What it needs and is not measured: builds, and a place that the file lies in. */
  open(file: OrdersFile): Promise<Opened>;
}
