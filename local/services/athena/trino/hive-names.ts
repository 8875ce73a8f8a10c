// Types of Glue's tables, which are Hive's, as Trino names them.
import { type HiveType, parseHiveType } from "../../../sql/hive-types.ts";

/** A Hive type as Trino names it. */
function trinoName(type: HiveType): string {
  switch (type.kind) {
    case "primitive":
      return (
        { int: "integer", string: "varchar", float: "real", binary: "varbinary", timestamp: "timestamp(3)" }[
          type.name
        ] ?? type.name
      );
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "text":
      return `${type.name}(${type.length})`;
    case "array":
      return `array(${trinoName(type.element)})`;
    case "map":
      return `map(${trinoName(type.key)}, ${trinoName(type.value)})`;
    default:
      return `row(${type.fields.map((field) => `${field.name} ${trinoName(field.type)}`).join(", ")})`;
  }
}

export function trinoNameOfHive(hive: string): string {
  try {
    return trinoName(parseHiveType(hive));
  } catch {
    return hive;
  }
}
