// Where a run puts things, and what it is told.
import type { Vars } from "../define/context.ts";

export interface ProjectSettings {
  /** The DAG's name in the ledger and its lock: two runs of one never overlap. */
  dag: string;
  /** The schema of models that name none. */
  schema: string;
  /** The schema of the run ledger and the lock. */
  ledgerSchema: string;
  /** The schema that "lake." stands for: the external schema over the Glue catalog. */
  lakeSchema: string;
  vars: Vars;
}

/** The settings with their defaults: models go to "marts", the ledger to "headrace", the lake is "lake". */
export function projectSettings(settings: Partial<ProjectSettings> & { dag: string }): ProjectSettings {
  return { schema: "marts", ledgerSchema: "headrace", lakeSchema: "lake", vars: {}, ...settings };
}
