// The file that the import is measured on: orders as a shop would export them, a few of them dirty, and their contract.
import { DuckDBInstance } from "@duckdb/node-api";
import { type Contract, validateContract } from "../../core/contract/index.ts";
import type { Format } from "./files.ts";

/** Bytes that a row of the file takes, about. */
const ROW_BYTES = 108;
const MONTH_SECONDS = 31 * 24 * 3600;

/** Writes about so many bytes of CSV to `path`: the same ones each time. */
export async function writeOrders(path: string, bytes: number): Promise<void> {
  const rows = Math.ceil(bytes / ROW_BYTES);
  // A month of orders, as they came in: by time, give or take an hour.
  const seconds = `i * ${MONTH_SECONDS} // ${rows} + (hash(i * 13) % 3600)`;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    // Every 1000th row has a fault: no e-mail address, a negative amount, a currency unknown, a date that is none.
    await connection.run(`COPY (
      SELECT i AS order_id,
        hash(i) % 200000 AS customer_id,
        CASE WHEN i % 1000 = 1 THEN 'nobody' WHEN i % 7 = 0 THEN ' User' ELSE 'user' END
          || hash(i * 3) % 500000 || CASE WHEN i % 1000 = 1 THEN '' ELSE '@Example' || i % 50 || '.com' END AS email,
        '07' || lpad((hash(i * 5) % 1000000000)::VARCHAR, 9, '0') AS phone,
        CASE WHEN i % 1000 = 2 THEN '-1.00' ELSE ((hash(i * 7) % 1000000) / 100)::DECIMAL(12,2)::VARCHAR END AS amount,
        CASE WHEN i % 1000 = 3 THEN 'XXX' ELSE (['GBP', 'USD', 'EUR'])[1 + (hash(i * 11) % 3)::INT] END AS currency,
        CASE WHEN i % 1000 = 4 THEN '31/01/2024'
          ELSE strftime(TIMESTAMP '2024-01-01' + to_seconds((${seconds})::BIGINT), '%Y-%m-%dT%H:%M:%S') END AS ordered_at,
        1 + hash(i * 17) % 9 AS quantity,
        'note ' || (['alpha', 'beta', 'gamma, delta', 'epsilon "e"'])[1 + (hash(i * 19) % 4)::INT] || ' ' || hash(i * 23) % 1000000 AS note,
        hash(i * 29) % 2 = 0 AS gift
      FROM range(${rows}) t(i)
    ) TO '${path.replaceAll("'", "''")}' (FORMAT csv, HEADER)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export interface OrdersOptions {
  format: Format;
  /** Two columns tokenized. */
  hmac: boolean;
  key: boolean;
}

/** Cleaning, types, rules, and partitions by day, as a contract's text would say it. */
export function ordersShape({ format, hmac, key }: OrdersOptions): object {
  const tokenize = hmac ? { tokenize: "hmac" } : {};
  const orders = {
    source: { format: format === "csv.gz" ? "csv" : format },
    columns: [
      { name: "order_id", type: "bigint", required: true },
      { name: "customer_id", type: "bigint" },
      { name: "email", type: "string", clean: ["trim", "lower"], pattern: "^\\S+@\\S+$", ...tokenize },
      { name: "phone", type: "string", max_length: 20, ...tokenize },
      { name: "amount", type: "decimal(12,2)", min: 0 },
      { name: "currency", type: "string", in: ["GBP", "USD", "EUR"] },
      { name: "ordered_at", type: "timestamp" },
      { name: "quantity", type: "int", min: 1, max: 100 },
      { name: "note", type: "string" },
      { name: "gift", type: "boolean" },
    ],
    partition_by: ["day(ordered_at)"],
    ...(key && { key: ["order_id"] }),
  };
  return { version: 1, name: "bench", datasets: { orders } };
}

export const ordersContract = (options: OrdersOptions): Contract =>
  validateContract(ordersShape(options), { file: "bench" });
