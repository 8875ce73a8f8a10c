// For tests: the Glue catalog's databases, tables and partitions.
import type { ServiceRequest, ServiceResponse } from "../gateway/service.ts";
import { type Json, json } from "./answers.ts";

interface FakeTable {
  table: Json;
  partitions: Map<string, Json>;
}

/** What the catalog says of a table and of a partition beside what it was given. */
const asTable = (database: unknown, table: Json): Json => ({ DatabaseName: database, ...table });
const asPartition = ({ DatabaseName, TableName }: Json, partition: Json): Json => ({
  DatabaseName,
  TableName,
  ...partition,
});

const missing = (): ServiceResponse => json({ __type: "EntityNotFoundException", Message: "not found" }, 400);

export function fakeGlue(): (request: ServiceRequest) => ServiceResponse {
  const databases = new Map<string, Map<string, FakeTable>>();
  const operations: Record<string, (input: Json) => ServiceResponse> = {
    CreateDatabase(input) {
      databases.set((input.DatabaseInput as { Name: string }).Name, new Map());
      return json({});
    },
    GetDatabase: (input) =>
      databases.has(String(input.Name)) ? json({ Database: { Name: input.Name } }) : missing(),
    GetDatabases: () => json({ DatabaseList: [...databases.keys()].map((Name) => ({ Name })) }),
    CreateTable(input) {
      const tables = databases.get(String(input.DatabaseName));
      const table = input.TableInput as Json;
      if (!tables) return missing();
      if (tables.has(String(table.Name)))
        return json({ __type: "AlreadyExistsException", Message: "exists" }, 400);
      tables.set(String(table.Name), { table, partitions: new Map() });
      return json({});
    },
    UpdateTable(input) {
      const table = input.TableInput as Json;
      const found = databases.get(String(input.DatabaseName))?.get(String(table.Name));
      if (!found) return missing();
      found.table = table;
      return json({});
    },
    GetTable(input) {
      const found = databases.get(String(input.DatabaseName))?.get(String(input.Name));
      return found ? json({ Table: asTable(input.DatabaseName, found.table) }) : missing();
    },
    GetTables(input) {
      const tables = databases.get(String(input.DatabaseName));
      return tables
        ? json({ TableList: [...tables.values()].map((one) => asTable(input.DatabaseName, one.table)) })
        : missing();
    },
    DeleteTable(input) {
      return databases.get(String(input.DatabaseName))?.delete(String(input.Name)) ? json({}) : missing();
    },
    GetPartitions(input) {
      const found = databases.get(String(input.DatabaseName))?.get(String(input.TableName));
      return found
        ? json({ Partitions: [...found.partitions.values()].map((one) => asPartition(input, one)) })
        : missing();
    },
    BatchGetPartition(input) {
      const found = databases.get(String(input.DatabaseName))?.get(String(input.TableName));
      if (!found) return missing();
      const wanted = input.PartitionsToGet as { Values: string[] }[];
      const Partitions = wanted.flatMap(({ Values }) => {
        const partition = found.partitions.get(Values.join("\0"));
        return partition ? [asPartition(input, partition)] : [];
      });
      return json({ Partitions, UnprocessedKeys: [] });
    },
    GetColumnStatisticsForTable: () => json({ ColumnStatisticsList: [], Errors: [] }),
    GetColumnStatisticsForPartition: () => json({ ColumnStatisticsList: [], Errors: [] }),
    BatchDeletePartition(input) {
      const found = databases.get(String(input.DatabaseName))?.get(String(input.TableName));
      if (!found) return missing();
      const wanted = input.PartitionsToDelete as { Values: string[] }[];
      const Errors = wanted
        .filter(({ Values }) => !found.partitions.delete(Values.join("\0")))
        .map(({ Values }) => ({
          PartitionValues: Values,
          ErrorDetail: { ErrorCode: "EntityNotFoundException" },
        }));
      return json({ Errors });
    },
    BatchCreatePartition(input) {
      const found = databases.get(String(input.DatabaseName))?.get(String(input.TableName));
      if (!found) return missing();
      const Errors: Json[] = [];
      for (const partition of input.PartitionInputList as { Values: string[] }[]) {
        const key = partition.Values.join("\0");
        if (found.partitions.has(key)) {
          Errors.push({
            PartitionValues: partition.Values,
            ErrorDetail: { ErrorCode: "AlreadyExistsException" },
          });
        } else found.partitions.set(key, partition as unknown as Json);
      }
      return json({ Errors });
    },
  };
  return (request) => {
    const operation = operations[request.operation ?? ""];
    if (!operation) return json({ __type: "UnknownOperationException", Message: request.operation }, 400);
    return operation(JSON.parse(request.body.toString()) as Json);
  };
}
