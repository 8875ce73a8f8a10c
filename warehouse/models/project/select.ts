// Which models a run takes: names with * in them, +name and name+, tag:x, path:x, source:x, several as a union.
import { HeadraceError } from "../../../core/errors.ts";
import type { Graph } from "./graph.ts";

/** Names of the selected models and sources; without selectors all of them. */
export function selected(
  graph: Graph,
  selectors: readonly string[] = [],
  exclude: readonly string[] = [],
): Set<string> {
  const all = new Set([...graph.models, ...graph.sources].map((node) => node.name));
  const chosen = selectors.length === 0 ? all : union(graph, selectors);
  const left = union(graph, exclude);
  return new Set([...chosen].filter((name) => !left.has(name)));
}

function union(graph: Graph, selectors: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const selector of selectors.flatMap((one) => one.split(/[\s,]+/)).filter(Boolean)) {
    const before = selector.startsWith("+");
    const after = selector.endsWith("+") && selector.length > 1;
    const word = selector.slice(before ? 1 : 0, after ? -1 : undefined);
    const direct = matching(graph, word);
    if (direct.length === 0) {
      throw new HeadraceError(
        "model_selection",
        `the selection "${selector}" names no model`,
        `models are: ${graph.models.map((node) => node.name).join(", ") || "none"}; or select by tag:x or path:x`,
        2,
      );
    }
    for (const name of direct) {
      names.add(name);
      if (before) for (const other of upstream(graph, name)) names.add(other);
      if (after) for (const other of downstream(graph, name)) names.add(other);
    }
  }
  return names;
}

function matching(graph: Graph, word: string): string[] {
  const nodes = [...graph.models, ...graph.sources];
  const named = (text: string, among = nodes) =>
    among.filter((node) => like(text, node.name)).map((node) => node.name);
  if (word.startsWith("tag:")) {
    return nodes.filter((node) => node.tags.includes(word.slice(4))).map((node) => node.name);
  }
  if (word.startsWith("path:")) {
    const path = word
      .slice(5)
      .replace(/^\.?\/*(models\/)?/, "")
      .replace(/\/+$/, "");
    const within = (file: string | undefined) =>
      file !== undefined &&
      (path === "" || file === path || file === `${path}.ts` || file.startsWith(`${path}/`));
    return nodes.filter((node) => within(node.path)).map((node) => node.name);
  }
  if (word.startsWith("source:")) return named(word.slice(7), graph.sources as typeof nodes);
  return named(word);
}

function like(pattern: string, name: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name.toLowerCase());
}

/** All that the model reads, and what that reads. */
export function upstream(graph: Graph, name: string): Set<string> {
  const reads = new Map(graph.models.map((node) => [node.name, node.reads]));
  return closure(name, (one) => reads.get(one) ?? []);
}

/** All that reads the model or source, and what reads that. */
export function downstream(graph: Graph, name: string): Set<string> {
  return closure(name, (one) =>
    graph.models.filter((node) => node.reads.includes(one)).map((node) => node.name),
  );
}

function closure(start: string, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...next(start)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...next(name));
  }
  found.delete(start);
  return found;
}
