// Statistics of the columns of tables and partitions, which engines write and read: kept as they come. A table made anew has none.
// Source: AWS Glue API Reference, UpdateColumnStatisticsForPartition and its like.
import { ApiError } from "../../gateway/aws-json.ts";
import { CallError, callJson } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";

interface Statistics {
  ColumnName: string;
  ColumnType: string;
  AnalyzedTime: number;
  StatisticsData: { Type: string };
}

interface Asked {
  CatalogId?: string;
  DatabaseName?: string;
  TableName?: string;
  PartitionValues?: string[];
  ColumnNames?: string[];
  ColumnName?: string;
  ColumnStatisticsList?: Statistics[];
}

/** The most columns of one request. */
const MOST = { get: 100, update: 25 };

/** The operations of one region. */
export function columnStatistics(
  forward: Forward,
  region: string,
): Record<string, (input: Record<string, unknown>) => Promise<object>> {
  const kept = new Map<string, Map<string, Statistics>>();

  /** What is kept of a table, or of a partition; both must exist. */
  const of = async (asked: Asked, isPartition: boolean): Promise<Map<string, Statistics>> => {
    const { DatabaseName, TableName: Name, PartitionValues } = asked;
    const ask = <T>(operation: string, input: object): Promise<T> =>
      callJson<T>(forward, "glue", region, operation, input).catch((error: unknown) => {
        throw error instanceof CallError ? new ApiError(error.code, error.message) : error;
      });
    const { Table } = await ask<{ Table: { CreateTime: number } }>("GetTable", { DatabaseName, Name });
    if (isPartition) await ask("GetPartition", { DatabaseName, TableName: Name, PartitionValues });
    const key = JSON.stringify([DatabaseName, Name, Table.CreateTime, isPartition ? PartitionValues : null]);
    const found = kept.get(key) ?? new Map<string, Statistics>();
    kept.set(key, found);
    return found;
  };

  const atMost = (count: number, most: number, field: string): void => {
    if (count < 1 || count > most)
      throw new ApiError("InvalidInputException", `${field} must have between 1 and ${most} members`);
  };

  const operations = (isPartition: boolean) => ({
    get: async (input: Asked) => {
      const names = input.ColumnNames ?? [];
      atMost(names.length, MOST.get, "columnNames");
      const found = await of(input, isPartition);
      return { ColumnStatisticsList: names.flatMap((name) => found.get(name) ?? []), Errors: [] };
    },
    update: async (input: Asked) => {
      const list = input.ColumnStatisticsList ?? [];
      atMost(list.length, MOST.update, "columnStatisticsList");
      const found = await of(input, isPartition);
      for (const one of list) found.set(one.ColumnName, one);
      return { Errors: [] };
    },
    remove: async (input: Asked) => {
      const found = await of(input, isPartition);
      if (found.delete(input.ColumnName ?? "")) return {};
      throw new ApiError("EntityNotFoundException", `Column ${input.ColumnName} has no statistics.`);
    },
  });

  return Object.fromEntries(
    (["Table", "Partition"] as const).flatMap((what) => {
      const { get, update, remove } = operations(what === "Partition");
      return [
        [`GetColumnStatisticsFor${what}`, get],
        [`UpdateColumnStatisticsFor${what}`, update],
        [`DeleteColumnStatisticsFor${what}`, remove],
      ];
    }),
  );
}
