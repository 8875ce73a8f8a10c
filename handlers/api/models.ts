// Models, from the warehouse.
import { Problem } from "../../core/api/problems.ts";
import { MOST_ROWS_IN_ALL } from "../../core/api/routes/rows.ts";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import { readContract } from "../http/contract.ts";
import { engineOf } from "./engines/of.ts";
import type { Implement } from "./implement.ts";
import { modelColumns, modelRelation, typeOfColumn } from "./models/describe.ts";
import { readPage } from "./pages.ts";
import { questionQuery } from "./question.ts";

export const models: Implement<"listModels" | "getModel" | "getModelRows"> = {
  listModels: async (_, { caller, env }) => {
    const { datasets } = await readContract(env);
    const names = caller.allowed("read").filter((name) => !Object.hasOwn(datasets, name));
    return { status: 200, body: { models: names.map((name) => ({ name })) } };
  },

  getModel: async ({ path: { name } }, { env }) => {
    await mustBeModel(env, name);
    const columns = (await modelColumns(env, name)).map((column) => ({
      ...column,
      comparable: typeOfColumn(column) !== undefined,
    }));
    return { status: 200, body: { name, columns } };
  },

  getModelRows: async ({ path: { name }, query }, served) => {
    const { env } = served;
    await mustBeModel(env, name);
    return readPage(served, engineOf(env, "redshift"), query, async () =>
      questionQuery(await modelRelation(env, name), query, { limit: MOST_ROWS_IN_ALL + 1 }),
    );
  },
};

async function mustBeModel(env: ApiEnvironment, name: string): Promise<void> {
  const { datasets } = await readContract(env);
  if (Object.hasOwn(datasets, name))
    throw new Problem("not_found", `"${name}" is a dataset: GET /datasets/${name}.`);
}
