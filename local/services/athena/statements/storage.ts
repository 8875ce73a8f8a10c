// Storage descriptors: the input format, output format and SerDe that stand for a file format in the Glue catalog.
import type { StorageDescriptor } from "@aws-sdk/client-glue";
import type { ExportOptions } from "../../../sql/export.ts";

export const PARQUET: StorageDescriptor = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    Parameters: { "serialization.format": "1" },
  },
};
export const LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
export const JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe";

export function text(serde: string, parameters: Record<string, string>): StorageDescriptor {
  return {
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: { SerializationLibrary: serde, Parameters: parameters },
  };
}

export function storageOf(options: ExportOptions): StorageDescriptor {
  if (options.format === "parquet") return PARQUET;
  if (options.format === "json") return text(JSON_SERDE, {});
  const delimiter = options.delimiter ?? "\u0001";
  return text(LAZY_SIMPLE, { "field.delim": delimiter, "serialization.format": delimiter });
}
