// Files of odd shapes, that an import is measured on beside the orders: very wide, of very long records, of very short ones.
import { closeSync, openSync, writeSync } from "node:fs";
import { type Contract, validateContract } from "../../core/contract/index.ts";

export const SHAPES = ["wide", "long", "short"] as const;
export type Shape = (typeof SHAPES)[number];

const WIDE_COLUMNS = 3_000;
const LONG_BYTES = 15_000_000;
const SHORT_ROWS = 1_000_000;
const TYPES = ["bigint", "string", "decimal(12,2)", "date", "double", "boolean"] as const;

const typeOf = (column: number): (typeof TYPES)[number] =>
  TYPES[column % TYPES.length] as (typeof TYPES)[number];

/** Pseudo-random numbers below 2^31, the same ones each time (Numerical Recipes' generator). */
function* numbers(): Generator<number, never> {
  for (let seed = 1; ; ) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    yield seed >>> 1;
  }
}

function textOf(column: number, number: number): string {
  const two = (value: number): string => String(1 + value).padStart(2, "0");
  switch (typeOf(column)) {
    case "bigint":
      return String(number);
    case "string":
      return `text ${number % 1000}`;
    case "decimal(12,2)":
      return ((number % 1_000_000) / 100).toFixed(2);
    case "date":
      return `2024-${two((number >> 4) % 12)}-${two((number >> 8) % 28)}`;
    case "double":
      return String(number / 1000);
    case "boolean":
      return String((number & 64) === 0);
  }
}

function* lines(shape: Shape): Generator<string, void> {
  if (shape === "short") {
    yield "a";
    for (let row = 0; row < SHORT_ROWS; row++) yield String(10_000_000 + row);
    return;
  }
  if (shape === "long") {
    yield "id,body";
    const words = "lorem ipsum dolor sit amet ";
    for (let row = 0; ; row++) yield `${row},${words.repeat(LONG_BYTES / words.length)}`;
  }
  yield Array.from({ length: WIDE_COLUMNS }, (_, at) => `c${at}`).join(",");
  const random = numbers();
  for (;;) yield Array.from({ length: WIDE_COLUMNS }, (_, at) => textOf(at, random.next().value)).join(",");
}

/** Writes a file of the shape, of so many bytes; of the short one a million rows of nine bytes. */
export function writeOdd(path: string, shape: Shape, bytes: number): void {
  const file = openSync(path, "w");
  try {
    let written = 0;
    let waiting: string[] = [];
    let size = 0;
    const flush = (): void => {
      written += writeSync(file, waiting.join(""));
      waiting = [];
      size = 0;
    };
    for (const line of lines(shape)) {
      waiting.push(`${line}\n`);
      size += line.length;
      if (size >= 1 << 20) flush();
      if (shape !== "short" && written >= bytes) break;
    }
    flush();
  } finally {
    closeSync(file);
  }
}

/** Columns and types alone. */
export function oddContract(shape: Shape): Contract {
  const columns = {
    wide: Array.from({ length: WIDE_COLUMNS }, (_, at) => ({ name: `c${at}`, type: typeOf(at) })),
    long: [
      { name: "id", type: "int" },
      { name: "body", type: "string" },
    ],
    short: [{ name: "a", type: "int" }],
  }[shape];
  return validateContract(
    { version: 1, name: "bench", datasets: { orders: { columns } } },
    { file: "bench" },
  );
}
