// CSV, as Glue's built-in classifier knows it and as custom ones describe it.
// Sources: AWS Glue Developer Guide, "Built-in classifiers", "Writing custom classifiers"; API Reference, CsvClassifier.
import { type CsvRecord, CsvScanner } from "../../../../core/engine/split/csv.ts";
import { SAMPLE_RECORDS, type Sample } from "./sample.ts";
import { type FileSchema, TEXT } from "./schema.ts";

export interface CsvClassifier {
  Name: string;
  Delimiter?: string;
  QuoteSymbol?: string;
  ContainsHeader?: "UNKNOWN" | "PRESENT" | "ABSENT";
  Header?: string[];
  DisableValueTrimming?: boolean;
  AllowSingleColumn?: boolean;
  CustomDatatypeConfigured?: boolean;
  CustomDatatypes?: string[];
  Serde?: "OpenCSVSerDe" | "LazySimpleSerDe" | "None";
}

/** Those that the built-in classifier tries. */
const DELIMITERS = [",", "|", "\t", ";", "\u0001"];
const LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
const OPEN = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
/** A header's field has fewer characters than this. */
const HEADER_LENGTH = 150;
/** What Glue takes for a column's name. */
const COLUMN_NAME = /^[\u0020-\uD7FF\uE000-\uFFFD\t]{1,255}$/u;

const HIVE_TYPES: Readonly<Record<string, string>> = {
  BINARY: "binary",
  BOOLEAN: "boolean",
  DATE: "date",
  DECIMAL: "decimal",
  DOUBLE: "double",
  FLOAT: "float",
  INT: "int",
  LONG: "bigint",
  SHORT: "smallint",
  STRING: "string",
  TIMESTAMP: "timestamp",
};

/** @param custom a classifier of the account's; the built-in one where absent */
export function csvSchema(sample: Sample, custom?: CsvClassifier): FileSchema | undefined {
  if (sample.bytes.includes(0)) return undefined;
  const quote = custom?.QuoteSymbol ?? '"';
  const delimiters = custom?.Delimiter ? [custom.Delimiter] : DELIMITERS;
  for (const delimiter of delimiters) {
    const { records, quoted, bytes } = recordsOf(sample, delimiter, quote);
    const width = records[0]?.length ?? 0;
    const least = custom?.AllowSingleColumn ? 1 : 2;
    const fits = custom
      ? width >= least
      : width >= 2 && records.length >= 2 && records.every(({ length }) => Math.abs(length - width) <= 1);
    if (fits) return schemaOf(records, { delimiter, quote, quoted, bytes, sample }, custom);
  }
  return undefined;
}

interface Read {
  delimiter: string;
  quote: string;
  quoted: boolean;
  bytes: number;
  sample: Sample;
}

function schemaOf(records: readonly string[][], read: Read, custom?: CsvClassifier): FileSchema {
  const { delimiter, quote, quoted, bytes, sample } = read;
  const trims = custom?.DisableValueTrimming !== true;
  const [first = [], ...rest] = records;
  const asked = custom?.ContainsHeader ?? "UNKNOWN";
  const header = asked === "PRESENT" || (asked === "UNKNOWN" && isHeader(first, rest));
  const data = header ? rest : records;
  const names = first.map((field, at) => custom?.Header?.[at] ?? (header ? nameOf(field, at) : `col${at}`));
  const open = custom?.Serde === "OpenCSVSerDe";
  const declared = custom?.CustomDatatypeConfigured ? custom.CustomDatatypes : undefined;
  const columns = unique(names).map((name, at) => ({
    name,
    type: open
      ? "string"
      : (HIVE_TYPES[declared?.[at] ?? ""] ??
        typeOf(
          data.map((record) => record[at] ?? ""),
          trims,
        )),
  }));
  const skip: Record<string, string> = header ? { "skip.header.line.count": "1" } : {};
  return {
    classification: "csv",
    compression: sample.compression,
    columns,
    storage: {
      ...TEXT,
      SerdeInfo: open
        ? {
            SerializationLibrary: OPEN,
            Parameters: { "serialization.format": "1", separatorChar: delimiter, quoteChar: quote },
          }
        : { SerializationLibrary: LAZY, Parameters: { "field.delim": delimiter } },
    },
    parameters: {
      ...skip,
      areColumnsQuoted: String(quoted),
      columnsOrdered: "true",
      delimiter,
    },
    records: data.length,
    bytes,
  };
}

function recordsOf(
  { bytes, whole }: Sample,
  delimiter: string,
  quote: string,
): { records: string[][]; quoted: boolean; bytes: number } {
  const records: string[][] = [];
  let quoted = false;
  let used = 0;
  const take = (record: CsvRecord): void => {
    if (records.length > SAMPLE_RECORDS || (record.count === 1 && record.from === record.to)) return;
    used += record.length;
    quoted ||= record.kinds.subarray(0, record.count).some((kind) => kind > 0);
    records.push(
      Array.from({ length: record.count }, (_, at) =>
        Buffer.from(record.bytes.subarray(record.starts[at], record.ends[at])).toString("utf8"),
      ),
    );
  };
  const scanner = new CsvScanner({ delimiter: Buffer.from(delimiter), quote: Buffer.from(quote) }, take);
  // Where only a part of the object was read, its last line may be cut.
  const end = whole ? bytes.length : Math.max(0, bytes.lastIndexOf(0x0a));
  const start = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  scanner.write(bytes.subarray(start, end));
  scanner.end();
  return { records, quoted, bytes: used };
}

/** As the guide has it: all of it text, short, names, and data that is not all text. */
function isHeader(first: readonly string[], rest: readonly string[][]): boolean {
  const texts = first.every((field, at) => {
    const last = at === first.length - 1;
    if (last && field.trim() === "") return true;
    return (
      typeOf([field], true) === "string" &&
      (last || field.length < HEADER_LENGTH) &&
      COLUMN_NAME.test(field.trim())
    );
  });
  return (
    texts && rest.some((record) => record.some((field) => field !== "" && typeOf([field], true) !== "string"))
  );
}

const nameOf = (field: string, at: number): string => field.trim().toLowerCase() || `col${at}`;

/** A second column of one name gets its number. */
function unique(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let next = 1; taken.has(free); next += 1) free = `${name}_${next}`;
    taken.add(free);
    return free;
  });
}

const INTEGER = /^[+-]?\d{1,19}$/;
const DOUBLE = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const LONG = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** The narrowest type that all values have; `string` where there is none. */
function typeOf(values: readonly string[], trims: boolean): string {
  const filled = values.map((value) => (trims ? value.trim() : value)).filter((value) => value !== "");
  if (filled.length === 0) return "string";
  const isLong = (value: string): boolean =>
    INTEGER.test(value) && BigInt(value) >= LONG.least && BigInt(value) <= LONG.most;
  if (filled.every(isLong)) return "bigint";
  if (filled.every((value) => DOUBLE.test(value))) return "double";
  return filled.every((value) => /^(true|false)$/i.test(value)) ? "boolean" : "string";
}
