// Rows that break a rule leave the one pass that writes the good ones by a function that returns false for them: the
// pass drops them, and the function notes their place and what they break. So no row is judged twice, and rows that
// are good cost nothing more. Notes go to a file, however many there are.
import { join } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue, DuckDBVector } from "@duckdb/node-api";
import { BOOLEAN, DuckDBScalarFunction, VARCHAR } from "@duckdb/node-api";
import { brokenSql, type Fault, type Judged, openFaults } from "../plan/faults.ts";
import { text, whole } from "../plan/sql.ts";
import { numberOf } from "./answers.ts";
import { BlockFile } from "./blocks/block-file.ts";
import { LongColumn, TextColumn } from "./blocks/column.ts";
import { PLACE_COLUMNS, PLACES_SQL } from "./input/input.ts";
import { PART_ROWS } from "./parts/dealt-rows.ts";
import { type Part, partsInOrder } from "./parts/in-order.ts";
import { rawText } from "./quarantine.ts";

const DUPLICATE = "row:duplicate";
const FUNCTION = "headrace_bad_row";
/** Stands between the parts of a note: the import's number, the row's place, its words of faults, and its text. */
const BETWEEN = " ";
/** Faults per word: as many bits as a JavaScript number holds exactly, and one to spare. */
const WORD_BITS = 52;
const ROW_BYTES = 64;

const receivers = new Map<number, BadRows>();
let lastReceiver = 0;

/**
 * Makes the function known to a database, once. All of a row's numbers come in one text: a vector that JavaScript is given takes
 * longer than to read the few rows that are in it.
 */
export function registerBadRows(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: FUNCTION,
      parameterTypes: [VARCHAR],
      returnType: BOOLEAN,
      volatile: true,
      mainFunction: (_, input, output) => receive(input, output),
    }),
  );
}

function receive(input: DuckDBDataChunk, output: DuckDBVector): void {
  const count = input.rowCount;
  const notes = input.getColumnVector(0);
  for (let row = 0; row < count; row++) {
    const note = String(notes.getItem(row));
    const end = note.indexOf(BETWEEN);
    receivers.get(Number(note.slice(0, end)))?.add(note, end + 1);
    output.setItem(row, false);
  }
  output.flush();
}

/** The rows of a relation that break none of the faults, and those of which `otherwise` is true. */
const unbroken = (
  relation: string,
  faults: readonly Fault[],
  judged: Judged | undefined,
  otherwise: string,
): string =>
  `SELECT * FROM (${relation}) WHERE CASE WHEN ${brokenSql(faults, judged)} THEN ${otherwise} ELSE true END`;

/** The rows of a typed relation that break none of the faults, where those that do were noted before. */
export function passing(relation: string, faults: readonly Fault[], judged: Judged | undefined): string {
  const open = openFaults(faults, judged);
  return open.length === 0 ? relation : unbroken(relation, open, judged, "false");
}

export interface BadRow {
  line: number;
  start: number;
  length: number;
  reasons: readonly string[];
}

/** One whose text was noted. */
export interface BadText {
  raw: string;
  reasons: readonly string[];
}

/** Places and words are whole numbers that a double holds, which are faster to read than others. */
const asNumber = (name: string): string => `CAST(${name} AS DOUBLE)`;

/** What a SELECT gives, some rows at a time, by column. */
async function* columnsOf(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBValue[][]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk.getColumns();
  }
}

/** Combinations of reasons that are kept as they are asked for; a file has few. */
const MOST_COMBINATIONS = 10_000;

/** The bad rows of one import. */
export class BadRows {
  count = 0;
  readonly #reasons: readonly string[];
  /** Where each reason is among them. */
  readonly #places: ReadonlyMap<string, number>;
  readonly #folder: string;
  readonly #path: string;
  readonly #id = ++lastReceiver;
  readonly #words: readonly string[];
  /** Places and words of the rows that are noted; most files have none. */
  #columns: readonly LongColumn[] = [];
  readonly #combinations = new Map<string, readonly string[]>();
  #keepsTexts = false;
  #texts: TextColumn | undefined;
  #file: BlockFile | undefined;
  #duplicates: string | undefined;

  constructor(folder: string, reasons: readonly string[]) {
    this.#folder = join(folder, "bad");
    this.#path = `${this.#folder}.parquet`;
    this.#reasons = reasons;
    this.#places = new Map(reasons.map((reason, at) => [reason, at]));
    this.#words = Array.from({ length: Math.ceil(reasons.length / WORD_BITS) }, (_, at) => `word${at}`);
    receivers.set(this.#id, this);
  }

  /** Keeps the texts of rows too; called before any is noted. */
  keepTexts(): void {
    this.#keepsTexts = true;
  }

  /** Whether the text of each row is known. */
  get hasTexts(): boolean {
    return this.#keepsTexts && this.#duplicates === undefined;
  }

  /**
   * The rows of a typed relation that break none of the faults; those that do are noted while it is read.
   * @param judged what is known of them already
   * @param raw SQL of a row's text, where texts are kept
   */
  without(relation: string, all: readonly Fault[], judged?: Judged, raw?: string): string {
    const faults = openFaults(all, judged);
    if (faults.length === 0) return relation;
    const bits: string[][] = this.#words.map(() => []);
    for (const { reason, condition } of faults) {
      const at = this.#places.get(reason);
      if (at === undefined) continue;
      const bit = whole(2n ** BigInt(at % WORD_BITS));
      bits[Math.floor(at / WORD_BITS)]?.push(`CASE WHEN ${condition} THEN ${bit} ELSE 0 END`);
    }
    const words = bits.map((one) => `CAST(${one.length > 0 ? one.join(" + ") : "0"} AS BIGINT)`);
    const parts = [whole(this.#id), ...PLACES_SQL, ...words, ...(raw === undefined ? [] : [raw])];
    const noted = `${FUNCTION}(concat_ws(${text(BETWEEN)}, ${parts.join(", ")}))`;
    return unbroken(relation, faults, judged, noted);
  }

  /** Notes a row: its note from behind the import's number on. */
  add(note: string, from: number): void {
    this.#file ??= this.#begin();
    let at = from;
    for (const column of this.#columns) {
      const end = note.indexOf(BETWEEN, at);
      column.append(Number(end < 0 ? note.slice(at) : note.slice(at, end)));
      at = end + 1;
    }
    let bytes = ROW_BYTES;
    if (this.#texts) {
      const raw = Buffer.from(note.slice(at));
      const kept = Buffer.from(rawText(raw, raw.length));
      this.#texts.append(kept, 0, kept.length);
      bytes += kept.length;
    }
    this.#file.endRow(bytes);
    this.count += 1;
  }

  #begin(): BlockFile {
    this.#columns = [...PLACE_COLUMNS, ...this.#words].map((name) => new LongColumn(name));
    if (this.#keepsTexts) this.#texts = new TextColumn("raw", false);
    return new BlockFile(this.#path, [...this.#columns, ...(this.#texts ? [this.#texts] : [])]);
  }

  /** Takes good rows that have another's key, of which a Parquet file holds the places. */
  addDuplicates({ path, rows }: { path: string; rows: number }): void {
    this.#duplicates = path;
    this.count += rows;
  }

  /**
   * The bad rows, and the malformed records of a block file, as a relation of place, reason (of malformed ones and
   * duplicates) and words; undefined where there are none.
   */
  relation(malformedPath?: string): string | undefined {
    this.#file?.close();
    const places = PLACES_SQL.join(", ");
    const words = this.#words;
    const parts: string[] = [];
    if (this.#file)
      parts.push(
        `SELECT ${[places, "NULL::VARCHAR AS reason", ...words].join(", ")} FROM read_parquet(${text(this.#path)})`,
      );
    const reasoned = (reason: string, path: string): string =>
      `SELECT ${[places, reason, ...words.map((word) => `0::BIGINT AS ${word}`)].join(", ")} FROM read_parquet(${text(path)})`;
    if (this.#duplicates) parts.push(reasoned(`'${DUPLICATE}' AS reason`, this.#duplicates));
    if (malformedPath) parts.push(reasoned("reason", malformedPath));
    return parts.length > 0 ? parts.join(" UNION ALL ") : undefined;
  }

  /** The reasons of a row of the relation; those of rows that have the same ones are one list. */
  reasonsOf(reason: string | null, words: readonly number[]): readonly string[] {
    const name = reason ?? words.join(BETWEEN);
    let reasons = this.#combinations.get(name);
    if (!reasons) {
      const hasBit = (at: number): boolean =>
        Math.floor((words[Math.floor(at / WORD_BITS)] ?? 0) / 2 ** (at % WORD_BITS)) % 2 === 1;
      reasons = reason === null ? this.#reasons.filter((_, at) => hasBit(at)) : [reason];
      if (this.#combinations.size >= MOST_COMBINATIONS) this.#combinations.clear();
      this.#combinations.set(name, reasons);
    }
    return reasons;
  }

  /** The same of row `at` of some columns. */
  #reasonsAt(at: number, reason: string | null, words: readonly DuckDBValue[][]): readonly string[] {
    return this.reasonsOf(
      reason,
      words.map((word) => word[at] as number),
    );
  }

  /** The relation in parts of so many rows at most, one after the other in the file's order. */
  async *parts(connection: DuckDBConnection, most: number, malformedPath?: string): AsyncGenerator<Part> {
    const relation = this.relation(malformedPath);
    if (!relation) return;
    const rows = await numberOf(connection, `SELECT count(*) FROM (${relation})`);
    yield* partsInOrder(connection, this.#folder, relation, rows, most);
  }

  /** The relation's rows in the file's order, streamed. */
  async *read(connection: DuckDBConnection, malformedPath?: string): AsyncGenerator<BadRow, undefined> {
    const places = PLACES_SQL.map(asNumber).join(", ");
    for await (const { sql } of this.parts(connection, PART_ROWS, malformedPath)) {
      const select = `SELECT ${places}, reason, ${this.#words.map(asNumber).join(", ")} FROM (${sql}) ORDER BY "start"`;
      for await (const [starts, lines, lengths, reasons, ...words] of columnsOf(connection, select))
        for (const [at, start] of (starts as number[]).entries())
          yield {
            start,
            line: lines?.[at] as number,
            length: lengths?.[at] as number,
            reasons: this.#reasonsAt(at, reasons?.[at] as string | null, words),
          };
    }
    return undefined;
  }

  /** Texts and reasons of rows in the file's order, streamed; where each has its text. So many are put in order at once. */
  async *readTexts(connection: DuckDBConnection, most: number): AsyncGenerator<BadText, undefined> {
    this.#file?.close();
    if (!this.#file) return undefined;
    const relation = `SELECT "start", raw, ${this.#words.join(", ")} FROM read_parquet(${text(this.#path)})`;
    for await (const { sql } of partsInOrder(connection, this.#folder, relation, this.count, most)) {
      const select = `SELECT raw, ${this.#words.map(asNumber).join(", ")} FROM (${sql}) ORDER BY "start"`;
      for await (const [raws, ...words] of columnsOf(connection, select))
        for (const [at, raw] of (raws as string[]).entries())
          yield { raw, reasons: this.#reasonsAt(at, null, words) };
    }
    return undefined;
  }

  close(): void {
    receivers.delete(this.#id);
    this.#file?.abandon();
  }
}
