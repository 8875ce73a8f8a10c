// Rows of datasets, page by page. The first page runs the query; those that follow read on in its result.
import { Problem, type RequestError } from "../../core/api/problems.ts";
import { MOST_ROWS_IN_ALL } from "../../core/api/routes/rows.ts";
import { type Condition, readCondition } from "../../core/query/filter.ts";
import { impliedConditions } from "../../core/query/partitions.ts";
import { type Ordering, selectQuery } from "../../core/query/select.ts";
import { cell } from "../../core/query/values.ts";
import { readContract } from "../http/contract.ts";
import { type Engine, Rejected } from "./engines/engine.ts";
import { ourFault } from "./engines/failed.ts";
import { engineOf } from "./engines/of.ts";
import { IN_LINE_MS, waitFor } from "./engines/wait.ts";
import type { Implement } from "./implement.ts";
import { datasetRelation, type Relation } from "./relation.ts";

/** Where a page begins: an execution, the engine's own token, and how many rows were before it. */
type Position = readonly [execution: string, token: string | null, before: number];

interface Question {
  select?: string | undefined;
  where?: string[] | undefined;
  order?: string | undefined;
}

export const rows: Implement<"getRows"> = {
  getRows: async ({ path, query }, served) => {
    const { env, cursors } = served;
    const relation = datasetRelation(await readContract(env), env.GLUE_DATABASE, path.name);
    if (!relation)
      throw new Problem("not_found", `"${path.name}" is a model, and models have no rows here yet.`);
    const engine = engineOf(env, "athena");
    const [execution, token, before]: Position =
      query.cursor === undefined
        ? [await begin(engine, relation, query), null, 0]
        : ((await cursors.open(query.cursor)) as Position);
    if (token === null) {
      const { state, reason } = await waitFor(engine, execution, IN_LINE_MS);
      if (state === "running") {
        const next = await cursors.seal([execution, null, 0]);
        const Location = addressOf({ ...query, cursor: next });
        return { status: 202, body: { next }, headers: { "Retry-After": "2", Location } };
      }
      if (state !== "succeeded") throw ourFault(reason);
    }
    const page = await engine.page(execution, query.limit, token ?? undefined);
    const { columns } = page;
    const fits = Math.max(0, MOST_ROWS_IN_ALL - before);
    const kept = page.rows.slice(0, fits);
    const more = page.next !== undefined && kept.length === page.rows.length;
    const position: Position = [execution, page.next ?? null, before + kept.length];
    return {
      status: 200,
      body: {
        rows: kept.map((cells) =>
          Object.fromEntries(columns.map(({ name, type }, i) => [name, cell(cells[i], type)])),
        ),
        next: more ? await cursors.seal(position) : null,
        complete: kept.length === page.rows.length,
      },
    };
  },
};

async function begin(engine: Engine, relation: Relation, question: Question): Promise<string> {
  const { columns, partitionBy } = relation;
  const errors: RequestError[] = [];
  const named = (names: string[], parameter: string): string[] => {
    for (const name of names)
      if (!columns.has(name))
        errors.push({ in: "query", pointer: `/${parameter}`, detail: `there is no column ${name}` });
    if (new Set(names).size < names.length)
      errors.push({ in: "query", pointer: `/${parameter}`, detail: "a column is named twice" });
    return names;
  };
  const select = question.select ? named(question.select.split(","), "select") : [...columns.keys()];
  const order = (question.order?.split(",") ?? []).map(
    (text): Ordering => ({ column: text.replace(/^-/, ""), descending: text.startsWith("-") }),
  );
  named(
    order.map(({ column }) => column),
    "order",
  );
  const where: Condition[] = [];
  for (const text of question.where ?? []) {
    const read = readCondition(text, columns);
    if ("wrong" in read) errors.push({ in: "query", pointer: "/where", detail: read.wrong });
    else where.push(read);
  }
  const [first] = errors;
  if (first) throw new Problem("invalid_request", `query ${first.pointer}: ${first.detail}.`, { errors });
  const query = selectQuery({
    from: relation.from,
    columns: select,
    where: [...impliedConditions(where, partitionBy), ...where],
    order,
    limit: MOST_ROWS_IN_ALL + 1,
  });
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
