// Models that are made of one another in a chain, for what runs them: the function, and the jobs that go on with its runs.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packModels } from "../build/models.ts";
import type { WarehouseAccount } from "./warehouse.ts";

export const STEPS = [1, 2, 3, 4];
/** What the last test accepts: in a chain that passes it, and in one that does not. */
const ACCEPTED = { good: '["a", "b"]', bad: '["a"]' };

/** The chain packed as it is deployed: a layer that passes its tests, and one that does not. Paths of their zips. */
export async function packChain(folder: string): Promise<Record<keyof typeof ACCEPTED, string>> {
  const pack = async (name: keyof typeof ACCEPTED): Promise<string> => {
    const dir = join(folder, name);
    const zip = join(folder, `${name}.zip`);
    await writeChain(dir, ACCEPTED[name]);
    await packModels(dir, zip);
    return zip;
  };
  return { good: await pack("good"), bad: await pack("bad") };
}

/** What whoever runs the chain is told, the export of its last table among it. @param delivered models whose rows are delivered */
export const chainEnvironment = (
  account: WarehouseAccount,
  delivered: readonly string[],
): Record<string, string> => ({
  ...account.environment({
    version: 1,
    name: "acme",
    datasets: { orders: { columns: [{ name: "order_id", type: "bigint" }] } },
  }),
  DAG: "acme",
  MODELS_SCHEMA: "marts",
  THREADS: "1",
  ...account.put("SETTINGS", {
    selection: [],
    vars: {},
    exports: { step_4: { partition_by: ["part"] } },
    delivered,
  }),
});

/** A chain of tables, each of the one before, the last tested by what `accepted` says. */
async function writeChain(dir: string, accepted: string): Promise<void> {
  await mkdir(join(dir, "models"), { recursive: true });
  for (const i of STEPS) {
    const query =
      i === 1
        ? "() => sql<{ id: number; part: string }>`select 1 as id, 'a' as part union all select 2, 'b'`"
        : `() => sql<{ id: number; part: string }>\`select id + 1 as id, part from \${before}\``;
    const tests = i === 4 ? `, tests: [unique("id"), acceptedValues("part", ${accepted})]` : "";
    await writeFile(
      join(dir, "models", `step_${i}.ts`),
      `import { acceptedValues, model, table, unique } from "headrace/models";
import { sql } from "kysely";
${i === 1 ? "" : `import before from "./step_${i - 1}.ts";\n`}
export default model({ name: "step_${i}", materialized: table(), query: ${query}${tests} });
`,
    );
  }
}
