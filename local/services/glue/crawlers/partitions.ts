// A table's partitions in the catalog: new ones made, changed ones written anew, and those that are gone.
import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  type Partition,
  type PartitionInput,
  paginateGetPartitions,
  UpdatePartitionCommand,
} from "@aws-sdk/client-glue";
import { shapeOf } from "./describe.ts";
import type { Writing } from "./writing.ts";

/** BatchCreatePartition takes 100, BatchDeletePartition 25. */
const CREATED_AT_ONCE = 100;
const DELETED_AT_ONCE = 25;

export async function writePartitions(
  TableName: string,
  wanted: readonly PartitionInput[],
  { glue: client, input, changes, say }: Writing,
): Promise<void> {
  const { DatabaseName } = input;
  const there = new Map<string, Partition>();
  for await (const { Partitions = [] } of paginateGetPartitions({ client }, { DatabaseName, TableName }))
    for (const partition of Partitions) there.set(JSON.stringify(partition.Values), partition);
  const created: PartitionInput[] = [];
  for (const partition of wanted) {
    const key = JSON.stringify(partition.Values);
    const before = there.get(key);
    there.delete(key);
    if (!before) created.push(partition);
    else if (shapeOf(before) !== shapeOf(partition) && input.SchemaChangePolicy?.UpdateBehavior !== "LOG") {
      await client.send(
        new UpdatePartitionCommand({
          DatabaseName,
          TableName,
          PartitionValueList: partition.Values ?? [],
          PartitionInput: partition,
        }),
      );
      changes.partitions.updated += 1;
    }
  }
  for (let from = 0; from < created.length; from += CREATED_AT_ONCE)
    await client.send(
      new BatchCreatePartitionCommand({
        DatabaseName,
        TableName,
        PartitionInputList: created.slice(from, from + CREATED_AT_ONCE),
      }),
    );
  changes.partitions.created += created.length;
  if (created.length > 0)
    say(
      `INFO : Created partitions with values ${JSON.stringify(created.map(({ Values }) => Values))} for table ${TableName} in database ${DatabaseName}`,
    );
  if (input.SchemaChangePolicy?.DeleteBehavior !== "DELETE_FROM_DATABASE") return;
  const gone = [...there.values()].map(({ Values = [] }) => ({ Values }));
  for (let from = 0; from < gone.length; from += DELETED_AT_ONCE)
    await client.send(
      new BatchDeletePartitionCommand({
        DatabaseName,
        TableName,
        PartitionsToDelete: gone.slice(from, from + DELETED_AT_ONCE),
      }),
    );
  changes.partitions.deleted += gone.length;
}
