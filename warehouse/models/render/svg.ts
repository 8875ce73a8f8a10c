// The DAG as an SVG picture: sources at the left, each model to the right of all that it reads.
import type { Graph } from "../project/graph.ts";

const BOX = { height: 44, gapX: 70, gapY: 18, margin: 20, char: 7.6, pad: 14 };
const COLORS = {
  source: ["#eef2f7", "#7d8ca3"],
  view: ["#e8f4ff", "#3b82c4"],
  table: ["#e9f9ee", "#2f9e5b"],
  incremental: ["#fff6e0", "#c98a0c"],
  snapshot: ["#f6eaff", "#8a4fc4"],
} as const;

interface Box {
  name: string;
  kind: keyof typeof COLORS;
  level: number;
  x: number;
  y: number;
  width: number;
}

export function svgGraph(graph: Graph, names?: ReadonlySet<string>): string {
  const models = graph.models.filter((node) => !names || names.has(node.name));
  const boxes = placed(graph, models);
  const edges = models.flatMap((node) =>
    node.reads.map((from) => [boxes.get(from), boxes.get(node.name)] as const),
  );
  const all = [...boxes.values()];
  const width = Math.max(0, ...all.map((box) => box.x + box.width)) + BOX.margin;
  const height = Math.max(0, ...all.map((box) => box.y + BOX.height)) + BOX.margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-sans-serif, system-ui, sans-serif">`,
    '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#7d8ca3"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...edges.map(([from, to]) => (from && to ? arrow(from, to) : "")),
    ...all.map(drawn),
    "</svg>\n",
  ].join("\n");
}

function placed(graph: Graph, models: Graph["models"]): Map<string, Box> {
  const levels = new Map<string, number>();
  const sources = graph.sources.filter((source) => models.some((node) => node.reads.includes(source.name)));
  const read = [...new Set(models.flatMap((node) => node.reads))];
  for (const name of read) levels.set(name, 0);
  for (const node of models) {
    levels.set(
      node.name,
      node.reads.length === 0 ? 0 : 1 + Math.max(...node.reads.map((name) => levels.get(name) ?? 0)),
    );
  }
  const kinds = new Map<string, Box["kind"]>([
    ...graph.models.map((node) => [node.name, node.materialized] as const),
    ...sources.map((source) => [source.name, "source"] as const),
  ]);
  const boxes = [...levels].map(([name, level]): Box => {
    return {
      name,
      level,
      kind: kinds.get(name) ?? "source",
      x: 0,
      y: 0,
      width: Math.ceil([...name].length * BOX.char + 2 * BOX.pad),
    };
  });
  const columns = Map.groupBy(boxes, (box) => box.level);
  let x = BOX.margin;
  for (const level of [...columns.keys()].sort((a, b) => a - b)) {
    const column = columns.get(level) as Box[];
    const widest = Math.max(...column.map((box) => box.width));
    column.forEach((box, index) => {
      box.x = x;
      box.width = widest;
      box.y = BOX.margin + index * (BOX.height + BOX.gapY);
    });
    x += widest + BOX.gapX;
  }
  return new Map(boxes.map((box) => [box.name, box]));
}

function drawn(box: Box): string {
  const [fill, stroke] = COLORS[box.kind];
  const middle = box.x + box.width / 2;
  return (
    `<g><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${BOX.height}" rx="7" fill="${fill}" stroke="${stroke}"/>` +
    `<text x="${middle}" y="${box.y + 19}" text-anchor="middle" font-size="13" fill="#1f2937">${escaped(box.name)}</text>` +
    `<text x="${middle}" y="${box.y + 35}" text-anchor="middle" font-size="10" fill="${stroke}">${box.kind}</text></g>`
  );
}

function arrow(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}" fill="none" stroke="#7d8ca3" marker-end="url(#to)"/>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.codePointAt(0)};`);
}
