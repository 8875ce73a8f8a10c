// The DAG as a Mermaid flowchart, sources at the left.
import type { Graph } from "../project/graph.ts";

const SHAPES = {
  view: ["([", "])"],
  table: ["[", "]"],
  incremental: ["[[", "]]"],
  snapshot: ["[(", ")]"],
  source: [">", "]"],
} as const;

export function mermaidGraph(graph: Graph, names?: ReadonlySet<string>): string {
  const models = graph.models.filter((node) => !names || names.has(node.name));
  const drawn = new Set(models.flatMap((node) => [node.name, ...node.reads]));
  const all = [
    ...graph.sources.map(({ name }) => ({ name, shape: SHAPES.source })),
    ...graph.models.map(({ name, materialized }) => ({ name, shape: SHAPES[materialized] })),
  ].filter(({ name }) => drawn.has(name));
  const ids = new Map(all.map(({ name }, index) => [name, `n${index}`]));
  return `${[
    "flowchart LR",
    ...all.map(({ name, shape: [open, close] }) => `  ${ids.get(name)}${open}"${escaped(name)}"${close}`),
    ...models.flatMap((node) => node.reads.map((from) => `  ${ids.get(from)} --> ${ids.get(node.name)}`)),
  ].join("\n")}\n`;
}

/** Mermaid reads entities in a quoted label. */
function escaped(text: string): string {
  return text.replace(/[#"<>&]/g, (char) => `#${char.codePointAt(0)};`);
}
