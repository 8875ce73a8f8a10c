// Text columns → types, formats, null values and cleaning. A type is taken only where every value of the sample has
// it by the import's own reading; what is in doubt stays a string.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnType } from "../contract/types.ts";
import { parseType } from "../contract/types.ts";
import { parse } from "../plan/parse.ts";
import { text, texts } from "../plan/sql.ts";
import type { DateForm } from "./dates.ts";
import { DATE_FORMS, formsOf, TIMESTAMP_FORMS } from "./dates.ts";
import type { FileRows } from "./file-rows.ts";
import type { Reading } from "./readings.ts";
import { readingsOf, TEXT } from "./readings.ts";

export interface InferredColumn extends Reading {
  readonly trim: boolean;
  /** Words that stand for no value, beside the empty text. */
  readonly nullWords: readonly string[];
  /** Rows without a value. */
  readonly nulls: number;
  readonly rows: number;
}

/** So many rows propose what a column is. */
const HEAD_ROWS = 500;

/** Words for "no value" in text that is else of another type; the first ones also among plain text. */
const NULL_WORDS_IN_TEXT = ["NULL", "null", "N/A", "n/a", "#N/A", "\\N"];
const NULL_WORDS = [
  ...NULL_WORDS_IN_TEXT,
  ...["NA", "na", "Null", "None", "none", "NaN", "nan", "NAN", "-", "--", "?", ".", "nil", "inf", "-inf"],
];

/** The cleaning step "trim" takes off more kinds of space; a value with those stays text. */
const trimmed = (sql: string): string =>
  `nullif(trim(${sql}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)), '')`;

/** A typed file's own type; undefined where its column is text, or is to be read as text. */
function ownType(type: string | undefined): ColumnType | undefined {
  if (type === undefined || type === "TEXT") return undefined;
  if (type.startsWith("TIMESTAMP")) return parseType("timestamp");
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (decimal) return parseType(`decimal(${decimal[1]},${decimal[2]})`);
  const names: Readonly<Record<string, string>> = {
    BOOLEAN: "boolean",
    TINYINT: "int",
    SMALLINT: "int",
    INTEGER: "int",
    UTINYINT: "int",
    USMALLINT: "int",
    UINTEGER: "bigint",
    BIGINT: "bigint",
    UBIGINT: "decimal(20,0)",
    HUGEINT: "decimal(38,0)",
    FLOAT: "double",
    DOUBLE: "double",
    DATE: "date",
  };
  return parseType(names[type] ?? "string");
}

interface Profile {
  rows: number;
  filled: number;
  spaced: boolean;
  words: string[];
}

export async function inferColumns(rows: FileRows, connection: DuckDBConnection): Promise<InferredColumn[]> {
  const columns: InferredColumn[] = [];
  for (let from = 0; from < rows.headers.length; from += rows.batch) {
    const indexes = rows.headers.slice(from, from + rows.batch).map((_, at) => from + at);
    columns.push(...(await inferBatch(rows, indexes, connection)));
  }
  return columns;
}

async function inferBatch(
  rows: FileRows,
  indexes: readonly number[],
  connection: DuckDBConnection,
): Promise<InferredColumn[]> {
  const select = indexes.map((index, at) => `${rows.columns[index]} AS c${at}`).join(", ");
  await connection.run(`CREATE OR REPLACE TEMP VIEW sample AS SELECT ${select} FROM ${rows.from}`);
  const profiles = await profile(indexes.length, connection);
  const head = (await connection.runAndReadAll(`SELECT * FROM sample LIMIT ${HEAD_ROWS}`)).getRows();

  const columns: InferredColumn[] = [];
  /** What is left to try where the reading taken turns out to be wrong. */
  const others: (readonly Reading[])[] = [];
  for (const [at, index] of indexes.entries()) {
    const one = profiles[at] as Profile;
    const own = rows.types?.[index];
    const type = ownType(own);
    const [first = TEXT, ...rest] = type
      ? [
          { type, ...nestedNote(own) },
          { ...TEXT, note: `${own} in the file, with values that ${type.kind} does not have` },
        ]
      : await proposals(at, one, head, rows.delimiter, connection);
    columns.push(withReading(first, one, type !== undefined));
    others.push(rest);
  }
  let tried = columns.map((_, at) => at);
  while (tried.length > 0) {
    const wrong = await misreads(tried, columns, connection);
    tried = tried.filter((_, place) => (wrong[place] as number) > 0);
    for (const at of tried) {
      const [next = TEXT, ...rest] = others[at] as readonly Reading[];
      columns[at] = withReading(next, profiles[at] as Profile, false);
      others[at] = rest;
    }
  }
  return columns;
}

const nestedNote = (own: string | undefined): { note?: string } =>
  own === "JSON" || /\[|STRUCT|MAP|UNION/.test(own ?? "") ? { note: "nested values, as JSON text" } : {};

function withReading(
  reading: Reading,
  { rows, filled, spaced, words }: Profile,
  typed: boolean,
): InferredColumn {
  const isText = reading.type.kind === "string";
  let nullWords = isText ? words.filter((word) => NULL_WORDS_IN_TEXT.includes(word)) : words;
  if (typed && reading.type.kind !== "double") nullWords = [];
  return { ...reading, trim: spaced && !typed, nullWords, rows, nulls: rows - filled };
}

async function answer(
  connection: DuckDBConnection,
  select: readonly string[],
  from = "sample",
): Promise<unknown[]> {
  return (
    await connection.runAndReadAll(`SELECT ${select.join(", ")} FROM ${from}`)
  ).getRows()[0] as unknown[];
}

async function profile(columns: number, connection: DuckDBConnection): Promise<Profile[]> {
  const places = Array.from({ length: columns }, (_, at) => at);
  const select = places.map((at) => [
    "count(*)",
    `count(v${at})`,
    `coalesce(bool_or(c${at} <> v${at} OR (c${at} <> '' AND v${at} IS NULL)), false)`,
    // A bit for each word: a list of distinct values would take megabytes for every column.
    `bit_or(1::BIGINT << (list_position([${texts(NULL_WORDS)}], v${at}) - 1)) FILTER (v${at} IN (${texts(NULL_WORDS)}))`,
  ]);
  const values = places.map((at) => `c${at}, ${trimmed(`c${at}`)} AS v${at}`).join(", ");
  const found = await answer(connection, select.flat(), `(SELECT ${values} FROM sample)`);
  return places.map((at) => {
    const [rows, filled, spaced, words] = found.slice(at * 4, at * 4 + 4);
    return {
      rows: Number(rows),
      filled: Number(filled),
      spaced: Boolean(spaced),
      words: NULL_WORDS.filter(
        (_, bit) => (BigInt((words as bigint | null) ?? 0) >> BigInt(bit)) & 1n,
      ).sort(),
    };
  });
}

/** The readings that the first values propose. */
async function proposals(
  at: number,
  { filled }: Profile,
  head: readonly unknown[][],
  delimiter: string | undefined,
  connection: DuckDBConnection,
): Promise<Reading[]> {
  if (filled === 0) return [{ ...TEXT, note: "no value in the sample" }];
  const values = head
    .map((row) => (typeof row[at] === "string" ? row[at].trim() : ""))
    .filter((value) => value !== "" && !NULL_WORDS.includes(value));
  const readings = readingsOf(values, delimiter);
  const dates =
    readings.length === 1 && values[0] !== undefined && (await otherDates(at, values[0], connection));
  return dates ? [dates, ...readings] : readings;
}

/** A column's values as an import would see them: cleaned, and null where they stand for null. */
function valueSql(at: number, trim: boolean, nullWords: readonly string[]): string {
  const value = trim ? trimmed(`c${at}`) : `nullif(c${at}, '')`;
  return nullWords.length > 0 ? `CASE WHEN ${value} NOT IN (${texts(nullWords)}) THEN ${value} END` : value;
}

/** For each column, how many values of the whole sample an import would quarantine or change. */
async function misreads(
  places: readonly number[],
  columns: readonly InferredColumn[],
  connection: DuckDBConnection,
): Promise<number[]> {
  const select = places.map((at) => {
    const { type, trim, nullWords, replaced = [], format, only, never } = columns[at] as InferredColumn;
    if (type.kind === "string") return "count(*) FILTER (false)";
    const value = valueSql(at, trim, nullWords);
    const plain = replaced.reduce(
      (inner, one) => `regexp_replace(${inner}, ${text(one.pattern)}, ${text(one.with)}, 'g')`,
      value,
    );
    const wrong = [`${parse(type, format, plain)} IS NULL`];
    if (only !== undefined) wrong.push(`NOT regexp_full_match(${value}, ${text(only)})`);
    if (never !== undefined) wrong.push(`regexp_full_match(${value}, ${text(never)})`);
    return `count(*) FILTER (${value} IS NOT NULL AND (${wrong.join(" OR ")}))`;
  });
  return (await answer(connection, select)).map(Number);
}

/** Dates in a form of their own, where just one form reads every value. */
async function otherDates(
  at: number,
  first: string,
  connection: DuckDBConnection,
): Promise<Reading | undefined> {
  for (const [name, all] of [
    ["date", DATE_FORMS],
    ["timestamp", TIMESTAMP_FORMS],
  ] as const) {
    const forms = formsOf(first, all);
    if (forms.length === 0) continue;
    const type = parseType(name) as ColumnType;
    const value = valueSql(at, true, NULL_WORDS);
    const reads = ({ shape, format }: DateForm): string =>
      `count(*) FILTER (NOT regexp_full_match(v, ${text(shape)}) OR ${parse(type, format, "v")} IS NULL)`;
    const wrong = await answer(
      connection,
      forms.map(reads),
      `(SELECT ${value} AS v FROM sample) WHERE v IS NOT NULL`,
    );
    const fit = forms.filter((_, place) => Number(wrong[place]) === 0).map(({ format }) => format);
    if (fit.length === 1) return { type, format: fit[0] as string };
    if (fit.length > 1) {
      const either = fit.map((format) => `'${format}'`).join(" or ");
      return { ...TEXT, note: `dates, but of which form? Write type: ${name} and format: ${either}` };
    }
  }
  return undefined;
}
