// Models that are served to a group of the warehouse, beside the readers that each names for itself: they are granted to the group
// as they are built; what stands already, when a run begins. What is served no more is taken back then.
import { quoteIdentifier, stringLiteral } from "../../kysely/index.ts";
import { quoted } from "../project/compile.ts";
import type { Graph, ModelNode } from "../project/graph.ts";
import { createSchema, grantUsage } from "../sql/tables.ts";
import type { Executor } from "./executor.ts";

export interface Served {
  /** The group, whose members read. */
  readonly group: string;
  /** Names of models in lower case. */
  readonly models: readonly string[];
}

export const isServed = ({ name }: ModelNode, served: Served | undefined): boolean =>
  served?.models.includes(name.toLowerCase()) ?? false;

/** The groups that may read a model. */
export const readersOf = (node: ModelNode, served: Served | undefined): readonly string[] => {
  const { readers } = node.definition;
  return served && isServed(node, served) ? [...new Set([...readers, served.group])] : readers;
};

/**
 * Grants and revokes what stands.
 * @returns the same; undefined where the warehouse has no such group, and nobody reads by it
 */
export async function settleServed(
  graph: Graph,
  executor: Executor,
  served: Served | undefined,
): Promise<Served | undefined> {
  if (!served || graph.models.length === 0) return served;
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
    return served;
  } catch (error) {
    if (/^(ERROR: )?group .* does not exist/.test((error as Error).message)) return undefined;
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
