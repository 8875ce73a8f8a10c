// Parquet: DuckDB reads it where it lies. Its rows have no lines; their original text is their JSON.
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { anyOf, identifier, text, whole } from "../../plan/sql.ts";
import { numberOf } from "../answers.ts";
import { FileRejected } from "../file-rejected.ts";
import { parquetFault, rejection } from "../parquet/fault.ts";
import type { Footer, RowGroup } from "../parquet/footer.ts";
import { checkParquet, prepareParquet, ROW_NUMBER } from "../parquet/prepare.ts";
import { rawText } from "../quarantine.ts";
import type { Run } from "../run.ts";
import { compressionOf, readBytes } from "../source/bytes.ts";
import { matchHeader } from "../split/header.ts";
import type { Batch, Faulty, Input, Rows } from "./input.ts";
import { PLACES_SQL } from "./input.ts";
import type { FileColumn } from "./parquet-columns.ts";
import { parquetColumns } from "./parquet-columns.ts";
import { jsonOf, partsOf, sourceOf } from "./parquet-rows.ts";

/** Rows are put in order as JSON, so many at once. */
const SORTED_ROWS = 50_000;
/** Larger pages get memory of their own, and one thread reads them. */
const USUAL_PAGE_BYTES = 16 << 20;
const MALFORMED_REASON = "row:encoding";

/**
 * Opens the file of a run. With `checkTexts` each row's texts are held against UTF-8, so that a wrong one costs its row;
 * without it, DuckDB refuses the file at the first one, which is the faster way for a file that has none.
 */
export async function openParquetInput(run: Run, checkTexts: boolean): Promise<Input> {
  const { connection, request, work } = run;
  const plain = await plainFile(run);
  const footer = await checked(run, plain);
  // What a footer says of its values' range and nulls would be believed, and rules passed by it.
  await connection.run("SET disabled_optimizers = 'statistics_propagation'");
  const { path, texts } = await prepareParquet(plain, footer, join(work, "patched.parquet"), checkTexts);
  request.signal?.throwIfAborted();
  const columns = await rejection(() => parquetColumns(connection, path));
  const input = new ParquetInput(run, path, named(columns, footer), texts, footer);
  if (texts.size > 0) await rejection(() => input.setAsideBadTexts());
  return input;
}

/** The columns by their own names, where DuckDB has seen others. */
const named = (columns: readonly FileColumn[], { columns: own }: Footer): FileColumn[] =>
  columns.map((column, at) => ({ ...column, name: own[at]?.name ?? column.name }));

/** The file itself, or its decompressed copy where it was compressed as a whole. */
async function plainFile({ request, plan, work }: Run): Promise<string> {
  const compression = await compressionOf(request.file, plan.dataset.source.compression);
  if (compression === "none") return request.file;
  const path = join(work, "source.parquet");
  await pipeline(readBytes(request.file, compression, undefined, request.signal), createWriteStream(path));
  return path;
}

/** The file's footer, when it and the pages have been found to be right; DuckDB gets the memory that they need. */
async function checked({ connection, lanes, limits, request }: Run, path: string): Promise<Footer> {
  const { footer, pageBytes } = await checkParquet(path, request.signal);
  if (pageBytes > USUAL_PAGE_BYTES) {
    const memoryMb = limits.memoryLimitMb + Math.ceil((3 * pageBytes) / 2 ** 20);
    lanes.oneByOne();
    await connection.run(`SET threads = ${whole(1)}`);
    await connection.run(`SET memory_limit = '${whole(Math.trunc(memoryMb))}MiB'`);
  }
  return footer;
}

class ParquetInput implements Input {
  readonly ignored: readonly string[];
  rows: number;
  malformed = 0;
  readonly #groups: readonly RowGroup[];
  readonly #run: Run;
  readonly #path: string;
  readonly #columns: readonly FileColumn[];
  /** Columns, by their place, whose texts DuckDB sees as bytes. */
  readonly #texts: ReadonlySet<number>;
  /** The contract's columns' places in the file. */
  readonly #fields: readonly number[];
  #malformedPath: string | undefined;

  constructor(
    run: Run,
    path: string,
    columns: readonly FileColumn[],
    texts: ReadonlySet<number>,
    { rows, groups }: Footer,
  ) {
    this.#run = run;
    this.#path = path;
    this.#columns = columns;
    this.#texts = texts;
    this.rows = rows;
    this.#groups = groups;
    const names = columns.map(({ name }) => name);
    const { fields, ignored } = matchHeader(names, run.plan.columns, run.plan.dataset.source);
    this.ignored = ignored;
    this.#fields = fields;
  }

  get #file(): string {
    return `read_parquet(${text(this.#path)}, hive_partitioning = false, ${ROW_NUMBER} = true)`;
  }

  /** The file's rows; texts that were read as bytes are texts again, by `read`. */
  #relation(read: (name: string) => string): string {
    if (this.#texts.size === 0) return this.#file;
    const replaced = [...this.#texts].map((at) => {
      const name = identifier((this.#columns[at] as FileColumn).alias);
      return `${read(name)} AS ${name}`;
    });
    return `(SELECT * REPLACE (${replaced.join(", ")}) FROM ${this.#file})`;
  }

  /** Whether a row has a text of the contract's columns that is none. */
  get #isBadText(): string {
    const wanted = this.#fields.filter((at) => this.#texts.has(at));
    return anyOf(
      wanted.map((at) => {
        const name = identifier((this.#columns[at] as FileColumn).alias);
        return `(${name} IS NOT NULL AND TRY(decode(${name})) IS NULL)`;
      }),
    );
  }

  /** Notes the rows with texts that are none. */
  async setAsideBadTexts(): Promise<void> {
    const { connection, work } = this.#run;
    const bad = this.#isBadText;
    if (bad === "false") return;
    const path = join(work, "bad-texts.parquet");
    const [start, line, length] = PLACES_SQL;
    const places = `${ROW_NUMBER} AS ${start}, 0::BIGINT AS ${line}, 0::BIGINT AS ${length}`;
    await connection.run(
      `COPY (SELECT ${places}, ${text(MALFORMED_REASON)} AS reason FROM ${this.#file} WHERE ${bad})
       TO ${text(path)} (FORMAT parquet)`,
    );
    this.malformed = await numberOf(connection, `SELECT count(*) FROM read_parquet(${text(path)})`);
    if (this.malformed === 0) return;
    this.rows -= this.malformed;
    this.#malformedPath = path;
  }

  async *batches(): AsyncGenerator<Batch> {
    if (this.rows === 0) return;
    const { request, progress } = this.#run;
    const { size } = await stat(request.file);
    progress("read", size);
    const relation = this.#relation((name) => `TRY(decode(${name}))`);
    const { bad } = this.#run;
    const { sql, shortcuts, raw } = this.#sourceOf(relation);
    if (raw) bad.keepTexts();
    const conditions = this.#malformedPath
      ? [`"start" NOT IN (SELECT "start" FROM read_parquet(${text(this.#malformedPath)}))`]
      : [];
    const parts = partsOf(this.#groups, size);
    for (const { first, rows } of parts) {
      // Row groups that lie outside are not read.
      const within =
        parts.length > 1 ? [`"start" BETWEEN ${whole(first)} AND ${whole(first + rows - 1)}`] : [];
      const where = [...within, ...conditions];
      yield {
        sql: where.length > 0 ? `SELECT * FROM (${sql}) WHERE ${where.join(" AND ")}` : sql,
        shortcuts,
        ...(raw && { raw }),
        volume: 0,
        series: 0,
        rows,
        bytes: Math.ceil((size * rows) / Math.max(1, this.rows + this.malformed)),
        release: async () => {},
      };
    }
  }

  /** The columns as `#relation` has them. */
  get #typed(): readonly FileColumn[] {
    return this.#columns.map((column, at) => (this.#texts.has(at) ? { ...column, type: "VARCHAR" } : column));
  }

  /** Where each column of the file is read anyway, the text of a bad row is made when it is noted. */
  #sourceOf(relation: string): Rows {
    const { plan } = this.#run;
    const withRaw = this.#texts.size === 0 && this.ignored.length === 0;
    return sourceOf(plan, relation, this.#typed, this.#fields, withRaw);
  }

  async *faulty(): AsyncGenerator<Faulty> {
    const { connection, bad } = this.#run;
    if (bad.hasTexts) {
      for await (const { raw, reasons } of bad.readTexts(connection, SORTED_ROWS))
        yield { line: 0, raw, reasons };
      return;
    }
    for await (const part of bad.parts(connection, SORTED_ROWS, this.#malformedPath))
      yield* this.#rowsWith(`JOIN (${part.sql})`, part, "");
  }

  async *everything(reason: string): AsyncGenerator<Faulty> {
    const noted = this.#run.bad.relation(this.#malformedPath) ?? `SELECT NULL::BIGINT AS "start" WHERE false`;
    for (let first = 0; first < this.rows + this.malformed; first += SORTED_ROWS) {
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
    const shown = this.#relation((name) => `coalesce(TRY(decode(${name})), CAST(${name} AS VARCHAR))`);
    const result = await connection.stream(
      `SELECT ${jsonOf(this.#columns, ({ alias }) => `file.${identifier(alias)}`)}, bad.start IS NOT NULL, bad.* FROM ${shown} file
       ${joined} bad ON bad.start = file.${ROW_NUMBER}
       WHERE file.${ROW_NUMBER} BETWEEN ${whole(first)} AND ${whole(last)} ORDER BY file.${ROW_NUMBER}`,
    );
    for await (const rows of result.yieldRows())
      for (const [json, isBad, , , , own, ...words] of rows as [string, boolean, ...unknown[]][]) {
        const bytes = Buffer.from(json);
        yield {
          line: 0,
          raw: rawText(bytes, bytes.length),
          reasons: isBad ? bad.reasonsOf(own as string | null, words.map(Number)) : [reason],
        };
      }
  }

  /** An error of DuckDB's that is the file's, as its rejection, with the column that cannot be read. */
  async explain(error: unknown): Promise<FileRejected | undefined> {
    const fault = parquetFault(error);
    if (!fault || error instanceof FileRejected) return fault;
    for (const { name, alias } of this.#columns)
      try {
        await this.#run.connection.run(`SELECT count(hash(${identifier(alias)})) FROM ${this.#file}`);
      } catch (own) {
        return parquetFault(own, name) ?? fault;
      }
    return fault;
  }

  async close(): Promise<void> {}
}
