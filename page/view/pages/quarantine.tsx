// All that is quarantined: by dataset and reason, and files that were rejected whole.
import type { Page } from "../../model/page.ts";
import { count, share } from "../format.ts";
import { Badge, Empty } from "../parts/badge.tsx";
import { Card, Head } from "../parts/card.tsx";
import { Table } from "../parts/table.tsx";
import { addressOf } from "../router.ts";

export function QuarantinePage({ page }: { page: Page }) {
  const reasons = page.live.counts.flatMap(({ dataset, reasons: found, rows_in }) =>
    Object.entries(found).map(([reason, rows]) => ({ dataset, reason, rows, rows_in })),
  );
  const rejected = page.live.runs.filter(({ state }) => state === "rejected");
  return (
    <>
      <Head title="Quarantine" lead="Rows and files that break the contract. Nothing of them is lost." />
      <Card title="Rows, by reason">
        <Table
          label="reasons"
          unit="reason"
          rows={reasons.sort((a, b) => b.rows - a.rows)}
          identity={({ dataset, reason }) => `${dataset} ${reason}`}
          words={({ dataset, reason }) => `${dataset} ${reason}`}
          empty="No row is quarantined."
          columns={[
            {
              title: "dataset",
              cell: ({ dataset }) => <a href={addressOf("datasets", dataset)}>{dataset}</a>,
              by: ({ dataset }) => dataset,
            },
            {
              title: "reason",
              cell: ({ reason }) => <Badge tone="bad">{reason}</Badge>,
              by: ({ reason }) => reason,
            },
            { title: "rows", right: true, cell: ({ rows }) => count(rows), by: ({ rows }) => rows },
            {
              title: "of all",
              right: true,
              cell: ({ rows, rows_in }) => share(rows, rows_in),
              by: ({ rows, rows_in }) => rows / rows_in,
            },
          ]}
        />
      </Card>
      <Card title="Files rejected whole">
        {rejected.length === 0 ? (
          <Empty title="None was." />
        ) : (
          rejected.map(({ run_id, dataset, file, rejected: why }) => (
            <article key={run_id} class="broken">
              <header>
                <a href={addressOf("datasets", dataset)}>{dataset}</a>
                <Badge tone="bad">{why?.reason ?? "rejected"}</Badge>
                <span class="wrap">{file}</span>
              </header>
              <p class="wrap">{why?.message}</p>
            </article>
          ))
        )}
      </Card>
    </>
  );
}
