// headrace status DIR: whether the pipeline is healthy, what came of the last files, and what is stuck.
import type { AuditRecord } from "../../core/records/audit.ts";
import { parse } from "../args/parse.ts";
import { ago, clipped } from "../output/ago.ts";
import { count } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { ESTATE_OPTIONS, estateOf } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "status",
  summary: "Tells whether the pipeline is healthy, what came of each dataset's last file, and what is stuck.",
  positionals: ["DIR"],
  options: ESTATE_OPTIONS,
  details: "Exit code 1 where an alarm goes off, so that a script can ask.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const output = makeOutput(values.json);
  const estate = await estateOf(positionals[0], values);
  const [{ alarmStates }, { queueDepths }, { recentRuns }] = await Promise.all([
    import("../watch/alarms.ts"),
    import("../watch/queues.ts"),
    import("../watch/runs.ts"),
  ]);
  const [alarms, queues, runs] = await Promise.all([
    alarmStates(estate),
    queueDepths(estate),
    recentRuns(estate, { most: 1 }),
  ]);
  const inAlarm = alarms.filter(({ state }) => state === "ALARM");
  const healthy = inAlarm.length === 0;
  // A composite alarm says nothing of its own; it is told where it alone goes off.
  const single = inAlarm.filter(({ composite }) => !composite);
  const going = single.length > 0 ? single : inAlarm;
  await output.answer({ healthy, alarms, queues, datasets: runs });
  output.say(
    healthy
      ? `healthy: none of ${alarms.length} alarms goes off`
      : `not healthy: ${going.length} of ${alarms.length} alarms go off`,
  );
  if (!healthy)
    output.say(
      table(
        [{ title: "alarm" }, { title: "since" }, { title: "what it means" }],
        going.map(({ name, since, description }) => [
          clipped(name, 32),
          ago(since),
          clipped(description, 34),
        ]),
      ),
    );
  if (runs.length > 0) output.say(`\n${lastFiles(runs)}`);
  const stuck = queues.filter(({ waiting, in_flight }) => waiting + in_flight > 0);
  if (stuck.length > 0)
    output.say(
      `\n${table(
        [{ title: "queue" }, { title: "waiting", align: "right" }, { title: "in flight", align: "right" }],
        stuck.map(({ name, waiting, in_flight }) => [clipped(name, 50), count(waiting), count(in_flight)]),
      )}`,
    );
  return healthy ? 0 : 1;
}

const lastFiles = (runs: readonly AuditRecord[]): string =>
  table(
    [
      { title: "dataset" },
      { title: "last file" },
      { title: "state" },
      { title: "rows", align: "right" },
      { title: "curated", align: "right" },
      { title: "refused", align: "right" },
    ],
    runs.map((run) => [
      clipped(run.dataset, 24),
      ago(run.committed_at),
      run.state,
      count(run.rows_in ?? 0),
      count(run.rows_curated ?? 0),
      count(run.rows_quarantined ?? 0),
    ]),
  );
