// Which of a contract's columns the kernel can do more for than copying their text.
import type { Column } from "../../contract/schema.ts";
import type { ColumnType } from "../../contract/types.ts";
import type { PlannedColumn } from "../../plan/columns.ts";
import type { BlockColumn } from "../blocks/column.ts";

/** As in assembly/layout.as. */
export const KIND = { text: 0, whole: 1, decimal: 2, double: 3, date: 4, timestamp: 5, boolean: 6 } as const;
const CLEAN = { trim: 1, lower: 2, upper: 4 } as const;
/** Digits that fit 64 bits whatever they are. */
const LONG_DIGITS = 18;

export interface Kind {
  code: number;
  low: bigint;
  high: bigint;
  scale: number;
  physical: BlockColumn["physical"];
  meaning?: BlockColumn["meaning"];
  /** SQL for the column's value, over the number that the kernel gives. */
  sql(number: string): string;
}

const LONG = 2n ** 63n;
export const TEXT: Kind = {
  code: KIND.text,
  low: 0n,
  high: 0n,
  scale: 0,
  physical: "text",
  sql: (number) => number,
};

/** What the kernel reads a column as; TEXT where it does not. */
export function kindOf({ type, column }: PlannedColumn): Kind {
  const number = { ...TEXT, physical: "int64" as const };
  if (column.format !== undefined || column.clean.some((step) => step !== "trim")) return TEXT;
  switch (type.kind) {
    case "int":
      return {
        ...number,
        code: KIND.whole,
        low: -(2n ** 31n),
        high: 2n ** 31n - 1n,
        sql: (n) => `CAST(${n} AS INTEGER)`,
      };
    case "bigint":
      return { ...number, code: KIND.whole, low: -LONG, high: LONG - 1n };
    case "decimal":
      if (type.precision > LONG_DIGITS) return TEXT;
      return {
        ...number,
        code: KIND.decimal,
        high: 10n ** BigInt(type.precision) - 1n,
        scale: type.scale,
        meaning: type,
      };
    case "double":
      return { ...number, code: KIND.double, physical: "double" };
    case "date":
      return { ...number, code: KIND.date, sql: (n) => `DATE '1970-01-01' + CAST(${n} AS INTEGER)` };
    case "timestamp":
      return { ...number, code: KIND.timestamp, meaning: "timestamp" };
    case "boolean":
      return { ...number, code: KIND.boolean, sql: (n) => `${n} = 1` };
    default:
      return TEXT;
  }
}

/** The column's steps as the kernel's bits; 0 where it cannot do them all. */
export function cleanOf(column: Column): number {
  const steps = new Set(column.clean);
  if (steps.has("lower") && steps.has("upper")) return 0;
  let bits = 0;
  for (const step of steps) {
    if (step !== "trim" && step !== "lower" && step !== "upper") return 0;
    bits |= CLEAN[step];
  }
  return bits;
}

const NUMBER = { asWritten: 0, whole: 1, decimal: 2 } as const;

/** Which numbers of JSON are not taken as they are written: a whole number may be 1e3 or 5.0, and a decimal 1e3. */
export function numbersOf({ kind }: ColumnType): number {
  if (kind === "int" || kind === "bigint") return NUMBER.whole;
  return kind === "decimal" ? NUMBER.decimal : NUMBER.asWritten;
}
