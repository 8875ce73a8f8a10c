// Deliveries: which topics send what to whom, and which runs they have sent.
import type { Page } from "../../model/page.ts";
import { count, moment } from "../format.ts";
import { Badge, Empty } from "../parts/badge.tsx";
import { Card, Facts, Head } from "../parts/card.tsx";
import { Table } from "../parts/table.tsx";
import { addressOf } from "../router.ts";

export function Deliveries({ page }: { page: Page }) {
  const sent = page.live.runs.flatMap((run) => run.delivered_to.map((topic) => ({ topic, run })));
  return (
    <>
      <Head
        title="Deliveries"
        lead="Rows that topics send on, once a run is curated or the models are built."
      />
      {page.topics.length === 0 && (
        <Empty title="The contract delivers nothing.">
          Its <code>deliver</code> block says which datasets and models go to which topic.
        </Empty>
      )}
      <div class="grid two">
        {page.topics.map(({ name, datasets, models, as, subscriptions }) => (
          <Card
            key={name}
            title={name}
            aside={<Badge tone="accent">{as === "rows" ? "rows" : "links"}</Badge>}
          >
            <Facts
              facts={[
                [
                  "sends",
                  <span key="sends" class="badges">
                    {datasets.map((dataset) => (
                      <a key={dataset} href={addressOf("datasets", dataset)}>
                        <Badge>{dataset}</Badge>
                      </a>
                    ))}
                    {models.map((model) => (
                      <a key={model} href={addressOf("models", model)}>
                        <Badge>{model}</Badge>
                      </a>
                    ))}
                  </span>,
                ],
                [
                  "to",
                  subscriptions.length === 0 ? (
                    <span key="none" class="soft">
                      nobody has subscribed
                    </span>
                  ) : (
                    <ul key="to" class="stack" style={{ gap: "0.3rem" }}>
                      {subscriptions.map(({ protocol, endpoint, confirmed }) => (
                        <li key={`${protocol} ${endpoint}`}>
                          {protocol} <span class="wrap">{endpoint}</span>{" "}
                          {!confirmed && <Badge tone="warn">not confirmed</Badge>}
                        </li>
                      ))}
                    </ul>
                  ),
                ],
                ["runs sent", count(sent.filter(({ topic }) => topic.split("/")[0] === name).length)],
              ]}
            />
          </Card>
        ))}
      </div>
      {page.topics.length > 0 && (
        <Card title="What was sent">
          <Table
            label="what was sent"
            unit="delivery"
            rows={sent}
            identity={({ topic, run }) => `${topic} ${run.run_id}`}
            empty="Nothing was sent yet."
            columns={[
              { title: "topic", cell: ({ topic }) => topic, by: ({ topic }) => topic },
              { title: "dataset", cell: ({ run }) => run.dataset, by: ({ run }) => run.dataset },
              {
                title: "rows",
                right: true,
                cell: ({ run }) => count(run.rows_curated),
                by: ({ run }) => run.rows_curated,
              },
              {
                title: "committed",
                cell: ({ run }) => moment(run.committed_at),
                by: ({ run }) => run.committed_at,
              },
              { title: "run", cell: ({ run }) => <span class="mono">{run.run_id.slice(0, 12)}</span> },
            ]}
          />
        </Card>
      )}
    </>
  );
}
