// What must hold between a contract's fields, dataset by dataset.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import type { Dataset } from "../schema.ts";
import { checkIssues } from "./checks.ts";
import { columnIssues } from "./columns.ts";
import { enrichIssues } from "./enrich.ts";
import { keyIssues, partitionIssues } from "./partitions.ts";
import { scopeOf } from "./scope.ts";
import { retentionIssues, sourceIssues } from "./source.ts";
import { tokenIssues } from "./tokens.ts";

/** `names` are all datasets; those in `datasets` have the right shape, and only they are looked into. */
export function checkRules(
  names: readonly string[],
  datasets: ReadonlyMap<string, Dataset>,
): ContractIssue[] {
  if (names.length === 0) return [issue("no_datasets", "datasets")];
  return [...datasets].flatMap(([name, dataset]) => {
    const scope = scopeOf(name, dataset, names, datasets);
    return [
      ...sourceIssues(scope),
      ...columnIssues(scope),
      ...tokenIssues(scope),
      ...keyIssues(scope),
      ...checkIssues(scope),
      ...enrichIssues(scope),
      ...partitionIssues(scope),
      ...retentionIssues(scope),
    ];
  });
}
