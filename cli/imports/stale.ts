// `check --out OUT` again: what an earlier check left for the same datasets goes first, so that the two never mix.
// Only files that carry a run id in their name are ours to delete.
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const OURS = /^[0-9a-f]{32}([-.].*)?$/;

/** Deletes earlier outputs of `datasets` under `out`, and the folders that this leaves empty. */
export function removeEarlier(out: string, datasets: Iterable<string>): void {
  for (const dataset of datasets)
    for (const zone of ["curated", "quarantine"]) prune(join(out, zone, dataset));
}

function prune(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (OURS.test(entry.name)) rmSync(path, { recursive: true });
      else prune(path);
    } else if (OURS.test(entry.name)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
