// CTAS's `bucketed_by` and `bucket_count`: what the catalog says of a table's buckets. The local Athena reads no table by its
// buckets, and writes none: a file holds rows of any.
import type { StorageDescriptor } from "@aws-sdk/client-glue";
import { SqlError } from "../../../sql/tokens.ts";
import { type Properties, text } from "./properties.ts";

/** @param columns names of the table's columns, without its partition keys */
export function bucketsOf(
  properties: Properties,
  columns: readonly string[],
): Pick<StorageDescriptor, "BucketColumns" | "NumberOfBuckets"> {
  const invalid = (words: string): SqlError => new SqlError("INVALID_TABLE_PROPERTY", words, 0, 0);
  const by = ((properties.get("bucketed_by") as string[] | undefined) ?? []).map((name) =>
    name.toLowerCase(),
  );
  const count = Number(text(properties, "bucket_count") ?? 0);
  if (by.length === 0) {
    if (count > 0) throw invalid("bucket_count requires bucketed_by to be specified");
    return {};
  }
  if (!Number.isInteger(count) || count < 1) throw invalid("bucket_count must be greater than zero");
  const missing = by.filter((name) => !columns.includes(name));
  if (missing.length > 0) throw invalid(`Bucketing columns [${missing.join(", ")}] not present in schema`);
  return { BucketColumns: by, NumberOfBuckets: count };
}
