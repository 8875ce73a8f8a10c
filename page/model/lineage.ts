// What a model comes from and what comes of it, however far.
import type { Model } from "./page.ts";

export interface Lineage {
  up: ReadonlySet<string>;
  down: ReadonlySet<string>;
}

export function lineageOf(models: readonly Model[], name: string): Lineage {
  const reads = new Map(models.map((model) => [model.name, model.reads]));
  const readers = new Map<string, string[]>();
  for (const model of models)
    for (const read of model.reads) readers.set(read, [...(readers.get(read) ?? []), model.name]);
  return { up: reached(name, reads), down: reached(name, readers) };
}

function reached(start: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const open = [...(next.get(start) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || name === start) continue;
    found.add(name);
    open.push(...(next.get(name) ?? []));
  }
  return found;
}

/** One word for how a model stands: what its tests say weighs more than that it was built. */
export function standingOf({
  last,
  tests,
}: Pick<Model, "last" | "tests">): "good" | "bad" | "warn" | "unknown" {
  if (last?.state === "failed" || tests.some(({ state }) => state === "failed" || state === "error"))
    return "bad";
  if (tests.some(({ state }) => state === "warned")) return "warn";
  return last?.state === "built" || tests.some(({ state }) => state === "passed") ? "good" : "unknown";
}
