// The DAG as a tree of text, from the models that nothing reads down to the sources.
import type { Graph } from "../project/graph.ts";

export function textGraph(graph: Graph, names?: ReadonlySet<string>): string {
  const shown = graph.models.filter((node) => !names || names.has(node.name));
  const byName = new Map(graph.models.map((node) => [node.name, node]));
  const read = new Set(shown.flatMap((node) => node.reads));
  const lines: string[] = [];
  const seen = new Set<string>();
  const write = (name: string, indent: string, branch: string): void => {
    const node = byName.get(name);
    const again = node !== undefined && node.reads.length > 0 && seen.has(name);
    lines.push(
      `${indent}${branch}${name}${node ? ` (${node.materialized})` : " (source)"}${again ? " …" : ""}`,
    );
    if (!node || again) return;
    seen.add(name);
    const below = branch === "" ? indent : indent + (branch.startsWith("└") ? "   " : "│  ");
    const reads = [...node.reads].sort();
    reads.forEach((next, index) => {
      write(next, below, index === reads.length - 1 ? "└─ " : "├─ ");
    });
  };
  for (const node of shown) if (!read.has(node.name)) write(node.name, "", "");
  return `${lines.join("\n")}\n`;
}
