// The first page: the flow with its counts, what needs a hand, and how each dataset fares.
import { flowOf } from "../../model/flow.ts";
import { standingOf } from "../../model/lineage.ts";
import type { Page } from "../../model/page.ts";
import { countsOf, totalsOf } from "../../model/totals.ts";
import { bytes, count, counted, moment, share } from "../format.ts";
import { Badge, Empty, State } from "../parts/badge.tsx";
import { Card, Figures, Head } from "../parts/card.tsx";
import { Flow } from "../parts/flow.tsx";
import { Table } from "../parts/table.tsx";
import { addressOf } from "../router.ts";

export function Overview({ page, live }: { page: Page; live: boolean }) {
  const totals = totalsOf(page.live);
  const troubles = troublesOf(page);
  return (
    <>
      <Head
        title={page.name}
        lead={`As it ${live ? "is" : "was"} on ${page.place} at ${moment(page.live.at)}.`}
      />
      <Figures
        figures={[
          { name: "Files", value: count(totals.files), more: bytes(totals.bytes_in) },
          { name: "Rows in", value: count(totals.rows_in) },
          {
            name: "Curated",
            value: count(totals.rows_curated),
            more: share(totals.rows_curated, totals.rows_in),
          },
          {
            name: "Quarantined",
            value: count(totals.rows_quarantined),
            more: share(totals.rows_quarantined, totals.rows_in),
            bad: totals.rows_quarantined > 0,
          },
          {
            name: "Dead letters",
            value: count(totals.dead),
            more: totals.dead === 0 ? "nothing was given up" : "need a hand",
            bad: totals.dead > 0,
          },
        ]}
      />
      <Card title="The way of the data" lead="Streams are as wide as the rows that went there.">
        <Flow of={flowOf(page)} />
      </Card>
      <div class="grid two">
        <Card title="What needs a hand">
          {troubles.length === 0 ? (
            <Empty title="Nothing.">No alarm, no dead letter, no failed model or file.</Empty>
          ) : (
            <ul class="stack" style={{ gap: "0.6rem" }}>
              {troubles.slice(0, 12).map(({ text, to, tone }) => (
                <li key={text} class="row" style={{ flexWrap: "nowrap" }}>
                  <span class={`dot ${tone}`} />
                  <a href={to} class="wrap">
                    {text}
                  </a>
                </li>
              ))}
              {troubles.length > 12 && <li class="soft">and {troubles.length - 12} more</li>}
            </ul>
          )}
        </Card>
        <Card title="The newest files" aside={<a href="#/runs">all runs</a>}>
          {page.live.runs.length === 0 ? (
            <Empty title="No file has come yet.">Put one into the landing bucket, under DATASET/.</Empty>
          ) : (
            <ul class="stack" style={{ gap: "0.6rem" }}>
              {page.live.runs.slice(0, 8).map((run) => (
                <li key={run.run_id} class="newest">
                  <a href={addressOf("datasets", run.dataset)}>{run.dataset}</a>
                  <span class="soft small clip" title={run.file}>
                    {run.file.split("/").at(-1)}
                  </span>
                  <span class="soft small nowrap right">{counted(run.rows_in, "row")}</span>
                  <State of={run.state} />
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
      <Card title="Datasets" aside={<a href="#/datasets">all of them</a>}>
        <Table
          label="datasets"
          unit="dataset"
          rows={page.datasets}
          perPage={12}
          identity={({ name }) => name}
          words={({ name }) => name}
          empty="The contract names no dataset."
          columns={[
            {
              title: "dataset",
              cell: ({ name }) => <a href={addressOf("datasets", name)}>{name}</a>,
              by: ({ name }) => name,
            },
            ...(
              [
                ["files", "files"],
                ["rows in", "rows_in"],
                ["curated", "rows_curated"],
                ["quarantined", "rows_quarantined"],
              ] as const
            ).map(([title, field]) => ({
              title,
              right: true,
              cell: ({ name }: { name: string }) => count(countsOf(page.live, name)[field]),
              by: ({ name }: { name: string }) => countsOf(page.live, name)[field],
            })),
            {
              title: "why",
              cell: ({ name }) => (
                <span class="badges">
                  {Object.entries(countsOf(page.live, name).reasons)
                    .slice(0, 3)
                    .map(([reason, n]) => (
                      <Badge key={reason} tone="bad">
                        {reason} {count(n)}
                      </Badge>
                    ))}
                </span>
              ),
            },
          ]}
        />
      </Card>
    </>
  );
}

interface Trouble {
  text: string;
  to: string;
  tone: "bad" | "warn";
}

function troublesOf({ live, models, access }: Page): Trouble[] {
  return [
    ...live.alarms
      .filter(({ state }) => state === "ALARM")
      .map(({ name }): Trouble => ({ text: `The alarm ${name} goes off`, to: "#/alarms", tone: "bad" })),
    ...live.queues
      .filter(({ dead, waiting, in_flight }) => dead && waiting + in_flight > 0)
      .map(
        ({ name, waiting, in_flight }): Trouble => ({
          text: `${counted(waiting + in_flight, "message")} in ${name}`,
          to: "#/queues",
          tone: "bad",
        }),
      ),
    ...models
      .filter((model) => standingOf(model) === "bad")
      .map(
        ({ name }): Trouble => ({ text: `Model ${name} failed`, to: addressOf("models", name), tone: "bad" }),
      ),
    ...(live.jobs ?? [])
      .filter(({ state }) => state === "FAILED")
      .map(
        ({ name, reason }): Trouble => ({
          text: `The job ${name} failed${reason ? `: ${reason}` : ""}`,
          to: "#/jobs",
          tone: "bad",
        }),
      ),
    ...live.runs
      .filter(({ state }) => state === "rejected")
      .map(
        ({ dataset, file, rejected }): Trouble => ({
          text: `${file.split("/").at(-1)} was rejected whole: ${rejected?.message ?? rejected?.reason ?? ""}`,
          to: addressOf("datasets", dataset),
          tone: "bad",
        }),
      ),
    ...live.runs
      .filter(({ load_error, loaded_at }) => load_error !== undefined && loaded_at === undefined)
      .map(
        ({ dataset, load_error }): Trouble => ({
          text: `The warehouse does not take ${dataset}: ${load_error}`,
          to: addressOf("datasets", dataset),
          tone: "bad",
        }),
      ),
    ...(access && access.counts.denied > 0
      ? [
          {
            text: `${counted(access.counts.denied, "request")} refused by IAM`,
            to: "#/access",
            tone: "warn" as const,
          },
        ]
      : []),
  ];
}
