// SUM and AVG, also as window functions, in Redshift's result types: those of integers are exact integers, those of
// decimals exact decimals of 38 digits.
import { asDecimal, type Numeric, nameOf, quotient } from "./numeric.ts";

export interface Aggregate {
  name: "sum" | "avg";
  distinct: boolean;
  argument: string;
  /** The OVER clause, or "". */
  over: string;
}

const BIGINT: Numeric = { kind: "integer", bytes: 8 };

/** The type of a sum or an average. */
export function aggregateType(name: Aggregate["name"], type: Numeric | undefined): Numeric | undefined {
  if (!type) return undefined;
  if (type.kind === "float") return { kind: "float", bytes: 8 };
  const isBig = type.kind === "decimal" || (name === "sum" && type.bytes === 8);
  return isBig ? { kind: "decimal", precision: 38, scale: asDecimal(type).scale } : BIGINT;
}

export function aggregateSql(
  { name, distinct, argument, over }: Aggregate,
  type: Numeric | undefined,
): string {
  const call = (aggregate: string): string =>
    `${aggregate}(${distinct ? "DISTINCT " : ""}${argument})${over ? ` ${over}` : ""}`;
  if (!type) return call(name);
  if (type.kind === "float") {
    // As a window or of distinct values, DuckDB adds in the order of the rows.
    return over || distinct ? `CAST(${call(name)} AS DOUBLE)` : `rs_${name}_of_doubles(${argument})`;
  }
  const wide = { kind: "decimal", precision: 38, scale: asDecimal(type).scale } as const;
  if (name === "sum") return `CAST(${call("sum")} AS ${nameOf(aggregateType(name, type) ?? wide)})`;
  const count = `nullif(${call("count")}, 0)`;
  if (type.kind === "integer") return `CAST(divide(${call("sum")}, ${count}) AS BIGINT)`;
  const counted = { sql: count, type: BIGINT };
  return quotient({ sql: call("sum"), type: wide }, wide, counted, asDecimal(BIGINT as never), wide);
}
