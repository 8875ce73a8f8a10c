// Which of a contract's columns the kernel can do more for than copying their text, and how its memory holds them.
import type { Column, Source } from "../../contract/schema.ts";
import type { PlannedColumn } from "../../plan/columns.ts";
import { keyVersionOf } from "../../tokens/column.ts";
import type { BlockColumn } from "../blocks/column.ts";
import { definitionLevels } from "../blocks/column.ts";
import type { KernelMemory } from "./memory.ts";

/** As in assembly/layout.as. */
const KIND = { text: 0, whole: 1, decimal: 2, double: 3, date: 4, timestamp: 5, boolean: 6 } as const;
const CLEAN = { trim: 1, lower: 2, upper: 4 } as const;
const FIELD = {
  kind: 0,
  textAt: 4,
  textEnd: 8,
  valueAt: 12,
  levels: 16,
  values: 20,
  scale: 24,
  clean: 28,
  low: 32,
  high: 40,
  uncleaned: 48,
} as const;
const COLUMN_BYTES = 56;

/** Digits that fit 64 bits whatever they are. */
const LONG_DIGITS = 18;
const HEX_BYTES = 64;

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
const TEXT: Kind = {
  code: KIND.text,
  low: 0n,
  high: 0n,
  scale: 0,
  physical: "text",
  sql: (number) => number,
};

/** What the kernel reads a column as; TEXT where it does not. */
function kindOf({ type, column }: PlannedColumn): Kind {
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
function cleanOf(column: Column): number {
  const steps = new Set(column.clean);
  if (steps.has("lower") && steps.has("upper")) return 0;
  let bits = 0;
  for (const step of steps) {
    if (step !== "trim" && step !== "lower" && step !== "upper") return 0;
    bits |= CLEAN[step];
  }
  return bits;
}

/** One column of the contract, as the kernel fills it. */
export class KernelColumn {
  /** Address of its record. */
  readonly address: number;
  readonly index: number;
  readonly kind: Kind;
  /** Whether its texts are cleaned as they are copied. */
  readonly cleans: boolean;
  /** Whether tokens of its texts are made. */
  readonly tokenizes: boolean;
  readonly #memory: KernelMemory;
  readonly #values: number;
  readonly #levels: number;
  readonly #maxRows: number;
  readonly #steps: number;
  #texts = 0;
  #textBytes = 0;
  #tokens = 0;
  #tokensEnd = 0;

  constructor(
    memory: KernelMemory,
    planned: PlannedColumn,
    source: Source,
    { rows: maxRows, textBytes }: { rows: number; textBytes: number },
  ) {
    const { column, type, index } = planned;
    const nulls = column.null_values ?? source.null_values;
    this.index = index;
    this.#memory = memory;
    this.#maxRows = maxRows;
    this.address = memory.allocate(COLUMN_BYTES);
    this.#steps = cleanOf(column);
    const kind = kindOf(planned);
    this.#set("kind", kind.code);
    this.#set("scale", kind.scale);
    this.#set("clean", this.#steps);
    memory.bytes.writeBigInt64LE(kind.low, this.address + FIELD.low);
    memory.bytes.writeBigInt64LE(kind.high, this.address + FIELD.high);
    // A null value that reads as a value would be taken for one.
    const typed = kind !== TEXT && !nulls.some((value) => this.#accepts(value));
    this.kind = typed ? kind : TEXT;
    const onlyEmpty = nulls.every((value) => value === "");
    this.cleans = type.kind === "string" && column.clean.length > 0 && this.#steps > 0 && onlyEmpty;
    if (!typed) {
      this.#set("kind", KIND.text);
      if (!this.cleans) this.#set("clean", 0);
    }
    const cleanable = column.clean.length === 0 || this.#steps > 0;
    const keyed = column.tokenize === "hmac" && keyVersionOf(column) === memory.tokenKeyVersion;
    this.tokenizes = keyed && type.kind === "string" && cleanable;
    this.#values = typed ? memory.allocate(maxRows * 8) : 0;
    this.#levels = typed ? memory.allocate(maxRows / 8) : 0;
    this.#set("levels", this.#levels);
    this.#allocateTexts(textBytes);
    this.clear();
  }

  get isTyped(): boolean {
    return this.kind !== TEXT;
  }

  /** Texts of the block that its cleaning steps were not done for. */
  get uncleaned(): number {
    return this.#get("uncleaned");
  }

  beginBlock(): void {
    this.#set("uncleaned", 0);
  }

  append(source: Uint8Array, start: number, end: number): void {
    this.#write(source.subarray(start, end));
  }

  appendUnescaped(source: Uint8Array, start: number, end: number, quote: Uint8Array): void {
    const text = Buffer.from(source.buffer, source.byteOffset + start, end - start).toString("latin1");
    const mark = Buffer.from(quote).toString("latin1");
    this.#write(Buffer.from(text.replaceAll(mark + mark, mark), "latin1"));
  }

  #write(text: Uint8Array): void {
    const { bytes } = this.#memory;
    const at = this.#get("textAt");
    bytes.writeInt32LE(text.length, at);
    bytes.set(text, at + 4);
    this.#set("textAt", at + 4 + text.length);
    if (this.cleans) this.#memory.exports.cleanAdded(this.address, at);
  }

  /** Bytes that its texts may still take. */
  get room(): number {
    return this.#get("textEnd") - this.#get("textAt");
  }

  /** Makes room for a text of so many bytes; only while the group is empty. */
  widen(bytes: number): void {
    if (this.#textBytes >= bytes) return;
    this.#allocateTexts(bytes);
    this.clear();
  }

  clear(): void {
    const { bytes } = this.#memory;
    this.#set("textAt", this.#texts);
    this.#set("valueAt", this.#values);
    this.#set("values", 0);
    bytes.fill(0, this.#levels, this.#levels + (this.#levels > 0 ? this.#maxRows / 8 : 0));
  }

  /** Its columns in a block file: s for text, n for values, h for tokens. `rows` is the group's count. */
  blockColumns(rows: () => number): BlockColumn[] {
    const view = (from: number, to: number): Uint8Array => this.#memory.bytes.subarray(from, to);
    const columns: BlockColumn[] = [
      {
        name: `s${this.index}`,
        physical: "text",
        optional: false,
        page: () => [view(this.#texts, this.#get("textAt"))],
        clear: () => this.clear(),
      },
    ];
    if (this.isTyped)
      columns.push({
        name: `n${this.index}`,
        physical: this.kind.physical,
        ...(this.kind.meaning && { meaning: this.kind.meaning }),
        optional: true,
        page: () => [
          definitionLevels(rows(), this.#get("values"), view(this.#levels, this.#levels + this.#maxRows / 8)),
          view(this.#values, this.#get("valueAt")),
        ],
        clear: () => {},
      });
    if (this.tokenizes)
      columns.push({
        name: `h${this.index}`,
        physical: "text",
        optional: false,
        page: () => [view(this.#tokens, this.#tokensEnd)],
        clear: () => {},
      });
    return columns;
  }

  /** Makes the tokens of the group's texts; to be called before its pages are taken. */
  tokenize(): void {
    if (!this.tokenizes) return;
    this.#tokens ||= this.#memory.allocate(this.#maxRows * (4 + HEX_BYTES));
    const { tokenize } = this.#memory.exports;
    this.#tokensEnd = tokenize(this.#texts, this.#get("textAt"), this.#steps, this.#tokens);
  }

  #accepts(text: string): boolean {
    const bytes = Buffer.from(text);
    const at = this.#memory.allocate(bytes.length);
    this.#memory.bytes.set(bytes, at);
    return this.#memory.exports.accepts(this.address, at, at + bytes.length) !== 0;
  }

  #allocateTexts(bytes: number): void {
    this.#textBytes = bytes;
    this.#texts = this.#memory.allocate(bytes);
    this.#set("textEnd", this.#texts + bytes);
  }

  #get(field: keyof typeof FIELD): number {
    return this.#memory.bytes.readInt32LE(this.address + FIELD[field]);
  }

  #set(field: keyof typeof FIELD, value: number): void {
    this.#memory.bytes.writeInt32LE(value, this.address + FIELD[field]);
  }
}
