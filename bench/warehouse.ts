// What the warehouse's own code costs: compiling 200 models, and the dialect over a bare call of the Data API.
import { statementOverhead } from "../warehouse/bench/dialect.ts";
import { compileModels } from "../warehouse/bench/models.ts";
import { report } from "./report.ts";

export async function benchWarehouse(): Promise<void> {
  const { models, graphSeconds, sqlSeconds } = compileModels(200);
  const seconds = (value: number) => ({ seconds: value.toFixed(2) });
  report(`${models} models to SQL; aim 1 s`, {
    "all of it": seconds(graphSeconds + sqlSeconds),
    "the graph": seconds(graphSeconds),
    statements: seconds(sqlSeconds),
  });
  const overhead = await statementOverhead();
  report("one statement, against a Data API that answers at once", { "": overhead });
}
