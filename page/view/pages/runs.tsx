// Runs and audit: what became of each file.

import { MOST_RUNS } from "../../model/limits.ts";
import type { Opening, Page, Run } from "../../model/page.ts";
import { bytes, count, minute, moment, seconds } from "../format.ts";
import { State } from "../parts/badge.tsx";
import { Card, Head } from "../parts/card.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { addressOf } from "../router.ts";

const COLUMNS: readonly Column<Run>[] = [
  {
    title: "committed, UTC",
    cell: ({ committed_at }) => (
      <span class="nowrap" title={moment(committed_at)}>
        {minute(committed_at)}
      </span>
    ),
    by: ({ committed_at }) => committed_at,
  },
  {
    title: "dataset",
    cell: ({ dataset }) => <a href={addressOf("datasets", dataset)}>{dataset}</a>,
    by: ({ dataset }) => dataset,
  },
  {
    title: "file",
    cell: ({ file }) => (
      <span class="clip narrow" title={file}>
        {file.split("/").slice(1).join("/") || file}
      </span>
    ),
    by: ({ file }) => file,
  },
  { title: "state", cell: ({ state }) => <State of={state} />, by: ({ state }) => state },
  { title: "rows in", right: true, cell: ({ rows_in }) => count(rows_in), by: ({ rows_in }) => rows_in },
  {
    title: "quarantined",
    right: true,
    cell: ({ rows_quarantined }) => count(rows_quarantined),
    by: ({ rows_quarantined }) => rows_quarantined,
  },
  { title: "size", right: true, cell: (run) => bytes(run.bytes), by: (run) => run.bytes },
  { title: "took", right: true, cell: (run) => seconds(run.seconds), by: (run) => run.seconds },
  {
    title: "went on to",
    cell: ({ cataloged_at, loaded_at, load_error, delivered_to }) =>
      [
        cataloged_at && "Athena",
        loaded_at ? "Redshift" : load_error && "Redshift refused it",
        ...delivered_to,
      ]
        .filter(Boolean)
        .join(", "),
  },
  { title: "run", cell: ({ run_id }) => <span class="mono">{run_id.slice(0, 12)}</span> },
];

const OPENINGS: readonly Column<Opening>[] = [
  { title: "when, UTC", cell: ({ at }) => <span class="nowrap">{minute(at)}</span>, by: ({ at }) => at },
  { title: "event", cell: ({ event }) => <State of={event} />, by: ({ event }) => event },
  { title: "dataset", cell: ({ dataset }) => dataset, by: ({ dataset }) => dataset },
  { title: "caller", cell: ({ caller }) => <span class="wrap">{caller}</span>, by: ({ caller }) => caller },
  { title: "purpose", cell: ({ purpose = "" }) => <span class="wrap">{purpose}</span> },
  {
    title: "what",
    cell: ({ columns, opened, problem }) => problem ?? `${count(opened ?? 0)} of ${columns.join(", ")}`,
  },
];

export const RunTable = ({ runs, of }: { runs: readonly Run[]; of?: string }) => (
  <Table
    label={of ? `runs of ${of}` : "runs"}
    unit="run"
    rows={runs}
    identity={({ run_id }) => run_id}
    words={({ dataset, file, state, run_id }) => `${dataset} ${file} ${state} ${run_id}`}
    empty="No file has come yet."
    columns={of ? COLUMNS.filter(({ title }) => title !== "dataset") : COLUMNS}
  />
);

export const Runs = ({ page }: { page: Page }) => (
  <>
    <Head
      title="Runs"
      lead={
        page.live.runs.length >= MOST_RUNS
          ? `The newest ${count(MOST_RUNS)} records of the audit; counts are of all.`
          : "The audit: what became of each file, the newest first."
      }
    />
    <Card title="What became of each file">
      <RunTable runs={page.live.runs} />
    </Card>
    <Card title="Who opened tokens" lead="Each call of the API that turned tokens back, or was refused.">
      <Table
        label="openings"
        unit="opening"
        rows={page.openings}
        identity={({ id }) => id}
        words={({ dataset, event, caller, purpose = "", problem = "" }) =>
          `${dataset} ${event} ${caller} ${purpose} ${problem}`
        }
        empty="Nobody has."
        columns={OPENINGS}
      />
    </Card>
  </>
);
