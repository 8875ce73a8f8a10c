// Registers partitions in the Glue catalog. Registering one again changes nothing.
import {
  BatchCreatePartitionCommand,
  GetTableCommand,
  type PartitionInput,
  type Table,
} from "@aws-sdk/client-glue";
import { HeadraceError } from "../../core/errors.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { glue } from "../aws/clients/glue.ts";
import { concurrently } from "../aws/concurrently.ts";

/** What BatchCreatePartition takes in one call (Glue's API reference). */
const PARTITIONS_PER_CALL = 100;

/** Registers every partition that `manifests`, all of one dataset, wrote rows to. */
export async function registerPartitions(
  database: string,
  dataset: string,
  manifests: readonly Manifest[],
): Promise<void> {
  const files = manifests.flatMap((manifest) => manifest.files);
  if (files.every(({ partition }) => Object.keys(partition).length === 0)) return;
  const table = await tableOf(database, dataset);
  const byLocation = new Map(files.map((file) => [locationOf(file), file.partition]));
  const inputs = [...byLocation].map(([location, partition]) => inputOf(table, partition, location));
  const calls = Array.from({ length: Math.ceil(inputs.length / PARTITIONS_PER_CALL) }, (_, i) =>
    inputs.slice(i * PARTITIONS_PER_CALL, (i + 1) * PARTITIONS_PER_CALL),
  );
  await concurrently(calls, 4, (call) => create(database, dataset, call));
}

async function tableOf(database: string, dataset: string): Promise<Table> {
  const { Table } = await glue().send(new GetTableCommand({ DatabaseName: database, Name: dataset }));
  if (!Table) throw new Error(`Glue answered without the table ${database}.${dataset}.`);
  return Table;
}

/** The folder that a curated file lies in. */
const locationOf = ({ bucket, key }: { bucket: string; key: string }): string =>
  `s3://${bucket}/${key.slice(0, key.lastIndexOf("/") + 1)}`;

function inputOf(table: Table, partition: Record<string, string>, location: string): PartitionInput {
  const values = (table.PartitionKeys ?? []).map(({ Name = "" }) => {
    const value = partition[Name];
    if (value === undefined)
      throw new HeadraceError(
        "partition_mismatch",
        `The table ${table.DatabaseName}.${table.Name} is partitioned by ${Name}, which the run did not write.`,
        "Apply the contract that the files were written with; a change of partition_by needs a new dataset.",
      );
    return value;
  });
  return { Values: values, StorageDescriptor: { ...table.StorageDescriptor, Location: location } };
}

async function create(database: string, dataset: string, inputs: PartitionInput[]): Promise<void> {
  const { Errors = [] } = await glue().send(
    new BatchCreatePartitionCommand({
      DatabaseName: database,
      TableName: dataset,
      PartitionInputList: inputs,
    }),
  );
  const failed = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== "AlreadyExistsException");
  const [first] = failed;
  if (first)
    throw new Error(
      `${failed.length} partitions of ${database}.${dataset} were not registered: ` +
        `${first.ErrorDetail?.ErrorCode} ${first.ErrorDetail?.ErrorMessage}`,
    );
}
