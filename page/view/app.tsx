// The page as a whole: the side with its sections, the section that is open, light and dark, and the console's pulse.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../model/page.ts";
import { totalsOf } from "../model/totals.ts";
import type { Server } from "./console.ts";
import { count, moment } from "./format.ts";
import { Access } from "./pages/access.tsx";
import { Alarms } from "./pages/alarms.tsx";
import { DatasetPage } from "./pages/dataset.tsx";
import { Datasets } from "./pages/datasets.tsx";
import { Deliveries } from "./pages/deliveries.tsx";
import { Jobs } from "./pages/jobs.tsx";
import { ModelPage } from "./pages/model.tsx";
import { Models } from "./pages/models.tsx";
import { Overview } from "./pages/overview.tsx";
import { QuarantinePage } from "./pages/quarantine.tsx";
import { Query } from "./pages/query.tsx";
import { Queues } from "./pages/queues.tsx";
import { Runs } from "./pages/runs.tsx";
import { Empty } from "./parts/badge.tsx";
import { Head } from "./parts/card.tsx";
import { Icon, Logo } from "./parts/icons.tsx";
import { usePulse } from "./pulse.ts";
import { type Place, usePlace } from "./router.ts";
import { useTheme } from "./theme.ts";

export function App({ page: first, console }: { page: Page; console: Server | null }) {
  const { page, trouble, refresh, refreshing } = usePulse(first, console);
  const place = usePlace();
  const [theme, turn] = useTheme();
  const main = useRef<HTMLElement>(null);
  const [moved, setMoved] = useState(false);
  const where = `${place.section}/${place.name ?? ""}`;
  useEffect(() => {
    document.title = `${place.name ?? TITLES[place.section] ?? "Overview"} · ${page.name}`;
    if (moved) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    setMoved(true);
  }, [where]);
  return (
    <div class="frame">
      <button type="button" class="button strong skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="side">
        <a class="brand" href="#/">
          <Logo />
          <span>
            Headrace <small>{page.name}</small>
          </span>
        </a>
        <Sections page={page} place={place} console={console} />
        <div class="side-foot">
          {console && (
            <button type="button" class="button" disabled={refreshing} onClick={refresh}>
              {refreshing ? "Reading…" : "Read all again"}
            </button>
          )}
          <button
            type="button"
            class="button"
            onClick={turn}
            aria-label={theme === "dark" ? "Switch to light" : "Switch to dark"}
          >
            {theme === "dark" ? "☀ Light" : "☾ Dark"}
          </button>
          <p class="told" role="status">
            {trouble ?? (console ? `live, ${moment(page.live.at)}` : `as of ${moment(page.live.at)}`)}
          </p>
        </div>
      </header>
      <main class="main" id="main" ref={main} tabIndex={-1}>
        <Section page={page} place={place} console={console} />
      </main>
    </div>
  );
}

const TITLES: Readonly<Record<string, string>> = {
  overview: "Overview",
  datasets: "Datasets",
  quarantine: "Quarantine",
  models: "Models",
  runs: "Runs",
  jobs: "Jobs",
  deliveries: "Deliveries",
  queues: "Queues",
  alarms: "Alarms",
  access: "Permissions",
  query: "Query",
};

interface Shown {
  page: Page;
  place: Place;
  console: Server | null;
}

function Sections({ page, place, console }: Shown) {
  const totals = totalsOf(page.live);
  const alarms = page.live.alarms.filter(({ state }) => state === "ALARM").length;
  const failed = (page.live.jobs ?? []).filter(({ state }) => state === "FAILED").length;
  const numbers: Readonly<Record<string, { n: number; alert?: boolean }>> = {
    datasets: { n: page.datasets.length },
    models: { n: page.models.length },
    quarantine: { n: totals.rows_quarantined },
    jobs: { n: failed, alert: failed > 0 },
    queues: { n: totals.dead, alert: totals.dead > 0 },
    alarms: { n: alarms, alert: alarms > 0 },
    access: { n: page.access?.counts.denied ?? 0, alert: (page.access?.counts.denied ?? 0) > 0 },
  };
  const shown = Object.entries(TITLES).filter(
    ([section]) =>
      (section !== "query" || console) &&
      (section !== "alarms" || page.live.alarms.length > 0) &&
      (section !== "jobs" || page.live.jobs !== undefined) &&
      (section !== "models" || page.models.length > 0),
  );
  return (
    <nav class="nav" aria-label="Sections">
      <ul>
        {shown.map(([section, title]) => {
          const number = numbers[section];
          return (
            <li key={section}>
              <a href={`#/${section}`} aria-current={place.section === section ? "page" : undefined}>
                <Icon of={section} />
                {title}
                {number && number.n > 0 && (
                  <span class={`number ${number.alert ? "alert" : ""}`}>{count(number.n)}</span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Section({ page, place: { section, name }, console }: Shown) {
  if (section === "overview") return <Overview page={page} live={console !== null} />;
  if (section === "datasets")
    return name === undefined ? <Datasets page={page} /> : <DatasetPage key={name} page={page} name={name} />;
  if (section === "quarantine") return <QuarantinePage page={page} />;
  if (section === "models")
    return name === undefined ? <Models page={page} /> : <ModelPage key={name} page={page} name={name} />;
  if (section === "runs") return <Runs page={page} />;
  if (section === "jobs" && page.live.jobs) return <Jobs page={page} />;
  if (section === "deliveries") return <Deliveries page={page} />;
  if (section === "queues") return <Queues page={page} console={console} />;
  if (section === "alarms") return <Alarms page={page} />;
  if (section === "access") return <Access page={page} />;
  if (section === "query" && console) return <Query page={page} console={console} />;
  return (
    <>
      <Head title="There is nothing here" />
      <Empty title="This address leads nowhere.">
        <a href="#/">Back to the overview</a>
      </Empty>
    </>
  );
}
