// Parquet: DuckDB reads it where it lies. Its rows have no lines; their original text is their JSON.
import { createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { saysFull } from "../../full-disk.ts";
import { nativeColumn } from "../../plan/native.ts";
import type { Plan } from "../../plan/plan.ts";
import { identifier, text, whole } from "../../plan/sql.ts";
import { FileRejected } from "../file-rejected.ts";
import { rawText } from "../quarantine.ts";
import type { Run } from "../run.ts";
import { rowsOf } from "../run.ts";
import { compressionOf, readBytes } from "../source/bytes.ts";
import { matchHeader } from "../split/header.ts";
import type { Batch, Faulty, Input, Rows } from "./input.ts";
import { PLACES_SQL } from "./input.ts";
import type { FileColumn } from "./parquet-columns.ts";
import { parquetColumns, rejectInexact } from "./parquet-columns.ts";

/** Rows are put in order as JSON, so many at once. */
const SORTED_ROWS = 50_000;
const MAGIC = "PAR1";
/** Magic, an empty footer, its length, magic. */
const SMALLEST = 12;
const ROW_NUMBER = "file_row_number";

export async function openParquetInput(run: Run): Promise<Input> {
  const path = await plainFile(run);
  await rejectUnlikeParquet(path);
  const relation = `read_parquet(${text(path)}, hive_partitioning = false, ${ROW_NUMBER} = true)`;
  const columns = await readable(() => parquetColumns(run.connection, path));
  const [[rows] = [0n]] = await readable(() =>
    rowsOf(run.connection, `SELECT num_rows FROM parquet_file_metadata(${text(path)})`),
  );
  return new ParquetInput(run, relation, columns, Number(rows));
}

/** The file itself, or its decompressed copy where it was compressed as a whole. */
async function plainFile({ request, plan, work }: Run): Promise<string> {
  const compression = await compressionOf(request.file, plan.dataset.source.compression);
  if (compression === "none") return request.file;
  const path = join(work, "source.parquet");
  await pipeline(readBytes(request.file, compression, undefined, request.signal), createWriteStream(path));
  return path;
}

async function rejectUnlikeParquet(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size === 0) throw new FileRejected("file:empty", "The file is empty: it has no bytes at all.");
  const file = await open(path, "r");
  try {
    const magicAt = async (at: number): Promise<string> =>
      (await file.read(Buffer.alloc(4), 0, 4, at)).buffer.toString("latin1");
    if ((await magicAt(0)) !== MAGIC)
      throw new FileRejected("file:not_parquet", "The file is no Parquet file: it does not begin with PAR1.");
    if (size < SMALLEST || (await magicAt(size - 4)) !== MAGIC)
      throw new FileRejected("file:truncated", "The Parquet file was cut short: it does not end with PAR1.");
  } finally {
    await file.close();
  }
}

/** DuckDB's errors about the file's content are the file's; those about memory or storage are not. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw parquetFault(error) ?? error;
  }
}

/** The rejection that a DuckDB error while reading the file amounts to; undefined where the file is not to blame. */
export function parquetFault(error: unknown): FileRejected | undefined {
  const [kind = "", ...words] = (error as Error).message.split("\n", 1)[0]?.split(": ") ?? [];
  if (!/^(Invalid Input|IO|Invalid|Serialization|Conversion|Not implemented|Binder)\b.*Error$/.test(kind))
    return undefined;
  if (saysFull(error) || /temp/i.test(words.join(": "))) return undefined;
  const because = words.join(": ").replaceAll(/["'][^"']*[/\\][^"']*["']/g, "it");
  return new FileRejected("file:corrupt", `The Parquet file cannot be read: ${because}`);
}

class ParquetInput implements Input {
  readonly ignored: readonly string[];
  readonly rows: number;
  readonly malformed = 0;
  readonly #run: Run;
  readonly #relation: string;
  readonly #batch: Rows;
  readonly #columns: readonly FileColumn[];

  constructor(run: Run, relation: string, columns: readonly FileColumn[], rows: number) {
    this.#run = run;
    this.#relation = relation;
    this.rows = rows;
    this.#columns = columns;
    const names = columns.map(({ name }) => name);
    const { fields, ignored } = matchHeader(names, run.plan.columns, run.plan.dataset.source);
    this.ignored = ignored;
    this.#batch = sourceOf(run.plan, relation, columns, fields);
  }

  async *batches(): AsyncGenerator<Batch> {
    if (this.rows === 0) return;
    const { size } = await stat(this.#run.request.file);
    this.#run.progress("read", size);
    yield { ...this.#batch, rows: this.rows, bytes: size, release: async () => {} };
  }

  async *faulty(): AsyncGenerator<Faulty> {
    const { connection, bad } = this.#run;
    for await (const part of bad.parts(connection, SORTED_ROWS))
      yield* this.#rowsWith(`JOIN (${part.sql})`, part, "");
  }

  async *everything(reason: string): AsyncGenerator<Faulty> {
    const noted = this.#run.bad.relation() ?? `SELECT NULL::BIGINT AS "start" WHERE false`;
    for (let first = 0; first < this.rows; first += SORTED_ROWS) {
      const range = { first: BigInt(first), last: BigInt(first + SORTED_ROWS - 1) };
      const own = `SELECT * FROM (${noted}) WHERE "start" BETWEEN ${whole(range.first)} AND ${whole(range.last)}`;
      yield* this.#rowsWith(`LEFT JOIN (${own})`, range, reason);
    }
  }

  /** Rows of a range, with what is noted of them. */
  async *#rowsWith(
    joined: string,
    { first, last }: { first: bigint; last: bigint },
    reason: string,
  ): AsyncGenerator<Faulty> {
    const { connection, bad } = this.#run;
    const result = await connection.stream(
      `SELECT ${this.#json}, bad.start IS NOT NULL, bad.* FROM ${this.#relation} file
       ${joined} bad ON bad.start = file.${ROW_NUMBER}
       WHERE file.${ROW_NUMBER} BETWEEN ${whole(first)} AND ${whole(last)} ORDER BY file.${ROW_NUMBER}`,
    );
    for await (const rows of result.yieldRows())
      for (const [json, isBad, , , , own, ...words] of rows as [string, boolean, ...unknown[]][]) {
        const bytes = Buffer.from(json);
        yield {
          line: 0,
          raw: rawText(bytes, bytes.length),
          reasons: isBad ? bad.reasonsOf(own as string | null, words as bigint[]) : [reason],
        };
      }
  }

  get #json(): string {
    const members = this.#columns.flatMap(({ name, alias }) => [text(name), `file.${identifier(alias)}`]);
    return `CAST(json_object(${members.join(", ")}) AS VARCHAR)`;
  }

  close(): void {}
}

function sourceOf(
  plan: Plan,
  relation: string,
  columns: readonly FileColumn[],
  fields: readonly number[],
): Rows {
  const natives = new Map<number, string>();
  const sources = plan.columns.map((planned) => {
    const column = columns[fields[planned.index] ?? -1];
    if (!column) return `NULL::VARCHAR AS ${planned.sourceSql}`;
    rejectInexact(column);
    const { alias, type } = column;
    const native = nativeColumn(planned, plan.dataset.source, type, identifier(alias));
    if (native.value !== undefined) natives.set(planned.index, native.value);
    return `${native.source} AS ${planned.sourceSql}`;
  });
  const [row, line, start, length] = PLACES_SQL;
  const places = [
    `${ROW_NUMBER} AS ${row}`,
    `0::BIGINT AS ${line}`,
    `0::BIGINT AS ${start}`,
    `0::BIGINT AS ${length}`,
  ];
  return { sql: `SELECT ${[...places, ...sources].join(", ")} FROM ${relation}`, made: { natives } };
}
