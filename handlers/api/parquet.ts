// A page of rows as a Parquet file, each column with the type that the engine gives it. Larger results become Parquet by the
// engines themselves: POST /exports.
import { parquetWriteBuffer } from "hyparquet-writer";
import type { ResultPage } from "./engines/engine.ts";

type Options = Parameters<typeof parquetWriteBuffer>[0];
type Element = NonNullable<Options["schema"]>[number];

interface Kind {
  readonly element: Omit<Element, "name">;
  /** Of the engine's text. */
  readonly value: (text: string) => unknown;
}

const TEXT: Kind = { element: { type: "BYTE_ARRAY", converted_type: "UTF8" }, value: (text) => text };
const INT: Kind = { element: { type: "INT32" }, value: Number };
const LONG: Kind = { element: { type: "INT64" }, value: BigInt };
const DOUBLE: Kind = { element: { type: "DOUBLE" }, value: Number };
const BOOLEAN: Kind = { element: { type: "BOOLEAN" }, value: (text) => text === "true" || text === "t" };
const DATE: Kind = {
  element: { type: "INT32", converted_type: "DATE" },
  value: (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000,
};
const TIMESTAMP: Kind = { element: { type: "INT64", converted_type: "TIMESTAMP_MICROS" }, value: micros };

/** The engine's name of a type, Athena's or Redshift's → what it is in Parquet; text for all others. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...{ tinyint: INT, smallint: INT, int: INT, integer: INT, int2: INT, int4: INT },
  ...{ bigint: LONG, int8: LONG },
  ...{
    float: DOUBLE,
    real: DOUBLE,
    double: DOUBLE,
    "double precision": DOUBLE,
    float4: DOUBLE,
    float8: DOUBLE,
  },
  ...{ boolean: BOOLEAN, bool: BOOLEAN, date: DATE, timestamp: TIMESTAMP, timestamptz: TIMESTAMP },
};

export function parquetOf({ columns, rows }: ResultPage): Uint8Array {
  const kinds = columns.map(({ type }) => decimal(type) ?? KINDS[type] ?? TEXT);
  const schema: Element[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(
      ({ name }, i): Element => ({
        name,
        repetition_type: "OPTIONAL",
        ...(kinds[i] as Kind).element,
      }),
    ),
  ];
  const columnData = columns.map(({ name }, i) => ({
    name,
    data: rows.map((row) => {
      const text = row[i];
      return text === null || text === undefined ? null : (kinds[i] as Kind).value(text);
    }),
  }));
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, createdBy: "headrace" }));
}

/** Sixteen bytes hold 38 digits, the most that either engine has. */
function decimal(type: string): Kind | undefined {
  const [, precision, scale] = /^(?:decimal|numeric)\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision === undefined || scale === undefined) return undefined;
  const element = { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL" } as const;
  return {
    element: { ...element, precision: Number(precision), scale: Number(scale) },
    value: (text) => {
      const [whole = "0", fraction = ""] = text.split(".");
      return BigInt(`${whole}${fraction.slice(0, Number(scale)).padEnd(Number(scale), "0")}`);
    },
  };
}

const STAMP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/;

/** Both engines tell timestamps in UTC. Null where the text is none, such as a year before 1. */
function micros(text: string): bigint | null {
  const [, day, time, fraction = ""] = STAMP.exec(text) ?? [];
  if (day === undefined) return null;
  return BigInt(Date.parse(`${day}T${time}Z`)) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}
