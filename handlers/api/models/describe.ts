// What a model is like in the warehouse: its columns, asked of the warehouse itself, since the contract does not say them.
import { Problem } from "../../../core/api/problems.ts";
import type { ColumnType } from "../../../core/contract/types.ts";
import type { ApiEnvironment } from "../../../core/environment/api.ts";
import { columnTypeOf } from "../../../core/query/redshift.ts";
import type { ResultColumn } from "../engines/engine.ts";
import { ourFault } from "../engines/failed.ts";
import { engineOf } from "../engines/of.ts";
import { IN_LINE_MS, waitFor } from "../engines/wait.ts";
import { startOurs } from "../pages.ts";
import type { Relation } from "../relation.ts";

/** So long a model's columns are taken for what they were: less than a run of the models takes in most estates. */
const KEPT_MS = 60_000;

const known = new Map<string, { asked: number; columns: readonly ResultColumn[] }>();

/** A view is described as a table is. @throws Problem */
export async function modelColumns(env: ApiEnvironment, name: string): Promise<readonly ResultColumn[]> {
  const engine = engineOf(env, "redshift");
  const kept = known.get(name);
  if (kept && Date.now() - kept.asked < KEPT_MS) return kept.columns;
  const asked = Date.now();
  const from = placeOf(env, name)
    .map((part) => `"${part}"`)
    .join(".");
  const execution = await startOurs(engine, {
    pieces: [`SELECT * FROM ${from} WHERE false`],
    parameters: [],
  });
  const { state, reason } = await waitFor(engine, execution, IN_LINE_MS);
  if (state === "running")
    throw new Problem("unavailable", "The warehouse takes too long to say what the model is like.", {
      headers: { "Retry-After": "30" },
    });
  if (state !== "succeeded") throw ourFault(reason);
  const { columns } = await engine.page(execution, 1, undefined);
  known.set(name, { asked, columns });
  return columns;
}

const placeOf = ({ MODELS_SCHEMA = "marts" }: ApiEnvironment, name: string): string[] => [
  MODELS_SCHEMA,
  name,
];

export const typeOfColumn = ({ type }: ResultColumn): ColumnType | undefined => {
  const [, name = type, precision, scale] = /^(\w+)\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? columnTypeOf(name) : columnTypeOf(name, Number(precision), Number(scale));
};

export async function modelRelation(env: ApiEnvironment, name: string): Promise<Relation> {
  const columns = await modelColumns(env, name);
  return {
    from: placeOf(env, name),
    columns: new Map(columns.map((column) => [column.name, typeOfColumn(column)])),
    partitionBy: [],
  };
}
