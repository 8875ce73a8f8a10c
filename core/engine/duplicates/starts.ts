// Places of rows, in a file and in order, so that a batch looks only at those that lie in it.
import { join } from "node:path";
import { text, texts, whole } from "../../plan/sql.ts";
import type { Rows } from "../input/input.ts";
import type { Run } from "../run.ts";
import { numberOf, rowsOf } from "../run.ts";

const ROW_GROUP = 20_480;

/** Gathers the `start` of rows, found part by part, in a folder. */
export class Starts {
  rows = 0;
  readonly #run: Run;
  readonly #folder: string;
  readonly #files: string[] = [];

  constructor(run: Run, folder: string) {
    this.#run = run;
    this.#folder = folder;
  }

  /** Takes the rows of a SELECT of "start". */
  async add(select: string): Promise<void> {
    const file = join(this.#folder, `${this.#files.length}.parquet`);
    const rows = await numberOf(this.#run.connection, `COPY (${select}) TO ${text(file)} (FORMAT parquet)`);
    this.rows += rows;
    this.#files.push(file);
  }

  /** All of them, in order. */
  async sorted(): Promise<SortedStarts> {
    const path = join(this.#folder, "sorted.parquet");
    await this.#run.connection.run(
      `COPY (SELECT * FROM read_parquet([${texts(this.#files)}]) ORDER BY "start") TO ${text(path)}
       (FORMAT parquet, ROW_GROUP_SIZE ${whole(ROW_GROUP)})`,
    );
    return new SortedStarts(this.#run, path);
  }
}

export class SortedStarts {
  readonly #run: Run;
  readonly #path: string;

  constructor(run: Run, path: string) {
    this.#run = run;
    this.#path = path;
  }

  /** A condition on the rows of a batch: they are among these. */
  async among({ sql }: Rows): Promise<string> {
    const [[first, last] = []] = await rowsOf(
      this.#run.connection,
      `SELECT min("start"), max("start") FROM (${sql})`,
    );
    const within = `"start" BETWEEN ${whole(first as bigint)} AND ${whole(last as bigint)}`;
    return `"start" IN (SELECT "start" FROM read_parquet(${text(this.#path)}) WHERE ${within})`;
  }
}
