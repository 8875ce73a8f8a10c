// Lambda function `api`: what the API answers without the engine. A resource has a file here, as it has one in core/api/routes/.
import { apiEnvironment } from "../../core/environment/api.ts";
import { serve } from "../http/serve.ts";
import { datasets } from "./datasets.ts";
import { description } from "./description.ts";
import { exports } from "./exports.ts";
import { imports } from "./imports.ts";
import { models } from "./models.ts";
import { queries } from "./queries.ts";
import { records } from "./records.ts";
import { rows } from "./rows.ts";

export const handler = serve({
  function: "api",
  environment: () => apiEnvironment.parse(process.env),
  implementations: {
    ...datasets,
    ...rows,
    ...models,
    ...queries,
    ...records,
    ...imports,
    ...exports,
    ...description,
  },
});
