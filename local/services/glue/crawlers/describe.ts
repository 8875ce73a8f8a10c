// What the catalog keeps of files that were found: a table's, or a partition's, storage descriptor and parameters.
import type { Column, StorageDescriptor } from "@aws-sdk/client-glue";
import type { FileSchema, SchemaColumn } from "../classify/schema.ts";
import type { ClassifiedFile } from "./group.ts";

/** The parameter that names the crawler that made a table. */
export const BY = "UPDATED_BY_CRAWLER";

interface Described {
  StorageDescriptor?: StorageDescriptor | undefined;
  PartitionKeys?: Column[] | undefined;
}

/** Parameters that a table, and each of its partitions, has from the files. */
export function parametersOf(files: readonly ClassifiedFile[], crawler: string): Record<string, string> {
  const [{ schema }] = files as [ClassifiedFile];
  const sum = (of: (file: ClassifiedFile) => number): number =>
    files.reduce((all, file) => all + of(file), 0);
  const records = sum(({ schema: { records } }) => records);
  const average = Math.max(1, Math.round(sum(({ schema: { bytes } }) => bytes) / Math.max(1, records)));
  const size = sum(({ object }) => object.size);
  return {
    ...schema.parameters,
    classification: schema.classification,
    compressionType: schema.compression,
    typeOfData: "file",
    objectCount: String(files.length),
    sizeKey: String(size),
    averageRecordSize: String(average),
    recordCount: String(Math.round(size / average)),
    CrawlerSchemaSerializerVersion: "1.0",
    CrawlerSchemaDeserializerVersion: "1.0",
    [BY]: crawler,
  };
}

export function descriptorOf(
  columns: readonly SchemaColumn[],
  schema: FileSchema,
  location: string,
  parameters: Record<string, string>,
): StorageDescriptor {
  return {
    Columns: columns.map(({ name, type }) => ({ Name: name, Type: type })),
    Location: location,
    InputFormat: schema.storage.InputFormat,
    OutputFormat: schema.storage.OutputFormat,
    Compressed: schema.compression !== "none",
    NumberOfBuckets: -1,
    SerdeInfo: schema.storage.SerdeInfo,
    BucketColumns: [],
    SortColumns: [],
    Parameters: parameters,
    StoredAsSubDirectories: false,
  };
}

/** What makes a table, or a partition, another one than it was; how many files it has does not. */
export const shapeOf = ({ StorageDescriptor: at, PartitionKeys }: Described): string =>
  JSON.stringify([
    at?.Columns?.map(({ Name, Type }) => [Name, Type]),
    at?.SerdeInfo?.SerializationLibrary,
    at?.SerdeInfo?.Parameters,
    PartitionKeys?.map(({ Name, Type }) => [Name, Type]) ?? [],
  ]);
