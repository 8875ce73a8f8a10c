// The way of the data as boxes on a grid, from left to right, each with what it holds now. Views turn the grid for a phone.
import type { Page } from "./page.ts";
import { totalsOf } from "./totals.ts";

export interface FlowNode {
  id: string;
  title: string;
  /** A number with its unit; formatted by the view. */
  value: number;
  unit: string;
  /** A second line, such as bytes. */
  more?: { value: number; unit: string };
  tone: "plain" | "good" | "bad" | "quiet";
  /** The page that tells more, as its hash names it. */
  to: string;
  column: number;
  row: number;
}

export interface FlowEdge {
  from: string;
  to: string;
  /** Rows that went this way; undefined where it is no way of rows. */
  rows?: number;
  tone: "plain" | "bad";
}

export interface Flow {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export function flowOf(page: Page): Flow {
  const totals = totalsOf(page.live);
  const { models, topics, exports, datasets } = page;
  const delivered = page.live.runs.filter(({ delivered_to }) => delivered_to.length > 0).length;
  const nodes: (FlowNode | false)[] = [
    node("landing", "Landing", totals.files, "file", "#/runs", 0, 1, {
      value: totals.bytes_in,
      unit: "bytes",
    }),
    {
      ...node("ingest", "Queues", totals.queued, "waiting", "#/queues", 1, 1),
      tone: totals.queued > 0 ? "plain" : "quiet",
    },
    {
      ...node("dead", "Dead letters", totals.dead, "message", "#/queues", 1, 2),
      tone: totals.dead > 0 ? "bad" : "quiet",
    },
    node("stage", "Stages", totals.rows_in, "row in", "#/datasets", 2, 1),
    { ...node("curated", "Curated", totals.rows_curated, "row", "#/datasets", 3, 1), tone: "good" },
    {
      ...node("quarantine", "Quarantine", totals.rows_quarantined, "row", "#/quarantine", 3, 2, {
        value: totals.files_rejected,
        unit: "file",
      }),
      tone: totals.rows_quarantined + totals.files_rejected > 0 ? "bad" : "quiet",
    },
    node("catalog", "Athena", datasets.length, "table", "#/datasets", 4, 0),
    page.api !== undefined && node("api", "REST API", page.api.groups.length, "group", "#/access", 5, 0),
    models.length > 0 && node("models", "Models", models.length, "model", "#/models", 4, 1),
    exports.length > 0 && node("exports", "Exports", exports.length, "model", "#/models", 5, 1),
    topics.length > 0 &&
      node("deliver", "Deliveries", topics.length, "topic", "#/deliveries", 4, 2, {
        value: delivered,
        unit: "run sent",
      }),
  ];
  const there = nodes.filter((one): one is FlowNode => one !== false);
  const ids = new Set(there.map(({ id }) => id));
  const edges: FlowEdge[] = [
    { from: "landing", to: "ingest", rows: totals.rows_in, tone: "plain" },
    { from: "ingest", to: "dead", tone: totals.dead > 0 ? "bad" : "plain" },
    { from: "ingest", to: "stage", rows: totals.rows_in, tone: "plain" },
    { from: "stage", to: "curated", rows: totals.rows_curated, tone: "plain" },
    { from: "stage", to: "quarantine", rows: totals.rows_quarantined, tone: "bad" },
    { from: "curated", to: "catalog", rows: totals.rows_curated, tone: "plain" },
    { from: "catalog", to: "api", tone: "plain" },
    { from: "curated", to: "models", tone: "plain" },
    { from: "models", to: "exports", tone: "plain" },
    { from: "curated", to: "deliver", tone: "plain" },
  ];
  return { nodes: there, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

const node = (
  id: string,
  title: string,
  value: number,
  unit: string,
  to: string,
  column: number,
  row: number,
  more?: FlowNode["more"],
): FlowNode => ({ id, title, value, unit, to, column, row, tone: "plain", ...(more && { more }) });
