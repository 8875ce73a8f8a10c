// All datasets, as tiles.
import { useState } from "preact/hooks";
import type { Page } from "../../model/page.ts";
import { countsOf } from "../../model/totals.ts";
import { count, counted, share } from "../format.ts";
import { Empty } from "../parts/badge.tsx";
import { Head } from "../parts/card.tsx";
import { addressOf } from "../router.ts";

const AT_ONCE = 60;

export function Datasets({ page }: { page: Page }) {
  const [wanted, setWanted] = useState("");
  const [most, setMost] = useState(AT_ONCE);
  const found = page.datasets.filter(({ name, description = "" }) =>
    `${name} ${description}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  return (
    <>
      <Head
        title="Datasets"
        lead="What the contract names, and how its files fare."
        aside={
          page.datasets.length > 6 && (
            <input
              class="field filter"
              type="search"
              placeholder="Search datasets"
              aria-label="Search datasets"
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          )
        }
      />
      {found.length === 0 && (
        <Empty title={wanted ? "No dataset has that in its name." : "There are no datasets."} />
      )}
      <div class="tiles">
        {found.slice(0, most).map(({ name, description, columns }) => {
          const { files, rows_in, rows_curated, rows_quarantined, files_rejected } = countsOf(
            page.live,
            name,
          );
          return (
            <a key={name} class="card tile" href={addressOf("datasets", name)}>
              <h2>{name}</h2>
              <p class="soft small">{description ?? counted(columns.length, "column")}</p>
              <span style={{ marginTop: "auto" }}>
                <span class="meter" aria-hidden="true">
                  <i style={{ width: `${rows_in === 0 ? 0 : (rows_curated / rows_in) * 100}%` }} />
                </span>
              </span>
              <span class="row between small soft">
                <span>
                  {files === 0 ? "no file yet" : `${count(rows_in)} rows in ${counted(files, "file")}`}
                </span>
                {rows_quarantined > 0 && (
                  <span style={{ color: "var(--bad)" }}>{share(rows_quarantined, rows_in)} quarantined</span>
                )}
                {files_rejected > 0 && (
                  <span style={{ color: "var(--bad)" }}>{counted(files_rejected, "file")} rejected</span>
                )}
              </span>
            </a>
          );
        })}
      </div>
      {found.length > most && (
        <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
          Show more of {found.length}
        </button>
      )}
    </>
  );
}
