// A box for SQL, answered by Athena or Redshift: in the console only, since a file has nobody to ask.
import { useRef, useState } from "preact/hooks";
import type { Page } from "../../model/page.ts";
import type { Answer, Server } from "../console.ts";
import { count, seconds } from "../format.ts";
import { Card, Head } from "../parts/card.tsx";
import { Rows } from "../parts/rows.tsx";

const NAMES = { athena: "Athena", redshift: "Redshift" } as const;

export function Query({ page, console }: { page: Page; console: Server }) {
  const [engine, setEngine] = useState<string>(page.engines[0] ?? "athena");
  const [sql, setSql] = useState(exampleFor(page));
  const [answer, setAnswer] = useState<Answer>();
  const [trouble, setTrouble] = useState("");
  const [running, setRunning] = useState<AbortController>();
  const form = useRef<HTMLFormElement>(null);
  const ask = async (event: Event) => {
    event.preventDefault();
    const stop = new AbortController();
    setRunning(stop);
    setTrouble("");
    try {
      setAnswer(await console.query(engine, sql, stop.signal));
    } catch (error) {
      setAnswer(undefined);
      setTrouble(stop.signal.aborted ? "It was stopped." : (error as Error).message);
    } finally {
      setRunning(undefined);
    }
  };
  return (
    <>
      <Head
        title="Query"
        lead="One statement at a time. Athena reads the lake; Redshift has the models too."
      />
      <Card title="SQL">
        <form class="stack" ref={form} onSubmit={ask}>
          <label>
            <span class="hidden-label">SQL</span>
            <textarea
              class="field mono"
              rows={7}
              spellcheck={false}
              value={sql}
              onInput={(event) => setSql(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
              }}
            />
          </label>
          <div class="row between">
            <label class="row">
              <span class="soft">asked of</span>
              <select
                class="field"
                style={{ width: "auto" }}
                value={engine}
                onChange={(event) => setEngine(event.currentTarget.value)}
              >
                {page.engines.map((one) => (
                  <option key={one} value={one}>
                    {NAMES[one]}
                  </option>
                ))}
              </select>
            </label>
            <span class="row">
              <span class="soft small">Ctrl + Enter</span>
              {running ? (
                <button type="button" class="button" onClick={() => running.abort()}>
                  Stop
                </button>
              ) : (
                <button type="submit" class="button strong" disabled={sql.trim() === ""}>
                  Run
                </button>
              )}
            </span>
          </div>
        </form>
        <div role="status">
          {running && <p class="soft">It runs…</p>}
          {trouble && (
            <p class="refused wrap">
              <strong>It was refused.</strong> {trouble}
            </p>
          )}
        </div>
      </Card>
      {answer && !running && (
        <Card
          title="Answer"
          lead={`${count(answer.total)} ${answer.total === 1 ? "row" : "rows"} in ${seconds(answer.seconds)}${
            answer.rows.length < answer.total ? `, the first ${count(answer.rows.length)} are shown` : ""
          }.`}
        >
          <Rows label="Answer" of={answer} />
        </Card>
      )}
    </>
  );
}

function exampleFor({ datasets, live }: Page): string {
  const full = live.counts.find(({ rows_curated }) => rows_curated > 0)?.dataset ?? datasets[0]?.name;
  return full === undefined ? "SELECT 1" : `SELECT *\nFROM ${full}\nLIMIT 20`;
}
