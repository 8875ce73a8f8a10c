// What the rows built aside must hold before they are put in place.
import { HeadraceError } from "../../../core/errors.ts";
import type { TableName } from "../project/compile.ts";
import type { ModelNode } from "../project/graph.ts";
import { nullKeys, repeatedKeys } from "../sql/incremental.ts";
import type { BuildEnvironment } from "./build-environment.ts";

/** What a merge or a snapshot cannot tell apart would make a different table on every run; so it is refused from the first on. */
export async function checkKeys(
  { name, definition }: ModelNode,
  aside: TableName,
  env: BuildEnvironment,
): Promise<void> {
  if (definition.kind === "snapshot") {
    await checkKey(name, aside, definition.key, env, "leave those rows out of the query");
    if (definition.strategy.kind === "timestamp") await checkUpdates(name, aside, definition.strategy, env);
  } else if (definition.materialized.kind === "incremental" && definition.materialized.strategy === "merge") {
    const { key } = definition.materialized;
    await checkKey(name, aside, key, env, "use delete+insert, which takes nulls for equal");
  }
}

async function checkKey(
  name: string,
  aside: TableName,
  key: readonly string[],
  env: BuildEnvironment,
  nullFix: string,
): Promise<void> {
  const columns = key.join(", ");
  const nulls = await nullsIn(aside, key, env);
  if (nulls > 0) {
    throw new HeadraceError(
      "model_key",
      `"${name}": ${nulls === 1 ? "a new row has" : `${nulls} new rows have`} a null in the key (${columns})`,
      nullFix,
    );
  }
  const repeated = Number((await env.executor.run(repeatedKeys(aside, key), env.signal)).rows[0]?.repeated);
  if (repeated > 0) {
    throw new HeadraceError(
      "model_key",
      `"${name}": ${repeated === 1 ? "a value of the key" : `${repeated} values of the key`} (${columns}) ${repeated === 1 ? "is" : "are"} in more than one new row`,
      "make the query give one row for each key, as with QUALIFY row_number() = 1",
    );
  }
}

/** Nothing is later than a null: a row without its time would keep its first version for ever. */
async function checkUpdates(
  name: string,
  aside: TableName,
  { updatedAt }: { updatedAt: string },
  env: BuildEnvironment,
): Promise<void> {
  const nulls = await nullsIn(aside, [updatedAt], env);
  if (nulls === 0) return;
  throw new HeadraceError(
    "model_updates",
    `"${name}": ${nulls === 1 ? "a row has" : `${nulls} rows have`} a null in ${updatedAt}, by which changes are seen`,
    "leave those rows out of the query, or see changes by check()",
  );
}

async function nullsIn(aside: TableName, columns: readonly string[], env: BuildEnvironment): Promise<number> {
  return Number((await env.executor.run(nullKeys(aside, columns), env.signal)).rows[0]?.nulls);
}
