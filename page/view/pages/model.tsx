// One model: where it stands in the lineage, how its tests went, its SQL and rows of it.
import { useState } from "preact/hooks";
import { lineageOf, standingOf } from "../../model/lineage.ts";
import type { Model, Page } from "../../model/page.ts";
import { count, counted, moment, seconds } from "../format.ts";
import { Badge, Empty, State } from "../parts/badge.tsx";
import { Card, Facts, Head } from "../parts/card.tsx";
import { Lineage, STANDINGS } from "../parts/lineage.tsx";
import { Rows } from "../parts/rows.tsx";
import { Sql } from "../parts/sql.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { addressOf } from "../router.ts";

const MANY = 40;

export function ModelPage({ page, name }: { page: Page; name: string }) {
  const [whole, setWhole] = useState(page.models.length <= MANY);
  const back = { to: "#/models", name: "Models" };
  const model = page.models.find((one) => one.name === name);
  if (!model)
    return (
      <>
        <Head title={name} back={back} />
        <Empty title="There is no such model." />
      </>
    );
  const { up, down } = lineageOf(page.models, name);
  const standing = standingOf(model);
  return (
    <>
      <Head
        title={name}
        back={back}
        lead={`${model.place}, a ${model.kind} of ${model.path}`}
        aside={
          <Badge tone={standing === "unknown" ? "plain" : standing}>
            {model.last?.state ?? STANDINGS[standing]}
          </Badge>
        }
      />
      <Card
        title="Lineage"
        lead={`It comes from ${counted(up.size, "other")}, and ${counted(down.size, "model")} ${down.size === 1 ? "comes" : "come"} of it.`}
        aside={
          <button type="button" class="button" aria-pressed={!whole} onClick={() => setWhole(!whole)}>
            {whole ? "Show its own alone" : "Show all models"}
          </button>
        }
      >
        <Lineage models={page.models} chosen={name} only={!whole} />
      </Card>
      <Tabs
        key={name}
        label={`About ${name}`}
        tabs={[
          { id: "tests", title: `Tests ${model.tests.length}`, content: () => <Tests of={model} /> },
          {
            id: "sql",
            title: "SQL",
            content: () => (
              <Card title="Its query">
                <Sql text={model.sql} label={`SQL of ${name}`} />
              </Card>
            ),
          },
          {
            id: "rows",
            title: "Rows",
            content: () => (
              <Card title="Rows" lead="Some of them, as Redshift gives them.">
                {model.sample ? (
                  <Rows label={`Rows of ${name}`} of={model.sample} />
                ) : (
                  <Empty title="There are no rows to show.">{model.trouble ?? "It is not built yet."}</Empty>
                )}
              </Card>
            ),
          },
        ]}
      />
    </>
  );
}

function Tests({ of }: { of: Model }) {
  const { last, tests, tags, reads } = of;
  return (
    <div class="grid two">
      <Card title="Tests and freshness">
        {tests.length === 0 ? (
          <Empty title="It has no test.">A test is a query that must give no rows.</Empty>
        ) : (
          <ul class="stack" style={{ gap: "0.7rem" }}>
            {tests.map(({ name, state, detail }) => (
              <li key={name}>
                <span class="row between" style={{ flexWrap: "nowrap", alignItems: "flex-start" }}>
                  <span class="mono wrap">{name}</span>
                  <State of={state === "unknown" ? "not run" : state} />
                </span>
                {detail && <p class="small soft wrap">{detail}</p>}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title="Its last run">
        {last ? (
          <Facts
            facts={[
              ["state", <State key="state" of={last.state} />],
              ["at", moment(last.at)],
              ...(last.rows === undefined ? [] : [["rows", count(last.rows)] as const]),
              ...(last.seconds === undefined ? [] : [["took", seconds(last.seconds)] as const]),
              ...(last.detail ? [["said", last.detail] as const] : []),
              ["reads", <Reads key="reads" names={reads} />],
              ...(tags.length > 0 ? [["tags", tags.join(", ")] as const] : []),
            ]}
          />
        ) : (
          <Facts
            facts={[
              ["state", "it has not run yet"],
              ["reads", <Reads key="reads" names={reads} />],
            ]}
          />
        )}
      </Card>
    </div>
  );
}

const Reads = ({ names }: { names: readonly string[] }) => (
  <span class="badges">
    {names.map((read) => (
      <a
        key={read}
        href={read.startsWith("lake.") ? addressOf("datasets", read.slice(5)) : addressOf("models", read)}
      >
        <Badge tone="accent">{read}</Badge>
      </a>
    ))}
  </span>
);
