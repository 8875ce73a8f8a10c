// Rows of datasets, from the lake.
import { MOST_ROWS_IN_ALL } from "../../core/api/routes/rows.ts";
import { readContract } from "../http/contract.ts";
import { engineOf } from "./engines/of.ts";
import type { Implement } from "./implement.ts";
import { noSuchDataset, readPage } from "./pages.ts";
import { questionQuery } from "./question.ts";
import { datasetRelation } from "./relation.ts";

export const rows: Implement<"getRows"> = {
  getRows: async ({ path, query }, served) => {
    const { env } = served;
    const relation = datasetRelation(await readContract(env), env.GLUE_DATABASE, path.name);
    if (!relation) throw noSuchDataset(path.name);
    return readPage(served, engineOf(env, "athena"), query, () =>
      questionQuery(relation, query, { limit: MOST_ROWS_IN_ALL + 1 }),
    );
  },
};
