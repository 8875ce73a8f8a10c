// Places of rows, in a file and in order, so that a batch looks only at those that lie in it.
import { join } from "node:path";
import { text, texts, whole } from "../../plan/sql.ts";
import { numberOf, rowsOf } from "../answers.ts";
import type { Rows } from "../input/input.ts";
import type { Run } from "../run.ts";

const ROW_GROUP = 20_480;
/** How many of these a statement joins with in some 50 MiB. */
export const SLICE_ROWS = 1_000_000;

export interface Slice {
  /** The condition that a row lies in the slice. */
  readonly within: string;
  /** A SELECT of the starts that lie in it. */
  readonly starts: string;
}

/** Gathers places of rows, found part by part, in a folder. */
export class Starts {
  #rows = 0;
  readonly #run: Run;
  readonly #folder: string;
  readonly #files: string[] = [];

  constructor(run: Run, folder: string) {
    this.#run = run;
    this.#folder = folder;
  }

  /** Takes the rows of a SELECT of "start", and of what else is to be known of them. */
  async add(select: string): Promise<void> {
    const file = join(this.#folder, `${this.#files.length}.parquet`);
    this.#rows += await numberOf(this.#run.connection, `COPY (${select}) TO ${text(file)} (FORMAT parquet)`);
    this.#files.push(file);
  }

  /** All of them, in order; undefined where there are none. */
  async sorted(): Promise<SortedStarts | undefined> {
    if (this.#rows === 0) return undefined;
    const path = join(this.#folder, "sorted.parquet");
    await this.#run.connection.run(
      `COPY (SELECT * FROM read_parquet([${texts(this.#files)}]) ORDER BY "start") TO ${text(path)}
       (FORMAT parquet, ROW_GROUP_SIZE ${whole(ROW_GROUP)})`,
    );
    return new SortedStarts(this.#run, path, this.#rows);
  }
}

export class SortedStarts {
  readonly path: string;
  readonly rows: number;
  readonly #run: Run;

  constructor(run: Run, path: string, rows: number) {
    this.#run = run;
    this.path = path;
    this.rows = rows;
  }

  /** The rows that a batch's rows span, parted so that each part has few enough of these to join with. */
  async slices({ sql }: Rows): Promise<Slice[]> {
    const [[first, last] = []] = await this.#ask(`SELECT min("start"), max("start") FROM (${sql})`);
    if (first === undefined || last === undefined) return [];
    const bounds = await this.#ask(
      `SELECT "start" FROM read_parquet(${text(this.path)}, file_row_number = true)
       WHERE "start" BETWEEN ${whole(first + 1n)} AND ${whole(last)} AND file_row_number % ${whole(SLICE_ROWS)} = 0 ORDER BY "start"`,
    );
    const from = [first, ...bounds.map(([bound]) => bound as bigint)];
    return from.map((bound, at) => {
      const within = `"start" BETWEEN ${whole(bound)} AND ${whole((from[at + 1] ?? last + 1n) - 1n)}`;
      return { within, starts: `SELECT "start" FROM read_parquet(${text(this.path)}) WHERE ${within}` };
    });
  }

  async #ask(sql: string): Promise<bigint[][]> {
    return (await rowsOf(this.#run.connection, sql)) as bigint[][];
  }
}
