// Lambda function `detokenize`: the only one that may open tokens. Nobody gets a value, nor is refused one, without a record
// of it in the audit.
import { detokenizeEnvironment } from "../../core/environment/tokens.ts";
import { serve } from "../http/serve.ts";
import { auditRefusal } from "./refused.ts";

export const handler = serve({
  function: "detokenize",
  environment: () => detokenizeEnvironment.parse(process.env),
  implementations: { detokenizeRecords: () => import("./open.ts") },
  refused: auditRefusal,
});
