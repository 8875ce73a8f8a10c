// A relation of any size in the file's order: parts of it, one after the other, each small enough to be sorted.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { whole } from "../../plan/sql.ts";
import { rowsOf } from "../answers.ts";
import { DealtRows } from "./dealt-rows.ts";

export interface Part {
  /** A SELECT of the relation's rows, in no order, whose "start" is between these two, inclusive. */
  readonly sql: string;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * @param folder of its own, for what is dealt out meanwhile
 * @param select of rows with a unique "start"
 * @param rows how many
 * @param most in a part
 */
export async function* partsInOrder(
  connection: DuckDBConnection,
  folder: string,
  select: string,
  rows: number,
  most: number,
): AsyncGenerator<Part> {
  const [[first, last] = []] = (await rowsOf(
    connection,
    `SELECT min("start"), max("start") FROM (${select})`,
  )) as (bigint | null)[][];
  if (typeof first !== "bigint" || typeof last !== "bigint") return;
  if (rows <= most || first === last) {
    yield { sql: select, first, last };
    return;
  }
  const dealt = new DealtRows(connection, folder, rows, most);
  const width = (last - first) / BigInt(dealt.parts) + 1n;
  await mkdir(folder, { recursive: true });
  try {
    await dealt.add(`SELECT *, ("start" - ${whole(first)}) // ${whole(width)} AS h FROM (${select})`, rows);
    await dealt.end();
    for (let at = 0; at < dealt.parts; at++) {
      const part = dealt.part(at);
      // Where they lie close together, a part may still be too large.
      if (part)
        yield* partsInOrder(
          connection,
          join(folder, `part-${at}`),
          `SELECT * EXCLUDE (h) FROM ${part}`,
          dealt.rowsIn(at),
          most,
        );
      await dealt.drop(at);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
