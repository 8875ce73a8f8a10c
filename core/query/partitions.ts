// What conditions on columns say of the partitions that rows lie in: a query that says it reads no others.
import { parsePartition, type Transform } from "../contract/partition.ts";
import type { Condition } from "./filter.ts";

/** Characters of a canonical timestamp that a transform keeps. */
const KEPT: Readonly<Record<Transform, number>> = { year: 4, month: 7, day: 10, hour: 13 };

const transformed = (transform: Transform, text: string): string =>
  text.padEnd(13, " 00").slice(0, KEPT[transform]).replace(" ", "-");

/**
 * Conditions on partition columns that follow from those on the columns that they are made of: `ordered_at >= X` from
 * `ordered_at_day >= day(X)`. They add nothing but speed: every row that keeps the former keeps them.
 * @param partitionBy the dataset's partition_by
 */
export function impliedConditions(
  conditions: readonly Condition[],
  partitionBy: readonly string[],
): Condition[] {
  return partitionBy.flatMap((entry) => {
    const spec = parsePartition(entry);
    if (!spec || spec.transform === "identity") return [];
    const { transform, column, name } = spec;
    return conditions
      .filter((one) => one.column === column)
      .flatMap((one): Condition[] => {
        const operator = IMPLIED[one.operator];
        if (!operator) return [];
        const values = [...new Set(one.values.map((value) => transformed(transform, value)))];
        const type = { kind: transform === "day" ? "date" : "string" } as const;
        return [{ column: name, type, operator, values }];
      });
  });
}

/** The condition on the partition that a condition on the column implies; none for others. */
const IMPLIED: { readonly [O in Condition["operator"]]?: Condition["operator"] } = {
  eq: "eq",
  in: "in",
  gt: "gte",
  gte: "gte",
  lt: "lte",
  lte: "lte",
};
