// Quality over time: a bar for each run, what was curated below and what was quarantined above.
import type { Run } from "../../model/page.ts";
import { count, moment, share } from "../format.ts";
import { Empty } from "./badge.tsx";

const MOST = 60;
const HEIGHT = 120;

export function History({ runs }: { runs: readonly Run[] }) {
  const shown = runs
    .filter(({ rows_in }) => rows_in > 0)
    .slice(0, MOST)
    .reverse();
  if (shown.length === 0) return <Empty title="No file of rows has come yet." />;
  const most = Math.max(...shown.map(({ rows_in }) => rows_in));
  const width = Math.min(28, 600 / shown.length);
  const span = Math.max(shown.length * width, 120);
  const all = shown.reduce((sum, { rows_in }) => sum + rows_in, 0);
  const bad = shown.reduce((sum, { rows_quarantined }) => sum + rows_quarantined, 0);
  return (
    <div class="stack">
      <svg
        class="history"
        viewBox={`0 0 ${span} ${HEIGHT + 2}`}
        preserveAspectRatio="xMinYMid meet"
        role="img"
        aria-label={`${count(shown.length)} runs, ${count(all)} rows, ${share(bad, all)} of them quarantined`}
      >
        <line class="axis" x1={0} x2={span} y1={HEIGHT + 1} y2={HEIGHT + 1} />
        {shown.map((run, at) => {
          const good = (run.rows_curated / most) * HEIGHT;
          // A single row in a million is seen all the same.
          const wrong = run.rows_quarantined > 0 ? Math.max(2.5, (run.rows_quarantined / most) * HEIGHT) : 0;
          const x = at * width + width * 0.14;
          return (
            <g key={run.run_id}>
              <title>
                {`${moment(run.committed_at)}: ${count(run.rows_curated)} curated, ${count(run.rows_quarantined)} quarantined`}
              </title>
              <rect
                class="good"
                x={x}
                width={width * 0.72}
                y={HEIGHT - good}
                height={Math.max(0.5, good)}
                rx={1.5}
              />
              <rect
                class="bad"
                x={x}
                width={width * 0.72}
                y={Math.max(0, HEIGHT - good - wrong)}
                height={wrong}
                rx={1.5}
              />
            </g>
          );
        })}
      </svg>
      <p class="legend">
        <span>
          <i /> curated
        </span>
        <span>
          <i class="bad" /> quarantined, {share(bad, all)}
        </span>
        <span>{shown.length === 1 ? "one run" : `the last ${shown.length} runs, oldest first`}</span>
      </p>
    </div>
  );
}
