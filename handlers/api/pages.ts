// Rows page by page. The first page runs the query; those that follow read on in its result.
import { Problem } from "../../core/api/problems.ts";
import { MOST_ROWS_IN_ALL } from "../../core/api/routes/rows.ts";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import type { Query } from "../../core/query/select.ts";
import { cell } from "../../core/query/values.ts";
import type { Served } from "../http/serve.ts";
import { type Engine, Rejected } from "./engines/engine.ts";
import { ourFault } from "./engines/failed.ts";
import { IN_LINE_MS, waitFor } from "./engines/wait.ts";

/** Where a page begins: an execution, the engine's own token, and how many rows were before it. */
type Position = readonly [execution: string, token: string | null, before: number];

interface Asked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** @param begin makes the query, of MOST_ROWS_IN_ALL + 1 rows at most: called for a first page alone */
export async function readPage(
  { cursors }: Served<ApiEnvironment>,
  engine: Engine,
  asked: Asked,
  begin: () => Query | Promise<Query>,
) {
  const [execution, token, before]: Position =
    asked.cursor === undefined
      ? [await startOurs(engine, await begin()), null, 0]
      : ((await cursors.open(asked.cursor)) as Position);
  if (token === null) {
    const { state, reason } = await waitFor(engine, execution, IN_LINE_MS);
    if (state === "running") {
      const next = await cursors.seal([execution, null, 0]);
      const Location = addressOf({ ...asked, cursor: next });
      return { status: 202 as const, body: { next }, headers: { "Retry-After": "2", Location } };
    }
    if (state !== "succeeded") throw ourFault(reason);
  }
  const page = await engine.page(execution, asked.limit, token ?? undefined);
  const { columns } = page;
  const fits = Math.max(0, MOST_ROWS_IN_ALL - before);
  const kept = page.rows.slice(0, fits);
  const more = page.next !== undefined && kept.length === page.rows.length;
  const position: Position = [execution, page.next ?? null, before + kept.length];
  return {
    status: 200 as const,
    body: {
      rows: kept.map((cells) =>
        Object.fromEntries(columns.map(({ name, type }, i) => [name, cell(cells[i], type)])),
      ),
      next: more ? await cursors.seal(position) : null,
      complete: kept.length === page.rows.length,
    },
  };
}

/** Starts a query of ours. @throws Problem, or an error to be logged */
export async function startOurs(engine: Engine, query: Query): Promise<string> {
  try {
    return await engine.start(query);
  } catch (error) {
    if (error instanceof Rejected) throw ourFault(error.message);
    throw error;
  }
}

/** The same question again, from the cursor on; from where it was asked, since a domain may hide the API's own path. */
function addressOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [[key, String(one)] as [string, string]])),
  );
  return `rows?${new URLSearchParams(pairs)}`;
}

export const noSuchDataset = (name: string): Problem =>
  new Problem("not_found", `"${name}" is a model: GET /models/${name}.`);
