// What a file is, by the first classifier that knows it: the crawler's own in their order, then the built-in ones.
import type { S3Client } from "@aws-sdk/client-s3";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ObjectCache, S3Object } from "../../../sql/objects.ts";
import type { Classifier } from "../classifiers.ts";
import { csvSchema } from "./csv.ts";
import { jsonSchema } from "./json.ts";
import { isParquet, parquetSchema } from "./parquet.ts";
import { sampleOf } from "./sample.ts";
import { type FileSchema, TEXT } from "./schema.ts";

export interface Reading {
  s3: S3Client;
  cache: ObjectCache;
  connection: DuckDBConnection;
  classifiers: readonly Classifier[];
}

export async function classify(object: S3Object, reading: Reading): Promise<FileSchema> {
  const sample = await sampleOf(reading.s3, object);
  if (isParquet(sample.bytes)) {
    const [path = ""] = await reading.cache.files(reading.s3, [object]);
    return (await parquetSchema(path, object.size, reading.connection)) ?? unknown(object.size);
  }
  for (const classifier of reading.classifiers) {
    const custom =
      "CsvClassifier" in classifier
        ? csvSchema(sample, classifier.CsvClassifier)
        : "JsonClassifier" in classifier
          ? jsonSchema(sample, classifier.JsonClassifier)
          : undefined;
    if (custom) return custom;
  }
  return (
    jsonSchema(sample) ?? csvSchema(sample) ?? { ...unknown(object.size), compression: sample.compression }
  );
}

const unknown = (bytes: number): FileSchema => ({
  classification: "UNKNOWN",
  compression: "none",
  columns: [],
  storage: { ...TEXT, SerdeInfo: {} },
  parameters: {},
  records: 0,
  bytes,
});
