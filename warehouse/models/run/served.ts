// Models that are served to a group of the warehouse, beside the readers that each names for itself: they are granted to the group
// as they are built; what stands already, when a run begins. What is served no more is taken back then.
import { quoteIdentifier, stringLiteral } from "../../kysely/index.ts";
import { quoted } from "../project/compile.ts";
import type { Graph, ModelNode } from "../project/graph.ts";
import type { LedgerSql } from "../sql/ledger.ts";
import { createSchema, grantUsage } from "../sql/tables.ts";
import type { Executor } from "./executor.ts";

export interface Served {
  /** The group, whose members read. */
  readonly group: string;
  /** Names of models in lower case; all models where absent. */
  readonly models?: readonly string[];
  /** Whether they read what the ledger says of runs, too. */
  readonly runs?: boolean;
}

const isServed = ({ name }: ModelNode, { models }: Served): boolean =>
  models?.includes(name.toLowerCase()) ?? true;

/** The groups that may read a model. */
export const readersOf = (node: ModelNode, served: readonly Served[]): readonly string[] => {
  const groups = served.filter((one) => isServed(node, one)).map(({ group }) => group);
  return [...new Set([...node.definition.readers, ...groups])];
};

/**
 * Grants and revokes what stands.
 * @returns the same, without groups that the warehouse does not have: nobody reads by them
 */
export async function settleServed(
  graph: Graph,
  executor: Executor,
  ledger: LedgerSql,
  served: readonly Served[],
): Promise<Served[]> {
  const settled: Served[] = [];
  for (const one of served) if (await settleOne(graph, executor, ledger, one)) settled.push(one);
  return settled;
}

async function settleOne(
  graph: Graph,
  executor: Executor,
  ledger: LedgerSql,
  served: Served,
): Promise<boolean> {
  if (graph.models.length === 0) return true;
  const group = `group ${quoteIdentifier(served.group)}`;
  const ofGroup = graph.models.filter((node) => isServed(node, served));
  try {
    for (const schema of new Set(ofGroup.map(({ place }) => place.schema))) {
      await executor.run(createSchema(schema)).catch(denied);
      await executor.run(grantUsage(schema, served.group));
    }
    const standing = new Set(
      (await executor.run(standingOf(graph))).rows.map((row) => `${row.table_schema}.${row.table_name}`),
    );
    const stands = graph.models.filter(({ place }) =>
      standing.has(`${place.schema}.${place.name}`.toLowerCase()),
    );
    const [granted = [], revoked = []] = [true, false].map((is) =>
      stands.filter(
        (node) => isServed(node, served) === is && (is || !node.definition.readers.includes(served.group)),
      ),
    );
    await change(executor, granted, (places) => `grant select on ${places} to ${group}`);
    await change(executor, revoked, (places) => `revoke select on ${places} from ${group}`);
    if (served.runs) for (const grant of ledger.showTo(served.group)) await executor.run(grant).catch(denied);
    return true;
  } catch (error) {
    if (/^(ERROR: )?group .* does not exist/.test((error as Error).message)) return false;
    throw error;
  }
}

/** Who may not make schemas, or grant what others own, may still work beside it. */
const denied = (error: { sqlState?: string }): void => {
  if (error.sqlState !== "42501") throw error;
};

/** All at once; where somebody else owns one of them, each by itself, and that one is left as it is. */
async function change(
  executor: Executor,
  nodes: readonly ModelNode[],
  statement: (places: string) => string,
): Promise<void> {
  if (nodes.length === 0) return;
  const places = nodes.map(({ place }) => quoted(place));
  try {
    await executor.run(statement(places.join(", ")));
  } catch (error) {
    denied(error as { sqlState?: string });
    if (places.length === 1) return;
    for (const place of places) await executor.run(statement(place)).catch(denied);
  }
}

function standingOf({ models }: Graph): string {
  const list = (names: readonly string[]) =>
    [...new Set(names)].map((name) => stringLiteral(name.toLowerCase())).join(", ");
  return (
    "select lower(table_schema) as table_schema, lower(table_name) as table_name from information_schema.tables" +
    ` where lower(table_schema) in (${list(models.map(({ place }) => place.schema))})` +
    ` and lower(table_name) in (${list(models.map(({ place }) => place.name))})`
  );
}
