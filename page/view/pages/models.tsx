// All models: their lineage as a drawing that can be searched and walked, and a table of how each stands.
import { useState } from "preact/hooks";
import { standingOf } from "../../model/lineage.ts";
import type { Page } from "../../model/page.ts";
import { count, moment, seconds } from "../format.ts";
import { Badge, Empty, State } from "../parts/badge.tsx";
import { Card, Figures, Head } from "../parts/card.tsx";
import { Lineage, STANDINGS } from "../parts/lineage.tsx";
import { Table } from "../parts/table.tsx";
import { addressOf } from "../router.ts";

export function Models({ page }: { page: Page }) {
  const [wanted, setWanted] = useState("");
  const { models } = page;
  const tests = models.flatMap((model) => model.tests);
  const failed = tests.filter(({ state }) => state === "failed" || state === "error").length;
  if (models.length === 0)
    return (
      <>
        <Head title="Models" />
        <Empty title="There are no models.">Write one under models/, and it is drawn here.</Empty>
      </>
    );
  return (
    <>
      <Head
        title="Models"
        lead="SQL that runs inside Redshift, each model after what it reads."
        aside={
          <input
            class="field filter"
            type="search"
            placeholder="Find a model"
            aria-label="Find a model in the drawing"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        }
      />
      <Figures
        figures={[
          { name: "Models", value: count(models.length) },
          { name: "Built", value: count(models.filter(({ last }) => last?.state === "built").length) },
          {
            name: "Tests",
            value: count(tests.length),
            more: failed > 0 ? `${count(failed)} failed` : "none failed",
            bad: failed > 0,
          },
        ]}
      />
      {page.models_trouble && <p class="soft small">{page.models_trouble}</p>}
      <Card
        title="Lineage"
        lead="Each box leads to its model. The arrow keys go along the edges."
        aside={<Kinds />}
      >
        <Lineage models={models} wanted={wanted} />
      </Card>
      <Card title="State of each model">
        <Table
          label="models"
          unit="model"
          rows={models}
          identity={({ name }) => name}
          words={({ name, path, tags }) => `${name} ${path} ${tags.join(" ")}`}
          empty="There are no models."
          columns={[
            {
              title: "model",
              cell: ({ name }) => <a href={addressOf("models", name)}>{name}</a>,
              by: ({ name }) => name,
            },
            { title: "kind", cell: ({ kind }) => <Badge>{kind}</Badge>, by: ({ kind }) => kind },
            {
              title: "stands",
              cell: (model) => (
                <span class="row nowrap" style={{ gap: "0.4rem", flexWrap: "nowrap" }}>
                  <span class={`dot ${standingOf(model)}`} />
                  {STANDINGS[standingOf(model)]}
                </span>
              ),
              by: standingOf,
            },
            {
              title: "tests",
              right: true,
              cell: (model) => count(model.tests.length),
              by: (model) => model.tests.length,
            },
            {
              title: "rows",
              right: true,
              cell: ({ last }) => (last?.rows === undefined ? "" : count(last.rows)),
              by: ({ last }) => last?.rows ?? -1,
            },
            {
              title: "took",
              right: true,
              cell: ({ last }) => (last?.seconds === undefined ? "" : seconds(last.seconds)),
              by: ({ last }) => last?.seconds ?? -1,
            },
            {
              title: "last run",
              cell: ({ last }) =>
                last ? <span class="nowrap">{moment(last.at)}</span> : <State of="none" />,
              by: ({ last }) => last?.at ?? "",
            },
          ]}
        />
      </Card>
    </>
  );
}

const Kinds = () => (
  <p class="legend">
    {(["good", "warn", "bad"] as const).map((standing) => (
      <span key={standing}>
        <span class={`dot ${standing}`} /> {STANDINGS[standing]}
      </span>
    ))}
  </p>
);
