// Text columns → types, formats, null values and cleaning. A type is taken only where every value of the sample has
// it by the import's own reading; what is in doubt stays a string.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnType } from "../contract/types.ts";
import { glueType, parseType } from "../contract/types.ts";
import { parse } from "../plan/parse.ts";
import { text, texts } from "../plan/sql.ts";
import type { DateForm } from "./dates.ts";
import { DATE_FORMS, formsOf, TIMESTAMP_FORMS } from "./dates.ts";
import type { FileRows } from "./rows.ts";

export interface InferredColumn {
  readonly type: ColumnType;
  readonly trim: boolean;
  /** Words that stand for no value, beside the empty text. */
  readonly nullWords: readonly string[];
  readonly format?: string;
  /** 1,234.5: the commas are to be taken out. */
  readonly thousands: boolean;
  /** What a person should know of it; a sentence without its full stop. */
  readonly note?: string;
  /** Rows without a value. */
  readonly nulls: number;
  readonly rows: number;
}

/** Columns looked at in one query. */
const BATCH = 40;
/** So many rows suggest what a column is; all of them are then asked whether it is so. */
const HEAD_ROWS = 20_000;

/** Words for "no value" in text that is else of another type; the first ones also among plain text. */
const NULL_WORDS_IN_TEXT = ["NULL", "null", "N/A", "n/a", "#N/A", "\\N"];
const NULL_WORDS = [
  ...NULL_WORDS_IN_TEXT,
  ...["NA", "na", "Null", "None", "none", "NaN", "nan", "NAN", "-", "--", "?", ".", "nil", "inf", "-inf"],
];

/** The cleaning step "trim" takes off more, which a second look in an import then does. */
const trimmed = (sql: string): string =>
  `nullif(trim(${sql}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)), '')`;

const THOUSANDS = "[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?";
const PLAIN_NUMBER = "[+-]?[0-9]+([.][0-9]+)?";

const kind = (name: string): ColumnType => parseType(name) as ColumnType;
const STRING = kind("string");
const BIGINT = kind("bigint");
const WIDE = kind("decimal(38,0)");
const DOUBLE = kind("double");

/** DuckDB's own types of a typed file. */
function fromDuckdb(type: string): ColumnType {
  if (type.startsWith("TIMESTAMP")) return kind("timestamp");
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (decimal) return kind(`decimal(${decimal[1]},${decimal[2]})`);
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
  return kind(names[type] ?? "string");
}

interface Profile {
  rows: number;
  filled: number;
  spaced: boolean;
  words: string[];
}

export async function inferColumns(rows: FileRows, connection: DuckDBConnection): Promise<InferredColumn[]> {
  await connection.run(`CREATE OR REPLACE TEMP VIEW sample AS ${rows.relation}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE head AS SELECT * FROM sample LIMIT ${HEAD_ROWS}`);
  const columns: InferredColumn[] = [];
  for (let from = 0; from < rows.headers.length; from += BATCH) {
    const indexes = rows.headers.slice(from, from + BATCH).map((_, at) => from + at);
    const profiles = await profile(indexes, connection);
    const batch: InferredColumn[] = [];
    for (const [at, index] of indexes.entries()) {
      const own = rows.types?.[index];
      const one = profiles[at] as Profile;
      const typed = own !== undefined && own !== "TEXT";
      batch.push(typed ? fromType(own, one) : await inferText(index, one, "head", connection));
    }
    const misread = await misreads(indexes, batch, connection);
    for (const [at, index] of indexes.entries()) {
      const column = batch[at] as InferredColumn;
      const own = rows.types?.[index];
      if (misread[at] === 0) columns.push(column);
      else if (own !== undefined && own !== "TEXT")
        columns.push({
          ...column,
          type: STRING,
          nullWords: [],
          note: `${own} in the file, with values that ${column.type.kind} does not have`,
        });
      else columns.push(await inferText(index, profiles[at] as Profile, "sample", connection));
    }
  }
  return columns;
}

async function answer(connection: DuckDBConnection, select: string, from: string): Promise<unknown[]> {
  return (await connection.runAndReadAll(`SELECT ${select} FROM ${from}`)).getRows()[0] as unknown[];
}

async function profile(indexes: readonly number[], connection: DuckDBConnection): Promise<Profile[]> {
  const WIDTH = 4;
  const select = indexes.flatMap((index) => [
    "count(*)",
    `count(v${index})`,
    `coalesce(bool_or(c${index} <> v${index} OR (c${index} <> '' AND v${index} IS NULL)), false)`,
    `coalesce(string_agg(DISTINCT v${index}, chr(10)) FILTER (v${index} IN (${texts(NULL_WORDS)})), '')`,
  ]);
  const values = indexes.map((index) => `c${index}, ${trimmed(`c${index}`)} AS v${index}`);
  const found = await answer(connection, select.join(", "), `(SELECT ${values.join(", ")} FROM sample)`);
  return indexes.map((_, at) => {
    const [rows, filled, spaced, words] = found.slice(at * WIDTH, (at + 1) * WIDTH);
    return {
      rows: Number(rows),
      filled: Number(filled),
      spaced: Boolean(spaced),
      words: words === "" ? [] : String(words).split("\n").sort(),
    };
  });
}

/** For each column, how many values of the whole sample an import would quarantine. */
async function misreads(
  indexes: readonly number[],
  columns: readonly InferredColumn[],
  connection: DuckDBConnection,
): Promise<number[]> {
  const select = columns.map(({ type, trim, nullWords, thousands, format }, at) => {
    if (type.kind === "string") return "count(*) FILTER (false)";
    const source = `c${indexes[at]}`;
    const value = trim ? trimmed(source) : `nullif(${source}, '')`;
    const cleaned = thousands ? `replace(${value}, ',', '')` : value;
    const meant = nullWords.length > 0 ? `AND ${value} NOT IN (${texts(nullWords)})` : "";
    return `count(*) FILTER (${value} IS NOT NULL ${meant} AND ${parse(type, format, cleaned)} IS NULL)`;
  });
  return (await answer(connection, select.join(", "), "sample")).map(Number);
}

/** A column of a typed file keeps its type. */
function fromType(own: string, { rows, filled, words }: Profile): InferredColumn {
  const type = fromDuckdb(own);
  const nested = own === "JSON" || /\[|STRUCT|MAP|UNION/.test(own);
  return {
    type,
    trim: false,
    nullWords: type.kind === "double" ? words : [],
    thousands: false,
    rows,
    nulls: rows - filled,
    ...(nested && { note: "nested values, as JSON text" }),
  };
}

/** `relation`: the head, or the whole sample where the head has misled. */
async function inferText(
  index: number,
  { rows, filled, spaced, words }: Profile,
  relation: "head" | "sample",
  connection: DuckDBConnection,
): Promise<InferredColumn> {
  const column = {
    trim: spaced,
    nullWords: words,
    thousands: false,
    rows,
    nulls: rows - filled,
  };
  const asText: InferredColumn = {
    ...column,
    type: STRING,
    nullWords: words.filter((word) => NULL_WORDS_IN_TEXT.includes(word)),
  };
  if (filled === 0) return { ...asText, note: "no value in the sample" };
  const value = `CASE WHEN ${trimmed(`c${index}`)} NOT IN (${texts(NULL_WORDS)}) THEN ${trimmed(`c${index}`)} END`;
  const from = `(SELECT ${value} AS v FROM ${relation}) WHERE v IS NOT NULL`;
  const reads = (type: ColumnType): string => `count(${parse(type, undefined, "v")})`;
  const full = (shape: string): string => `count(*) FILTER (regexp_full_match(v, ${text(shape)}))`;
  const query = async (select: readonly string[]): Promise<number[]> =>
    (await answer(connection, select.join(", "), from)).map(Number);
  const [found, value0] = await answer(connection, "count(*), any_value(v)", from);
  const values = Number(found);
  // A word for null and nothing else is text after all.
  if (values === 0) return asText;
  const sample = String(value0);
  const [booleans, whole, wide, doubles, dates, moments, coded, digits, grouped, numbers] = await query([
    full("(?i:true|false)"),
    reads(BIGINT),
    reads(WIDE),
    reads(DOUBLE),
    reads(kind("date")),
    reads(kind("timestamp")),
    // Leading zeros and plus signs are an identifier's, and a number would lose them.
    full("[+]?0[0-9].*|[+].*|-0[0-9].*"),
    "max(CASE WHEN regexp_full_match(v, '[+-]?[0-9]*[.]?[0-9]*') THEN length(regexp_replace(v, '^[+-]?[0.]*|[.]', '', 'g')) ELSE 0 END)",
    full(THOUSANDS),
    full(PLAIN_NUMBER),
  ]);
  if (booleans === values) return { ...column, type: kind("boolean") };
  if (coded === 0) {
    if (whole === values) return { ...column, type: BIGINT };
    if (wide === values && Number(digits) > 18) return { ...column, type: WIDE };
    if (doubles === values)
      return Number(digits) > 17
        ? { ...asText, note: "numbers with more digits than a double keeps" }
        : { ...column, type: DOUBLE };
    if (Number(grouped) > 0 && Number(grouped) + Number(numbers) === values)
      return await groupedNumbers(column, query);
  }
  if (dates === values) return { ...column, type: kind("date") };
  if (moments === values) return { ...column, type: kind("timestamp") };
  return (await otherDates(column, sample, values, query)) ?? asText;
}

type Query = (select: readonly string[]) => Promise<number[]>;
type Base = Omit<InferredColumn, "type">;

/** 1,234 alone might be a decimal comma; a second comma, or a point after it, tells. */
async function groupedNumbers(column: Base, query: Query): Promise<InferredColumn> {
  const plain = "replace(v, ',', '')";
  const [certain, fractions] = await query([
    "count(*) FILTER (regexp_full_match(v, '[+-]?[0-9]{1,3}(,[0-9]{3}){2,}.*|[+-]?[0-9]{1,3},[0-9]{3}[.].*|[+-]?[0-9]{2,3},[0-9]{3}'))",
    `count(*) FILTER (contains(${plain}, '.'))`,
  ]);
  if (!certain)
    return { ...column, type: STRING, nullWords: [], note: "commas for thousands, or for decimals" };
  return { ...column, type: fractions ? DOUBLE : BIGINT, thousands: true };
}

/** Dates in a form of their own, where just one form reads every value. */
async function otherDates(
  column: Base,
  sample: string,
  values: number,
  query: Query,
): Promise<InferredColumn | undefined> {
  for (const [name, all] of [
    ["date", DATE_FORMS],
    ["timestamp", TIMESTAMP_FORMS],
  ] as const) {
    const forms = formsOf(sample, all);
    if (forms.length === 0) continue;
    const reads = ({ shape, format }: DateForm): string =>
      `count(*) FILTER (regexp_full_match(v, ${text(shape)}) AND ${parse(kind(name), format, "v")} IS NOT NULL)`;
    const found = await query(forms.map(reads));
    const fit = forms.filter((_, at) => found[at] === values).map(({ format }) => format);
    if (fit.length === 1) return { ...column, type: kind(name), format: fit[0] as string };
    if (fit.length > 1) {
      const either = fit.map((format) => `'${format}'`).join(" or ");
      return {
        ...column,
        type: STRING,
        nullWords: [],
        note: `dates, but of which form? Write type: ${name} and format: ${either}`,
      };
    }
  }
  return undefined;
}

/** A type as the contract spells it. */
export const spell = (type: ColumnType): string => glueType(type);
