// For tests: a small lake in the fake AWS: a partitioned Parquet table whose older files lack a column.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { DuckDBInstance } from "@duckdb/node-api";
import { PARQUET } from "../services/athena/statements/storage.ts";
import type { FakeAws } from "./fake-aws.ts";

const COLUMNS = [
  { Name: "order_id", Type: "bigint" },
  { Name: "email", Type: "string" },
  { Name: "amount", Type: "decimal(12,2)" },
  { Name: "ordered_at", Type: "timestamp" },
  { Name: "note", Type: "string" },
];

/**
 * Table `acme.orders`, partitioned by the date `ordered_at_day`: 1000 orders on 2024-01-01 without the column note,
 * 10 on 2024-01-02 without an email, and one object that is hidden.
 */
export async function makeLake(aws: FakeAws, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const day1 = join(folder, "day1.parquet");
  const day2 = join(folder, "day2.parquet");
  await connection.run(
    `COPY (SELECT i::BIGINT AS order_id, 'p' || (i % 7) AS email, (i * 1.5)::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-01 10:00:00' AS ordered_at FROM range(1000) t(i)) TO '${day1}'`,
  );
  await connection.run(
    `COPY (SELECT (2000 + i)::BIGINT AS order_id, 'late' AS note, NULL::VARCHAR AS email, 1.00::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02 00:00:00' AS ordered_at FROM range(10) t(i)) TO '${day2}'`,
  );
  connection.closeSync();
  instance.closeSync();
  const put = async (key: string, file: string): Promise<void> => {
    aws.objects.set(`curated/${key}`, await readFile(file));
  };
  await put("orders/ordered_at_day=2024-01-01/a-0001.parquet", day1);
  await put("orders/ordered_at_day=2024-01-02/b-0001.parquet", day2);
  await put("orders/ordered_at_day=2024-01-02/_hidden.parquet", day2);
  const glue = new GlueClient({
    endpoint: aws.context.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "acme" } }));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: "acme",
      TableInput: {
        Name: "orders",
        TableType: "EXTERNAL_TABLE",
        PartitionKeys: [{ Name: "ordered_at_day", Type: "date" }],
        StorageDescriptor: { ...PARQUET, Columns: COLUMNS, Location: "s3://curated/orders/" },
      },
    }),
  );
  await glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName: "acme",
      TableName: "orders",
      PartitionInputList: ["2024-01-01", "2024-01-02"].map((day) => ({
        Values: [day],
        StorageDescriptor: {
          ...PARQUET,
          Columns: COLUMNS,
          Location: `s3://curated/orders/ordered_at_day=${day}/`,
        },
      })),
    }),
  );
  glue.destroy();
}
