// The way of the data, drawn: streams as wide as the rows that went there. A phone gets it from top to bottom.
import type { Flow as Data, FlowEdge, FlowNode } from "../../model/flow.ts";
import { counted, plural, short } from "../format.ts";
import { useWidth } from "./width.ts";

const BOX = { width: 138, height: 84 };
const GAP = { along: 34, across: 22 };
/** Below this the drawing is turned. */
const DESK = 760;
const WIDEST = 26;

export function Flow({ of }: { of: Data }) {
  const [frame, width] = useWidth();
  const turned = width < DESK;
  const box = turned ? { width: Math.max(92, (Math.min(width, 520) - 2 * 10) / 3), height: 82 } : BOX;
  const rows = [...new Set(of.nodes.map(({ row }) => row))].sort();
  const columns = [...new Set(of.nodes.map(({ column }) => column))].sort();
  const place = ({ column, row }: FlowNode) => {
    const [along, across] = [columns.indexOf(column), rows.indexOf(row)];
    return turned
      ? { x: across * (box.width + 10), y: along * (box.height + 30) }
      : { x: along * (box.width + GAP.along), y: across * (box.height + GAP.across) };
  };
  const size = turned
    ? {
        width: rows.length * (box.width + 10) - 10,
        height: columns.length * (box.height + 30) - 30,
      }
    : {
        width: columns.length * (box.width + GAP.along) - GAP.along,
        height: rows.length * (box.height + GAP.across) - GAP.across,
      };
  const most = Math.max(1, ...of.edges.map(({ rows: n }) => n ?? 0));
  const byId = new Map(of.nodes.map((node) => [node.id, node]));
  const ends = (edge: FlowEdge) => [byId.get(edge.from) as FlowNode, byId.get(edge.to) as FlowNode] as const;
  return (
    <div ref={frame}>
      <svg
        class="flow"
        viewBox={`-2 -2 ${size.width + 4} ${size.height + 4}`}
        style={{ maxWidth: `${size.width * (turned ? 1 : 1.15) + 4}px`, margin: "0 auto" }}
      >
        <title>The way of the data, with what is where now</title>
        {of.edges.map((edge) => {
          const [from, to] = ends(edge);
          const weight = edge.rows ? Math.max(2.5, (edge.rows / most) * WIDEST) : 1.4;
          return (
            <path
              key={`${edge.from} ${edge.to}`}
              class={`stream ${edge.tone} ${edge.rows ? "" : "thin"}`}
              d={streamed(place(from), place(to), box, turned, from, to)}
              stroke-width={weight}
            />
          );
        })}
        {of.nodes.map((node) => (
          <Box key={node.id} node={node} at={place(node)} size={box} />
        ))}
      </svg>
    </div>
  );
}

interface At {
  x: number;
  y: number;
}

/** From the side of one box to the side of another; straight down or across where they lie in one line. */
function streamed(a: At, b: At, box: typeof BOX, turned: boolean, from: FlowNode, to: FlowNode): string {
  const beside = from.column === to.column;
  if (turned !== beside) {
    const [x1, y1] = [a.x + box.width / 2, a.y + box.height];
    const [x2, y2] = [b.x + box.width / 2, b.y];
    const bend = (y1 + y2) / 2;
    return `M${x1} ${y1}C${x1} ${bend} ${x2} ${bend} ${x2} ${y2}`;
  }
  const [x1, y1] = [a.x + box.width, a.y + box.height / 2];
  const [x2, y2] = [b.x, b.y + box.height / 2];
  const bend = (x1 + x2) / 2;
  return `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
}

function Box({ node, at, size }: { node: FlowNode; at: At; size: typeof BOX }) {
  const narrow = size.width < 125;
  const inset = narrow ? 9 : 12;
  const unit = plural(node.value, node.unit);
  const more = narrow ? "" : moreOf(node);
  const line = more ? `${unit} · ${more}` : unit;
  return (
    <a
      href={node.to}
      class={`${node.tone} ${narrow ? "narrow" : ""}`}
      aria-label={`${node.title} ${short(node.value)} ${line}`}
    >
      <rect class="box moving" x={at.x} y={at.y} width={size.width} height={size.height} rx={11} />
      <text class="title" x={at.x + inset} y={at.y + 21}>
        {node.title}
      </text>{" "}
      <text class="value" x={at.x + inset} y={at.y + 46}>
        {short(node.value)}
      </text>{" "}
      <text class="unit" x={at.x + inset} y={at.y + 67}>
        {line}
      </text>
    </a>
  );
}

function moreOf({ more }: FlowNode): string {
  if (more === undefined) return "";
  return more.value === 0 ? "" : counted(more.value, more.unit);
}
