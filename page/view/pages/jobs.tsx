// Jobs of Batch: those of the contract, and those that import what no function holds.
import { MOST_JOBS } from "../../model/limits.ts";
import type { Job, Page } from "../../model/page.ts";
import { count, counted, minute, moment, seconds } from "../format.ts";
import { State } from "../parts/badge.tsx";
import { Card, Head } from "../parts/card.tsx";
import { type Column, Table } from "../parts/table.tsx";

const COLUMNS: readonly Column<Job>[] = [
  {
    title: "created, UTC",
    cell: ({ created }) => (
      <span class="nowrap" title={moment(created)}>
        {minute(created)}
      </span>
    ),
    by: ({ created }) => created,
  },
  {
    title: "job",
    cell: ({ name }) => (
      <span class="clip narrow" title={name}>
        {name}
      </span>
    ),
    by: ({ name }) => name,
  },
  {
    title: "state",
    cell: ({ state, tasks }) => (
      <>
        <State of={state} />
        {tasks && <div class="small soft nowrap">{tasksOf(tasks)}</div>}
      </>
    ),
    by: ({ state }) => state,
  },
  {
    title: "attempts",
    right: true,
    cell: ({ attempts, tasks }) => (tasks ? "" : count(attempts)),
    by: ({ attempts }) => attempts,
  },
  {
    title: "took",
    right: true,
    cell: (job) => (job.seconds === undefined ? "" : seconds(job.seconds)),
    by: (job) => job.seconds ?? -1,
  },
  { title: "why, and its last lines", cell: (job) => <Log of={job} /> },
  { title: "id", cell: ({ id }) => <span class="mono">{id.slice(0, 8)}</span> },
];

const tasksOf = (tasks: Readonly<Record<string, number>>): string =>
  Object.entries(tasks)
    .map(([state, n]) => `${count(n)} ${state.toLowerCase()}`)
    .join(", ");

function Log({ of: { reason, tail } }: { of: Job }) {
  return (
    <>
      {reason && <p class="wrap">{reason}</p>}
      {tail.length > 0 && (
        <details>
          <summary>{counted(tail.length, "line")} of its log</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <code class="line-text log" tabIndex={0}>
            {tail.join("\n")}
          </code>
        </details>
      )}
    </>
  );
}

export function Jobs({ page }: { page: Page }) {
  const jobs = page.live.jobs ?? [];
  return (
    <>
      <Head title="Jobs" lead="Jobs of Batch: those of the contract, and imports that no function holds." />
      <Card
        title="The newest jobs"
        lead={
          jobs.length >= MOST_JOBS
            ? `The newest ${count(MOST_JOBS)}; Batch forgets a job some days after its end.`
            : "Batch forgets a job some days after its end."
        }
      >
        <Table
          label="jobs"
          unit="job"
          rows={jobs}
          identity={({ id }) => id}
          words={({ id, name, state, reason = "" }) => `${id} ${name} ${state} ${reason}`}
          empty="No job has run."
          columns={COLUMNS}
        />
      </Card>
    </>
  );
}
