// The models that the API serves: what its user in the warehouse may read.
import type { Api } from "./schema.ts";

/** Names of `read` and `exports` that are no dataset's and no query's, and what queries say that they read. */
export function servedModels({ groups, queries }: Api, datasets: readonly string[]): string[] {
  const others = new Set([...datasets, ...Object.keys(queries)]);
  const named = Object.values(groups).flatMap(({ read, exports }) => [
    ...read,
    ...exports.filter((name) => !others.has(name)),
  ]);
  const read = Object.values(queries).flatMap(({ models }) => models);
  return [...new Set([...named, ...read])].filter((name) => !datasets.includes(name)).sort();
}
