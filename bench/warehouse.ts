// What the warehouse's own code costs: compiling 200 models, and the dialect over a bare call of the Data API.
import { statementOverhead } from "../warehouse/bench/dialect.ts";
import { compileModels } from "../warehouse/bench/models.ts";

export async function benchWarehouse(): Promise<void> {
  const { models, graphSeconds, sqlSeconds } = compileModels(200);
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  console.log(
    `\n${models} models to SQL: ${seconds(graphSeconds + sqlSeconds)} (DAG ${seconds(graphSeconds)}, statements ${seconds(sqlSeconds)}; aim 1 s)`,
  );
  const overhead = await statementOverhead();
  console.log("\none statement, against a Data API that answers at once:");
  console.table(overhead);
}
