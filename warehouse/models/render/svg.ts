// The DAG as an SVG picture: sources at the left, each model to the right of all that it reads.
import type { Graph } from "../project/graph.ts";
import { type Box, layoutOf, type Path, type Point } from "./layout.ts";

/** The page's colours of kinds (page/view/style/colors.css): each word has a contrast of 4.5 or more on its box. */
export const COLORS: Readonly<Record<Box["kind"], readonly [fill: string, stroke: string]>> = {
  source: ["#eef2f4", "#4a5a67"],
  view: ["#e1f1f5", "#0a6680"],
  table: ["#e2f4e9", "#17703f"],
  incremental: ["#fdf1d8", "#7d5000"],
  snapshot: ["#f4ecfd", "#6d3aa8"],
};

const ARROWHEAD =
  '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">' +
  '<path d="M0 0L8 4L0 8z" fill="#7d8b97"/></marker></defs>';

export function svgGraph(graph: Graph, names?: ReadonlySet<string>): string {
  const models = graph.models.filter((node) => !names || names.has(node.name));
  const { boxes, arrows, width, height } = layoutOf(models, graph.models);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-sans-serif, system-ui, sans-serif">`,
    ARROWHEAD,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...arrows.map(({ path }) => drawnPath(path)),
    ...boxes.map(drawnBox),
    "</svg>\n",
  ].join("\n");
}

function drawnBox(box: Box): string {
  const [fill, stroke] = COLORS[box.kind];
  const middle = box.x + box.width / 2;
  return (
    `<g><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="7" fill="${fill}" stroke="${stroke}"/>` +
    `<text x="${middle}" y="${box.y + 19}" text-anchor="middle" font-size="13" fill="#13212c">${escaped(box.name)}</text>` +
    `<text x="${middle}" y="${box.y + 35}" text-anchor="middle" font-size="10" fill="${stroke}">${box.kind}</text></g>`
  );
}

/** Straight across a column, in a curve between two. */
function drawnPath(path: Path): string {
  const [start, ...rest] = path as [Point, ...Point[]];
  let at = start;
  const steps = rest.map((to, index) => {
    const bend = (at.x + to.x) / 2;
    const step = index % 2 === 1 ? `L${to.x} ${to.y}` : `C${bend} ${at.y} ${bend} ${to.y} ${to.x} ${to.y}`;
    at = to;
    return step;
  });
  return `<path d="M${start.x} ${start.y}${steps.join("")}" fill="none" stroke="#7d8b97" marker-end="url(#to)"/>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.codePointAt(0)};`);
}
