// Which imports must be done before which: a dataset's lookups come first, so that its rows find them.
import type { Contract } from "../../core/contract/schema.ts";
import type { Import } from "./parse.ts";

/** Imports in waves: every wave needs only what the waves before it have imported. Order inside is as given. */
export function waves(contract: Contract, imports: readonly Import[]): Import[][] {
  const depth = new Map<string, number>();
  const measure = (dataset: string, path: readonly string[]): number => {
    const known = depth.get(dataset);
    if (known !== undefined) return known;
    const lookups = contract.datasets[dataset]?.enrich.map(({ lookup }) => lookup) ?? [];
    const below = lookups
      .filter((lookup) => lookup !== dataset && !path.includes(lookup))
      .map((lookup) => measure(lookup, [...path, dataset]) + 1);
    const result = Math.max(0, ...below);
    depth.set(dataset, result);
    return result;
  };
  const result: Import[][] = [];
  for (const item of imports) {
    const at = measure(item.dataset, []);
    result[at] ??= [];
    result[at].push(item);
  }
  return result.filter((wave) => wave !== undefined);
}
