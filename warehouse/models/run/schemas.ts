// The schemas that models stand in, made before the first of them is built.
import { createSchema, grantUsage } from "../sql/tables.ts";
import type { Executor } from "./executor.ts";

/**
 * Who may not make schemas, or not grant their use, may still work in one that is there: the first table tells. So does the
 * grant on it where a group is none.
 */
export async function makeSchema(
  executor: Executor,
  schema: string,
  readers: ReadonlySet<string>,
): Promise<void> {
  const allowed = (error: { sqlState?: string; message: string }) => {
    if (error.sqlState !== "42501" && !/^(ERROR: )?group .* does not exist/.test(error.message)) throw error;
  };
  await executor.run(createSchema(schema)).catch(allowed);
  for (const group of readers) await executor.run(grantUsage(schema, group)).catch(allowed);
}
