// Models that are made of one another in a chain, for what runs them.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const STEPS = [1, 2, 3, 4];
/** A chain of tables, each of the one before, the last tested by what `accepted` says. */
export async function writeChain(dir: string, accepted: string): Promise<void> {
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
