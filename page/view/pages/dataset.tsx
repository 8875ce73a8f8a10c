// One dataset: its quality over time, what its columns hold, rows of it, rows that break its contract, the contract.
import type { Dataset, Page } from "../../model/page.ts";
import { countsOf } from "../../model/totals.ts";
import { bytes, count, counted, share } from "../format.ts";
import { Badge, Empty } from "../parts/badge.tsx";
import { Card, Facts, Figures, Head } from "../parts/card.tsx";
import { History } from "../parts/history.tsx";
import { ProfileTable } from "../parts/profile.tsx";
import { QuarantinedRows } from "../parts/quarantined.tsx";
import { Rows } from "../parts/rows.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { addressOf } from "../router.ts";
import { RunTable } from "./runs.tsx";

export function DatasetPage({ page, name }: { page: Page; name: string }) {
  const back = { to: "#/datasets", name: "Datasets" };
  const dataset = page.datasets.find((one) => one.name === name);
  if (!dataset)
    return (
      <>
        <Head title={name} back={back} />
        <Empty title="The contract has no such dataset." />
      </>
    );
  const counts = countsOf(page.live, name);
  const runs = page.live.runs.filter((run) => run.dataset === name);
  const readers = page.models.filter(({ reads }) => reads.includes(`lake.${name}`));
  return (
    <>
      <Head title={name} lead={dataset.description} back={back} />
      <Figures
        figures={[
          { name: "Files", value: count(counts.files), more: bytes(counts.bytes_in) },
          { name: "Rows in", value: count(counts.rows_in) },
          {
            name: "Curated",
            value: count(counts.rows_curated),
            more: share(counts.rows_curated, counts.rows_in),
          },
          {
            name: "Quarantined",
            value: count(counts.rows_quarantined),
            more: share(counts.rows_quarantined, counts.rows_in),
            bad: counts.rows_quarantined > 0,
          },
        ]}
      />
      <Tabs
        label={`About ${name}`}
        tabs={[
          {
            id: "quality",
            title: "Quality",
            content: () => (
              <>
                <div class="grid two">
                  <Card title="Over time">
                    <History runs={runs} />
                  </Card>
                  <Card title="Why rows were refused">
                    <Reasons of={counts.reasons} />
                  </Card>
                </div>
                {readers.length > 0 && (
                  <Card title="Models that read it">
                    <p class="badges">
                      {readers.map((model) => (
                        <a key={model.name} href={addressOf("models", model.name)}>
                          <Badge tone="accent">{model.name}</Badge>
                        </a>
                      ))}
                    </p>
                  </Card>
                )}
                <Card title="Its runs">
                  <RunTable runs={runs} of={name} />
                </Card>
              </>
            ),
          },
          {
            id: "profile",
            title: "Columns",
            content: () => (
              <Card
                title="What the columns hold"
                lead={dataset.profile && `Of ${counted(dataset.profile.rows, "curated row")}.`}
              >
                {dataset.profile ? (
                  <ProfileTable of={dataset.profile} dataset={name} />
                ) : (
                  <Empty title="There is no profile.">{dataset.trouble ?? "No row is curated yet."}</Empty>
                )}
              </Card>
            ),
          },
          {
            id: "curated",
            title: "Rows",
            content: () => (
              <Card title="Curated rows" lead="Some of them, as Athena reads them.">
                {dataset.curated ? (
                  <Rows label={`Curated rows of ${name}`} of={dataset.curated} />
                ) : (
                  <Empty title="There are no rows to show.">
                    {dataset.trouble ?? "No row is curated yet."}
                  </Empty>
                )}
              </Card>
            ),
          },
          {
            id: "quarantine",
            title: `Quarantine ${count(counts.rows_quarantined + counts.files_rejected)}`,
            content: () => (
              <Card
                title="Quarantined rows"
                lead="The newest of them, as the files have them. What breaks the contract is marked in its place."
              >
                <QuarantinedRows rows={dataset.quarantined} />
              </Card>
            ),
          },
          { id: "contract", title: "Contract", content: () => <Contract of={dataset} /> },
        ]}
      />
    </>
  );
}

export function Reasons({ of }: { of: Readonly<Record<string, number>> }) {
  const all = Object.entries(of).sort((a, b) => b[1] - a[1]);
  if (all.length === 0) return <Empty title="None was.">Every row that came keeps the contract.</Empty>;
  const most = Math.max(...all.map(([, n]) => n));
  return (
    <Facts
      facts={all.slice(0, 14).map(([reason, n]) => [
        reason,
        <span key={reason} class="row" style={{ flexWrap: "nowrap" }}>
          <span class="meter" style={{ flex: 1 }} aria-hidden="true">
            <i class="bad" style={{ width: `${(n / most) * 100}%` }} />
          </span>
          {count(n)}
        </span>,
      ])}
    />
  );
}

const Contract = ({ of }: { of: Dataset }) => (
  <>
    <Card title="The dataset">
      <Facts
        facts={[
          ["files are", of.source] as const,
          ...of.facts.map(({ name, value }) => [name, <span key={name}>{value}</span>] as const),
        ]}
      />
    </Card>
    <Card title={counted(of.columns.length, "column")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Columns" style={{ maxHeight: "none" }}>
        <table>
          <thead>
            <tr>
              <th scope="col">column</th>
              <th scope="col">type</th>
              <th scope="col">what holds</th>
            </tr>
          </thead>
          <tbody>
            {of.columns.map(({ name, type, required, rules, tokenize, description }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="mono nowrap">{type}</td>
                <td>
                  <span class="badges">
                    {required && <Badge tone="accent">required</Badge>}
                    {tokenize && <Badge tone="warn">tokenized: {tokenize}</Badge>}
                    {rules.map((rule) => (
                      <Badge key={rule}>{rule}</Badge>
                    ))}
                  </span>
                  {description && <p class="soft small">{description}</p>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  </>
);
