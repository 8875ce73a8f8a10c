// How the trail's files move from class to class, as the caller says it.
import type { ArchiveClass } from "../constructs/storage-classes.ts";
import type { Value, Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** What archive_after_days means: the table's queries read it. */
export const FILES_CLASS: ArchiveClass = "GLACIER_IR";

export const fileSteps = (vars: Vars<typeof inputs>): { readonly [name: string]: Value } => ({
  archive_after_days: vars.archive_after_days,
  archive_storage_class: null,
  transitions: vars.transitions,
  queries_pass_over_it: vars.queries_pass_over_it,
  expire_after_days: vars.expire_after_days,
});
