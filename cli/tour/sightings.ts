// The strikes of the sample data as sightings: NDJSON, one line each.
import { DuckDBInstance } from "@duckdb/node-api";
import type { Import } from "../imports/parse.ts";

/** @param prefix of their ids */
export async function sightings(imports: readonly Import[], prefix: string): Promise<string[]> {
  const csv = imports.find(({ dataset }) => dataset === "birdstrikes")?.path ?? "";
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const read = await connection.runAndReadAll(
      `SELECT to_json({ sighting_id: '${prefix}-' || row_number() OVER (), species: "Wildlife Species", seen_at: "Flight Date" })::VARCHAR
       FROM read_csv('${csv.replaceAll("'", "''")}', header = true, all_varchar = true)`,
    );
    return read.getRows().map(([line]) => String(line));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
