// A query as the Data API of Redshift takes it: named parameters, each a text that is cast to its type.
// Source: Redshift Data API Reference, SqlParameter: a value has a character at least.
import { type ColumnType, glueType } from "../contract/types.ts";
import type { Query } from "./select.ts";

export interface RedshiftQuery {
  readonly sql: string;
  readonly parameters: { readonly name: string; readonly value: string }[];
}

/** No name that people choose begins so. */
const PREFIX = "headrace_p";

export function redshiftQuery({ pieces, parameters }: Query): RedshiftQuery {
  const sent: RedshiftQuery["parameters"] = [];
  const places = parameters.map(({ type, text }) => {
    if (text === "") return "''";
    const name = `${PREFIX}${sent.length + 1}`;
    sent.push({ name, value: text });
    // A text takes the type of what it is compared with.
    return type.kind === "string" ? `:${name}` : `cast(:${name} as ${redshiftType(type)})`;
  });
  return { sql: pieces.map((piece, i) => `${piece}${places[i] ?? ""}`).join(""), parameters: sent };
}

const redshiftType = (type: ColumnType): string =>
  type.kind === "double" ? "double precision" : glueType(type);

/**
 * What a column of a result may be compared by; undefined for what nothing is compared with here (SUPER, binary, times of day).
 * @param name the type as the Data API has it: `int8`, `numeric`
 */
export function columnTypeOf(name: string, precision = 38, scale = 0): ColumnType | undefined {
  switch (name.toLowerCase()) {
    case "int2":
    case "int4":
      return { kind: "int" };
    case "int8":
      return { kind: "bigint" };
    case "numeric":
      return { kind: "decimal", precision, scale };
    case "float4":
    case "float8":
      return { kind: "double" };
    case "bool":
      return { kind: "boolean" };
    case "date":
      return { kind: "date" };
    case "timestamp":
    case "timestamptz":
      return { kind: "timestamp" };
    case "varchar":
    case "char":
    case "bpchar":
    case "text":
    case "name":
      return { kind: "string" };
    default:
      return undefined;
  }
}
