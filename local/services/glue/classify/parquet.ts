// Parquet's own schema in Hive's types, read by DuckDB.
import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { literal } from "../../../sql/tokens.ts";
import type { FileSchema } from "./schema.ts";

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet";
const MAGIC = Buffer.from("PAR1");

export const isParquet = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(MAGIC);

/** @param path of the whole file; undefined where it cannot be read */
export async function parquetSchema(
  path: string,
  bytes: number,
  connection: DuckDBConnection,
): Promise<FileSchema | undefined> {
  try {
    const scan = `read_parquet(${literal(path)}, hive_partitioning = false)`;
    const result = await connection.run(`SELECT * FROM ${scan} LIMIT 0`);
    const names = result.columnNames();
    const columns = result.columnTypes().map((type, at) => ({
      name: String(names[at]).toLowerCase(),
      type: hiveTypeOf(type),
    }));
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${scan}`);
    return {
      classification: "parquet",
      compression: "none",
      columns,
      storage: {
        InputFormat: `${PARQUET}.MapredParquetInputFormat`,
        OutputFormat: `${PARQUET}.MapredParquetOutputFormat`,
        SerdeInfo: {
          SerializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe`,
          Parameters: { "serialization.format": "1" },
        },
      },
      parameters: {},
      records: Number(counted.getRows()[0]?.[0] ?? 0),
      bytes,
    };
  } catch {
    return undefined;
  }
}

const SIMPLE: { readonly [type in DuckDBTypeId]?: string } = {
  [DuckDBTypeId.BOOLEAN]: "boolean",
  [DuckDBTypeId.TINYINT]: "tinyint",
  [DuckDBTypeId.SMALLINT]: "smallint",
  [DuckDBTypeId.INTEGER]: "int",
  [DuckDBTypeId.BIGINT]: "bigint",
  [DuckDBTypeId.UTINYINT]: "smallint",
  [DuckDBTypeId.USMALLINT]: "int",
  [DuckDBTypeId.UINTEGER]: "bigint",
  [DuckDBTypeId.UBIGINT]: "decimal(20,0)",
  [DuckDBTypeId.FLOAT]: "float",
  [DuckDBTypeId.DOUBLE]: "double",
  [DuckDBTypeId.DATE]: "date",
  [DuckDBTypeId.TIMESTAMP]: "timestamp",
  [DuckDBTypeId.TIMESTAMP_S]: "timestamp",
  [DuckDBTypeId.TIMESTAMP_MS]: "timestamp",
  [DuckDBTypeId.TIMESTAMP_NS]: "timestamp",
  [DuckDBTypeId.TIMESTAMP_TZ]: "timestamp",
  [DuckDBTypeId.BLOB]: "binary",
};

function hiveTypeOf(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL:
      return `decimal(${type.width},${type.scale})`;
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return `array<${hiveTypeOf(type.valueType)}>`;
    case DuckDBTypeId.MAP:
      return `map<${hiveTypeOf(type.keyType)},${hiveTypeOf(type.valueType)}>`;
    case DuckDBTypeId.STRUCT:
      return `struct<${type.entryNames.map((name, at) => `${name}:${hiveTypeOf(type.entryTypes[at] as DuckDBType)}`).join(",")}>`;
    default:
      return SIMPLE[type.typeId] ?? "string";
  }
}
