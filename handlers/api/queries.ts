// SQL, run in line where it is quick, and asked about later where it is not.
import { Problem } from "../../core/api/problems.ts";
import type { Engine as EngineName } from "../../core/contract/api/schema.ts";
import type { Scalar } from "../../core/contract/values.ts";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import type { Query } from "../../core/query/select.ts";
import type { Served } from "../http/serve.ts";
import { type Engine, type Execution, Rejected, type ResultPage } from "./engines/engine.ts";
import { callersFault, ourFault } from "./engines/failed.ts";
import { engineOf } from "./engines/of.ts";
import { IN_LINE_MS, waitFor } from "./engines/wait.ts";
import { acceptedType, cellsOf, PARQUET_TYPE, textOf } from "./formats.ts";
import type { Implement } from "./implement.ts";
import { declaredQuery } from "./named.ts";
import { keepOwned, readOwned } from "./owned.ts";
import { parquetOf } from "./parquet.ts";

const FIRST_ROWS = 1000;
const KIND = "query";

/** What is kept of a query. */
interface Kept {
  readonly engine: EngineName;
  /** The engine's own id. */
  readonly execution: string;
  /** The contract's name; null where the caller sent the text. */
  readonly query: string | null;
}

type Sent =
  | { readonly query: string; readonly parameters: Readonly<Record<string, Scalar>> }
  | { readonly sql: string; readonly engine: EngineName };

const owner = ({ env, caller }: Served<ApiEnvironment>) => ({ table: env.API_TABLE, caller: caller.id });

export const queries: Implement<"startQuery" | "getQuery" | "getQueryResults" | "cancelQuery"> = {
  startQuery: async ({ body, headers: { prefer } }, served) => {
    const { name, engine: engineName, query } = permitted(body, served);
    const engine = engineOf(served.env, engineName);
    const kept: Kept = { engine: engineName, execution: await start(engine, query, name), query: name };
    const id = await keepOwned(owner(served), KIND, kept);
    const inLine = prefersAsync(prefer) ? 0 : IN_LINE_MS;
    const execution = await waitFor(engine, kept.execution, inLine);
    const headers: Record<string, string> = { Location: `queries/${id}` };
    if (execution.state === "running")
      return {
        status: 202,
        body: describe(id, kept, execution),
        headers: { ...headers, "Retry-After": "2" },
      };
    refuseFailed(kept, execution);
    const page = await engine.page(kept.execution, FIRST_ROWS, undefined);
    const about = { ...describe(id, kept, execution), ...(await pageBody(served, id, kept, engine, page)) };
    return { status: 200, body: about, headers };
  },

  getQuery: async ({ path: { id } }, served) => {
    const kept = await readOwned<Kept>(owner(served), KIND, id);
    const execution = await engineOf(served.env, kept.engine).look(kept.execution);
    return { status: 200, body: describe(id, kept, execution) };
  },

  getQueryResults: async ({ path: { id }, query: { limit, cursor }, headers: { accept } }, served) => {
    const type = acceptedType(accept);
    const kept = await readOwned<Kept>(owner(served), KIND, id);
    const engine = engineOf(served.env, kept.engine);
    const from =
      cursor === undefined ? undefined : ((await resultCursors(served, id).open(cursor)) as string);
    if (from === undefined) {
      const execution = await engine.look(kept.execution);
      if (execution.state === "running")
        throw new Problem("conflict", "The query is still at work. Ask again when it has succeeded.", {
          headers: { "Retry-After": "2" },
        });
      refuseFailed(kept, execution);
    }
    const page = await engine.page(kept.execution, limit, from);
    if (type === "application/json")
      return { status: 200, body: await pageBody(served, id, kept, engine, page) };
    const next = page.next === undefined ? null : await resultCursors(served, id).seal(page.next);
    const address = `results?limit=${limit}&cursor=${next}`;
    return {
      status: 200,
      type,
      body: type === PARQUET_TYPE ? parquetOf(page) : textOf(type, page),
      ...(next !== null && { headers: { Link: `<${address}>; rel="next"` } }),
    };
  },

  cancelQuery: async ({ path: { id } }, served) => {
    const kept = await readOwned<Kept>(owner(served), KIND, id);
    const engine = engineOf(served.env, kept.engine);
    if ((await engine.look(kept.execution)).state === "running") await engine.cancel(kept.execution);
    return { status: 204 };
  },
};

/** Preferences are a list by commas, each with parameters after a semicolon (RFC 7240, section 2). */
const prefersAsync = (prefer = ""): boolean =>
  prefer.split(",").some((one) => one.split(";")[0]?.trim().toLowerCase() === "respond-async");

interface Permitted {
  readonly name: string | null;
  readonly engine: EngineName;
  readonly query: Query;
}

/** @throws Problem not_permitted, invalid_request */
function permitted(sent: Sent, { caller, settings }: Served<ApiEnvironment>): Permitted {
  if ("sql" in sent) {
    caller.require("sql", sent.engine);
    return { name: null, engine: sent.engine, query: { pieces: [sent.sql], parameters: [] } };
  }
  caller.require("queries", sent.query);
  return { name: sent.query, ...declaredQuery(settings.api, sent.query, sent.parameters) };
}

async function start(engine: Engine, query: Query, name: string | null): Promise<string> {
  try {
    return await engine.start(query);
  } catch (error) {
    if (error instanceof Rejected)
      throw name === null ? callersFault(error.message) : ourFault(error.message);
    throw error;
  }
}

function refuseFailed({ query }: Kept, { state, reason }: Execution): void {
  if (state === "succeeded") return;
  throw query === null || state === "cancelled" ? callersFault(reason) : ourFault(reason);
}

const describe = (id: string, { engine, query }: Kept, { reason, ...execution }: Execution) => ({
  id,
  engine,
  query,
  ...execution,
  error:
    execution.state !== "failed"
      ? null
      : query === null
        ? reason
        : "The query failed. The operator's log of the engine says why.",
});

/** Cursors of a query's results, which its answer and its results have alike. */
const resultCursors = (served: Served<ApiEnvironment>, id: string) => served.cursorsOf(["results", id]);

async function pageBody(
  served: Served<ApiEnvironment>,
  id: string,
  kept: Kept,
  engine: Engine,
  page: ResultPage,
) {
  const more = page.next !== undefined;
  return {
    columns: [...page.columns],
    rows: cellsOf(page),
    next: page.next === undefined ? null : await resultCursors(served, id).seal(page.next),
    download: more ? await engine.download(kept.execution) : null,
  };
}
