// CSV records → block files through the kernel: it takes the records that are as nearly all are, at the speed of
// vectors, and turns their texts to values and tokens on the way; the splitter appends the others one by one.
import type { Plan } from "../../plan/plan.ts";
import { paddedKeys } from "../../tokens/hmac.ts";
import type { BlockColumn } from "../blocks/column.ts";
import { PLACE_COLUMNS } from "../input/input.ts";
import type { CsvDialect, FastPath } from "../split/csv.ts";
import type { Place } from "../split/record.ts";
import type { Block } from "../split/sink.ts";
import { BlockSink } from "../split/sink.ts";
import { KernelColumn } from "./columns.ts";
import { KernelMemory } from "./memory.ts";

/** As in assembly/csv.as. */
const STATUS = { more: 0, full: 1, other: 2 } as const;

/** A row group of a block: many vectors for DuckDB, and a few megabytes here. */
const GROUP_ROWS = 32_768;
const GROUP_BYTES = 8 << 20;
/** For each column's texts, shrinking with their number. */
const TEXT_BYTES = 1 << 20;
const ALL_TEXT_BYTES = 64 << 20;
const LEAST_TEXT_BYTES = 1 << 14;
/** A text's length field, and a vector's width of slack. */
const TEXT_OVERHEAD = 4 + 16;

/** What the kernel made of a block's columns, beside their texts. */
export interface KernelBlock extends Block {
  /** SQL for a column's value, over its number n0…; by the column's index. */
  values: Map<number, string>;
  /** Columns with tokens h0…. */
  tokens: Set<number>;
  /** Columns whose cleaning steps are done. */
  cleaned: Set<number>;
}

export class KernelSink extends BlockSink<KernelColumn> {
  readonly columns: readonly (KernelColumn | undefined)[];
  readonly #memory = new KernelMemory();
  readonly #present: readonly KernelColumn[];
  readonly #places: readonly number[];
  readonly #maxTextBytes: number;

  constructor(folder: string, plan: Plan, present: readonly boolean[], tokenKey: Uint8Array | undefined) {
    super(folder);
    const memory = this.#memory;
    this.#maxTextBytes = Math.max(
      LEAST_TEXT_BYTES,
      Math.min(TEXT_BYTES, Math.floor(ALL_TEXT_BYTES / present.length)),
    );
    this.columns = plan.columns.map((column, index) =>
      present[index]
        ? new KernelColumn(memory, column, plan.dataset.source, GROUP_ROWS, this.#maxTextBytes)
        : undefined,
    );
    this.#present = this.columns.filter((column) => column !== undefined);
    this.#places = PLACE_COLUMNS.map(() => memory.allocate(GROUP_ROWS * 8));
    memory.exports.setPlaces(...(this.#places as [number, number, number]));
    memory.exports.setLimits(GROUP_ROWS, GROUP_BYTES);
    if (tokenKey) this.#setKey(tokenKey);
  }

  #setKey(key: Uint8Array): void {
    const { inner, outer } = paddedKeys(key);
    const at = this.#memory.allocate(inner.length + outer.length);
    this.#memory.bytes.set(inner, at);
    this.#memory.bytes.set(outer, at + inner.length);
    this.#memory.exports.setKey(at, at + inner.length);
    this.#memory.bytes.fill(0, at, at + inner.length + outer.length);
  }

  get #rows(): number {
    return this.#memory.exports.rows.value as number;
  }

  protected blockColumns(): readonly BlockColumn[] {
    const rows = (): number => this.#rows;
    const places = PLACE_COLUMNS.map((name, at): BlockColumn => {
      const address = this.#places[at] as number;
      return {
        name,
        physical: "int64",
        optional: false,
        page: () => [this.#memory.bytes.subarray(address, address + rows() * 8)],
        clear: () => {},
      };
    });
    return [...places, ...this.#present.flatMap((column) => column.blockColumns(rows))];
  }

  /** Writes the group as it is. */
  #endGroup(): void {
    const rows = this.#rows;
    if (rows === 0) return;
    for (const column of this.#present) column.tokenize();
    this.block.endRows(rows, 0);
    this.block.endGroup();
    this.#memory.exports.clearGroup();
  }

  reserve(column: number, bytes: number): void {
    const texts = this.columns[column];
    if (!texts) return;
    if (this.#rows >= GROUP_ROWS || texts.room < bytes + TEXT_OVERHEAD) this.#endGroup();
    if (texts.room < bytes + TEXT_OVERHEAD) texts.widen(2 * (bytes + TEXT_OVERHEAD));
  }

  row({ start, line, length }: Place): void {
    const { bytes, exports } = this.#memory;
    for (const [at, value] of [start, line, length].entries())
      bytes.writeBigInt64LE(BigInt(value), (this.#places[at] as number) + this.#rows * 8);
    exports.addRow(length);
  }

  override endBlock(): KernelBlock | undefined {
    this.#endGroup();
    const block = super.endBlock();
    if (!block) return undefined;
    const made: KernelBlock = {
      path: block.path,
      rows: block.rows,
      bytes: block.bytes,
      values: new Map(),
      tokens: new Set(),
      cleaned: new Set(),
    };
    for (const column of this.#present) {
      const { index } = column;
      if (column.isTyped) made.values.set(index, column.kind.sql(`n${index}`));
      if (column.tokenizes) made.tokens.add(index);
      if (column.cleans && column.uncleaned === 0) made.cleaned.add(index);
      column.beginBlock();
    }
    return made;
  }

  fast({ delimiter, quote }: CsvDialect, width: number, fields: readonly number[]): FastPath {
    const memory = this.#memory;
    const { exports } = memory;
    const fieldTable = memory.allocate(width * 4);
    for (const [index, field] of fields.entries())
      if (field >= 0) memory.bytes.writeInt32LE(this.columns[index]?.address ?? 0, fieldTable + field * 4);
    const columnTable = memory.allocate(this.#present.length * 4);
    for (const [at, { address }] of this.#present.entries())
      memory.bytes.writeInt32LE(address, columnTable + at * 4);
    exports.setDialect(delimiter[0] as number, quote[0] as number, width);
    const spans = memory.allocate(width * 8);
    const escapes = memory.allocate(width);
    exports.setTables(fieldTable, spans, escapes, columnTable, this.#present.length);
    let input = 0;
    let capacity = 0;
    let size = 0;
    let offset = 0;
    return {
      load: (bytes, at) => {
        if (bytes.length > capacity) {
          capacity = 2 * bytes.length;
          input = memory.allocate(capacity);
        }
        memory.bytes.set(bytes, input);
        size = bytes.length;
        offset = at;
      },
      run: (at, line) => {
        exports.setLine(BigInt(line));
        let from = input + at;
        for (;;) {
          from = exports.run(from, input + size, BigInt(offset - input));
          if (exports.status.value !== STATUS.full) break;
          // A record that does not fit an empty group is longer than its texts' regions.
          if (this.#rows === 0) break;
          this.#endGroup();
        }
        return { at: from - input, line: Number(exports.line.value) };
      },
    };
  }
}
