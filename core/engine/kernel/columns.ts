// A contract's columns as the kernel's memory holds them.
import type { PlannedColumn } from "../../plan/columns.ts";
import type { Plan } from "../../plan/plan.ts";
import { keyVersionOf } from "../../tokens/column.ts";
import type { BlockColumn } from "../blocks/column.ts";
import { definitionLevels } from "../blocks/column.ts";
import { cleanOf, KIND, type Kind, kindOf, numbersOf, TEXT } from "./kinds.ts";
import type { KernelMemory } from "./memory.ts";
import { Repeats } from "./repeats.ts";
import { judgedRules } from "./rules.ts";

/** As in assembly/layout.as. */
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
  left: 48,
  textLevels: 52,
  texts: 56,
  numbers: 60,
  rules: 64,
  shortest: 68,
  longest: 72,
  form: 76,
  list: 80,
  least: 88,
  most: 96,
} as const;
const COLUMN_BYTES = 104;

const HEX_BYTES = 64;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
/** The bits of both infinities. */
const LEAST_DOUBLE = BigInt.asIntN(64, 0xfff0_0000_0000_0000n);
const MOST_DOUBLE = 0x7ff0_0000_0000_0000n;

/** What all columns of a group have in common. */
export interface ColumnSize {
  /** Rows of a row group; a multiple of 8. */
  readonly rows: number;
  /** The bytes that each column's texts have at first. */
  readonly textBytes: number;
  /** Whether texts may be null: of JSON they may. */
  readonly nullable: boolean;
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
  /** The reasons that a row which is known to be right does not have. */
  readonly judged: readonly string[];
  readonly #memory: KernelMemory;
  readonly #values: number;
  readonly #levels: number;
  readonly #textLevels: number;
  readonly #rows: () => number;
  readonly #maxRows: number;
  readonly #steps: number;
  readonly #emptyIsNull: boolean;
  #texts = 0;
  #textBytes = 0;
  #tokens = 0;
  #tokensEnd = 0;
  readonly #repeats = new Repeats();

  constructor(
    memory: KernelMemory,
    plan: Plan,
    planned: PlannedColumn,
    { rows: maxRows, textBytes, nullable }: ColumnSize,
    /** The rows that the group has so far. */
    rows: () => number,
  ) {
    const { column, type, index } = planned;
    const nulls = column.null_values ?? plan.dataset.source.null_values;
    this.index = index;
    this.#emptyIsNull = nulls.includes("");
    this.#memory = memory;
    this.#rows = rows;
    this.#maxRows = maxRows;
    this.address = memory.allocate(COLUMN_BYTES);
    this.#steps = cleanOf(column);
    const kind = kindOf(planned);
    this.#set("kind", kind.code);
    this.#set("scale", kind.scale);
    this.#set("clean", this.#steps);
    this.#setLong("low", kind.low);
    this.#setLong("high", kind.high);
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
    // Where a value was read there need be no text.
    this.#textLevels = nullable || typed ? memory.allocate(maxRows / 8) : 0;
    this.#set("textLevels", this.#textLevels);
    if (nullable) this.#set("numbers", numbersOf(type));
    this.judged =
      cleanable && (column.clean.length === 0 || this.cleans || typed) ? this.#judge(plan, planned) : [];
    this.#allocateTexts(textBytes);
    this.clear();
  }

  get isTyped(): boolean {
    return this.kind !== TEXT;
  }

  /** Whether its cleaning steps were done for all texts of the block. */
  get isCleaned(): boolean {
    return this.cleans && this.#get("left") === 0;
  }

  /** Whether values say all that there is in the block: those that are null were empty, and empty is null. */
  get isRead(): boolean {
    return this.isTyped && this.#emptyIsNull && this.#get("left") === 0;
  }

  beginBlock(): void {
    this.#set("left", 0);
  }

  /** Nothing is added, and its level says so; only where texts are nullable. */
  appendNull(): void {}

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
    if (this.#textLevels > 0) {
      const row = this.#rows();
      const level = this.#textLevels + (row >> 3);
      bytes[level] = (bytes[level] as number) | (1 << (row & 7));
      this.#set("texts", this.#get("texts") + 1);
    }
    if (this.cleans) this.#memory.exports.cleanAdded(this.address, at);
    else if (this.isTyped && text.length > 0) this.#set("left", this.#get("left") + 1);
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
    this.#set("texts", 0);
    for (const levels of [this.#levels, this.#textLevels])
      if (levels > 0) bytes.fill(0, levels, levels + this.#maxRows / 8);
  }

  /** Its columns in a block file: s for text, n for values, h for tokens. */
  blockColumns(): BlockColumn[] {
    const view = (from: number, to: number): Uint8Array => this.#memory.bytes.subarray(from, to);
    const levels = (at: number, values: number): Uint8Array[] =>
      definitionLevels(this.#rows(), values, view(at, at + this.#maxRows / 8));
    const optional = this.#textLevels > 0;
    const ofTexts = (): Uint8Array[] => (optional ? levels(this.#textLevels, this.#get("texts")) : []);
    const columns: BlockColumn[] = [
      {
        name: `s${this.index}`,
        physical: "text",
        optional,
        page: () => [...ofTexts(), view(this.#texts, this.#get("textAt"))],
        clear: () => this.clear(),
      },
    ];
    if (this.isTyped)
      columns.push({
        name: `n${this.index}`,
        physical: this.kind.physical,
        ...(this.kind.meaning && { meaning: this.kind.meaning }),
        optional: true,
        page: () => [...levels(this.#levels, this.#get("values")), view(this.#values, this.#get("valueAt"))],
        clear: () => {},
      });
    if (this.tokenizes)
      columns.push({
        name: `h${this.index}`,
        physical: "text",
        optional,
        page: () => [...ofTexts(), view(this.#tokens, this.#tokensEnd)],
        clear: () => {},
      });
    return columns;
  }

  /** Makes the tokens of the group's texts; to be called before its pages are taken. */
  tokenize(): void {
    if (!this.tokenizes) return;
    this.#tokens ||= this.#memory.allocate(this.#maxRows * (4 + HEX_BYTES));
    this.#tokensEnd = this.#memory.tokenize(
      this.#texts,
      this.#get("textAt"),
      this.#steps,
      this.#tokens,
      this.#repeats.isLikely,
    );
    this.#repeats.saw(this.#rows(), Number(this.#memory.exports.found.value));
  }

  #accepts(text: string): boolean {
    const bytes = Buffer.from(text);
    const at = this.#memory.allocate(bytes.length);
    this.#memory.bytes.set(bytes, at);
    return this.#memory.exports.accepts(this.address, at, at + bytes.length) !== 0;
  }

  /** Tells the kernel of its rules, and gives the reasons that it judges. */
  #judge(plan: Plan, planned: PlannedColumn): string[] {
    const { reasons, flags, shortest, longest, forms, min, max } = judgedRules(plan, planned, this.isTyped);
    if (reasons.length === 0) return [];
    this.#set("rules", flags);
    this.#set("shortest", shortest);
    this.#set("longest", longest);
    for (const [at, form] of forms.entries()) this.#set(at === 0 ? "form" : "list", this.#memory.keep(form));
    const isDouble = this.kind.physical === "double";
    this.#setLong("least", isDouble ? LEAST_DOUBLE : LEAST);
    this.#setLong("most", isDouble ? MOST_DOUBLE : MOST);
    const left = new Set<string>();
    for (const [rule, text, field] of [
      ["min", min, "least"],
      ["max", max, "most"],
    ] as const) {
      if (text === undefined) continue;
      if (this.#accepts(text)) this.#setLong(field, this.#memory.exports.value.value as bigint);
      else left.add(`${planned.column.name}:${rule}`);
    }
    return reasons.filter((reason) => !left.has(reason));
  }

  #allocateTexts(bytes: number): void {
    this.#textBytes = bytes;
    this.#texts = this.#memory.allocate(bytes);
    this.#set("textEnd", this.#texts + bytes);
  }

  #setLong(field: keyof typeof FIELD, value: bigint): void {
    this.#memory.bytes.writeBigInt64LE(value, this.address + FIELD[field]);
  }

  #get(field: keyof typeof FIELD): number {
    return this.#memory.words[(this.address + FIELD[field]) >> 2] as number;
  }

  #set(field: keyof typeof FIELD, value: number): void {
    this.#memory.words[(this.address + FIELD[field]) >> 2] = value;
  }
}
