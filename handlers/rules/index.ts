// Lambda function `rules`: records by a contract's rules, with the engine that imports files. It has the DuckDB layer.
import { rulesEnvironment } from "../../core/environment/tokens.ts";
import { serve } from "../http/serve.ts";
import { inLine } from "./in-line.ts";
import { prepare } from "./scratch.ts";

const prepared = prepare();

const answer = serve({
  function: "rules",
  environment: () => rulesEnvironment.parse(process.env),
  implementations: {
    validateRecords: inLine("validate"),
    cleanseRecords: inLine("cleanse"),
    tokenizeRecords: inLine("tokenize"),
  },
});

export const handler: typeof answer = async (event, context) => {
  await prepared;
  return answer(event, context);
};
