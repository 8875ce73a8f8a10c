// The files that the import is measured on: the same orders in every format, and files of odd shapes. Written once, and kept in the temporary folder.
import { createReadStream, createWriteStream, existsSync, renameSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { type Shape, writeOdd } from "./odd.ts";
import { writeOrders } from "./orders.ts";

export const FORMATS = ["csv", "csv.gz", "ndjson", "json", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

export interface OrdersFile {
  path: string;
  bytes: number;
}

/** A file of the orders that take about so many bytes as CSV. */
export async function ordersFile(format: Format, megabytes: number): Promise<OrdersFile> {
  const path = join(tmpdir(), `headrace-bench-${megabytes}.${format}`);
  if (!existsSync(path)) {
    console.error(`Writing ${path} …`);
    const part = `${path}.part`;
    if (format === "csv") await writeOrders(part, megabytes * 1e6);
    else {
      const csv = await ordersFile("csv", megabytes);
      if (format === "csv.gz")
        await pipeline(createReadStream(csv.path), createGzip({ level: 6 }), createWriteStream(part));
      else await converted(csv.path, part, format);
    }
    renameSync(part, path);
  }
  return { path, bytes: statSync(path).size };
}

/** A CSV file of an odd shape, of about so many bytes. */
export function oddFile(shape: Shape, megabytes: number): OrdersFile {
  const path = join(tmpdir(), `headrace-bench-${shape}-${megabytes}.csv`);
  if (!existsSync(path)) {
    console.error(`Writing ${path} …`);
    writeOdd(`${path}.part`, shape, megabytes * 1e6);
    renameSync(`${path}.part`, path);
  }
  return { path, bytes: statSync(path).size };
}

const OPTIONS = {
  ndjson: "FORMAT json",
  json: "FORMAT json, ARRAY true",
  parquet: "FORMAT parquet, COMPRESSION zstd",
} as const;

async function converted(csv: string, path: string, format: keyof typeof OPTIONS): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    // A month's order is kept: that of the file. Moments stay the text that they are, as some are none.
    await connection.run(
      `COPY (FROM read_csv('${csv}', header = true, columns = {
         order_id: 'BIGINT', customer_id: 'BIGINT', email: 'VARCHAR', phone: 'VARCHAR', amount: 'DECIMAL(12,2)', currency: 'VARCHAR',
         ordered_at: 'VARCHAR', quantity: 'INTEGER', note: 'VARCHAR', gift: 'BOOLEAN'
       })) TO '${path}' (${OPTIONS[format]})`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
