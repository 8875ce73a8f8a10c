// Which models a run takes: names with * in them, +name and name+, tag:x, path:x, source:x. What blanks part is taken
// together; of what commas join, only what is in each.
import { HeadraceError } from "../../../core/errors.ts";
import type { Graph } from "./graph.ts";

const METHODS = ["tag:x", "path:x", "source:x"];

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
  return new Set(
    selectors
      .flatMap((one) => one.split(/\s+/))
      .filter(Boolean)
      .flatMap((one) => [...intersection(graph, one)]),
  );
}

/** What is in each of the selections that commas join; none of them may be empty, nor may what they share. */
function intersection(graph: Graph, selector: string): Set<string> {
  const [first = "", ...others] = selector.split(",");
  let names = withNeighbours(graph, first, selector);
  for (const other of others) {
    const also = withNeighbours(graph, other, selector);
    names = new Set([...names].filter((name) => also.has(name)));
  }
  if (names.size === 0)
    throw selectionError(graph, `no model is in all of "${selector}", whose comma means "and"`);
  return names;
}

function withNeighbours(graph: Graph, part: string, selector: string): Set<string> {
  if (part === "") throw selectionError(graph, `"${selector}" has a comma with no selection beside it`);
  const before = part.startsWith("+");
  const after = part.endsWith("+") && part.length > 1;
  const direct = matching(graph, part.slice(before ? 1 : 0, after ? -1 : undefined));
  if (direct.length === 0) throw selectionError(graph, `the selection "${part}" names no model`);
  const names = new Set(direct);
  for (const name of direct) {
    if (before) for (const other of upstream(graph, name)) names.add(other);
    if (after) for (const other of downstream(graph, name)) names.add(other);
  }
  return names;
}

function selectionError(graph: Graph, message: string): HeadraceError {
  const models = graph.models.map((node) => node.name).join(", ") || "none";
  return new HeadraceError(
    "model_selection",
    message,
    `models are: ${models}; or select by ${METHODS.join(", ")}`,
    2,
  );
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
  const method = /^([a-z_.]+):/i.exec(word)?.[1];
  const names = named(word);
  if (method !== undefined && names.length === 0)
    throw selectionError(graph, `the selection "${word}" is by "${method}:", which is unknown`);
  return names;
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
