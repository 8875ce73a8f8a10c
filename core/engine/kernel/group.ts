// Rows that are gathered together: columns in the kernel's memory, and the block file that they go to.

import { SURE } from "../../plan/faults.ts";
import type { Plan } from "../../plan/plan.ts";
import { BlockFile } from "../blocks/block-file.ts";
import type { BlockColumn } from "../blocks/column.ts";
import { PLACE_COLUMNS } from "../input/input.ts";
import type { Place } from "../split/record.ts";
import type { Block } from "../split/sink.ts";
import { type ColumnSize, KernelColumn } from "./columns.ts";
import type { KernelMemory } from "./memory.ts";

/** The partition that all rows of a group are of: its number in the kernel, and its value. */
export interface GroupPartition {
  key: bigint;
  value: string;
}

/** As in assembly/layout.as. */
const FIELD = {
  fieldTable: 0,
  columnTable: 4,
  columnCount: 8,
  starts: 12,
  lines: 16,
  lengths: 20,
  rows: 24,
  bytes: 28,
  room: 32,
  sures: 36,
} as const;
const GROUP_BYTES = 40;

export class KernelGroup {
  /** Address of its record. */
  readonly address: number;
  readonly columns: readonly (KernelColumn | undefined)[];
  readonly partition: GroupPartition | undefined;
  readonly #memory: KernelMemory;
  readonly #present: readonly KernelColumn[];
  readonly #places: readonly number[];
  /** A bit per row, whether it is known to be right; and the reasons that it does not have then. */
  readonly #sures: number;
  readonly #judged: ReadonlySet<string>;
  readonly #size: ColumnSize;
  #block: BlockFile | undefined;
  /** Bytes of the records of its block that are written. */
  #writtenBytes = 0;
  /** Whether a row of its block is not known to be right. */
  #hasUnsure = false;

  constructor(
    memory: KernelMemory,
    plan: Plan,
    present: readonly boolean[],
    size: ColumnSize,
    partition?: GroupPartition,
  ) {
    this.#memory = memory;
    this.#size = size;
    this.partition = partition;
    this.columns = plan.columns.map((column, index) =>
      present[index] ? new KernelColumn(memory, plan, column, size, () => this.rows) : undefined,
    );
    this.#present = this.columns.filter((column) => column !== undefined);
    this.#places = PLACE_COLUMNS.map(() => memory.allocate(size.rows * 8));
    this.address = memory.allocate(GROUP_BYTES);
    const [starts, lines, lengths] = this.#places as [number, number, number];
    this.#sures = memory.allocate(size.rows / 8);
    this.#set({ starts, lines, lengths, sures: this.#sures });
    this.#judged = new Set(this.#present.flatMap(({ judged }) => judged));
  }

  /** Says which of the file's `width` fields is which column. */
  setFields(width: number, fields: readonly number[]): void {
    const memory = this.#memory;
    const fieldTable = memory.allocate(width * 4);
    for (const [index, field] of fields.entries())
      if (field >= 0) memory.bytes.writeInt32LE(this.columns[index]?.address ?? 0, fieldTable + field * 4);
    const columnTable = memory.allocate(this.#present.length * 4);
    for (const [at, { address }] of this.#present.entries())
      memory.bytes.writeInt32LE(address, columnTable + at * 4);
    this.#set({ fieldTable, columnTable, columnCount: this.#present.length });
  }

  get rows(): number {
    return this.#memory.words[(this.address + FIELD.rows) >> 2] as number;
  }

  /** Rows of its block, written or not. */
  get blockRows(): number {
    return (this.#block?.rows ?? 0) + this.rows;
  }

  /** Bytes of the records of its block, written or not. */
  get blockBytes(): number {
    return this.#writtenBytes + (this.#memory.words[(this.address + FIELD.bytes) >> 2] as number);
  }

  /** Writes the rows gathered as a row group of its block, which is begun at `path` where there is none. */
  endRowGroup(path: () => string): void {
    const { rows } = this;
    if (rows === 0) return;
    for (const column of this.#present) column.tokenize();
    this.#block ??= new BlockFile(path(), this.#blockColumns());
    this.#writtenBytes = this.blockBytes;
    this.#block.endRows(rows, 0);
    this.#block.endGroup();
    this.#hasUnsure ||= !this.#allSure(rows);
    this.#memory.bytes.fill(0, this.#sures, this.#sures + this.#size.rows / 8);
    this.#set({ rows: 0, bytes: 0, room: 0 });
  }

  #allSure(rows: number): boolean {
    const { bytes } = this.#memory;
    for (let row = 0; row < rows; row += 8) {
      const left = rows - row;
      if (bytes[this.#sures + (row >> 3)] !== (left >= 8 ? 0xff : (1 << left) - 1)) return false;
    }
    return true;
  }

  /** Makes room for a text of so many bytes, and for a row. */
  reserve(index: number, bytes: number, path: () => string): void {
    const column = this.columns[index];
    if (!column) return;
    if (this.rows >= this.#size.rows || column.room < bytes) this.endRowGroup(path);
    if (column.room < bytes) column.widen(2 * bytes);
  }

  /** Ends a row whose texts were appended to the columns, while it is the kernel's current group. */
  addRow({ start, line, length }: Place): void {
    const { bytes, exports } = this.#memory;
    for (const [at, value] of [start, line, length].entries())
      bytes.writeBigInt64LE(BigInt(value), (this.#places[at] as number) + this.rows * 8);
    exports.addRow(length);
  }

  #set(fields: Partial<Record<keyof typeof FIELD, number>>): void {
    for (const [name, value] of Object.entries(fields))
      this.#memory.words[(this.address + FIELD[name as keyof typeof FIELD]) >> 2] = value;
  }

  /** Ends its block; undefined where it has no row. */
  endBlock(path: () => string): Omit<Block, "series"> | undefined {
    this.endRowGroup(path);
    const block = this.#block;
    if (!block) return undefined;
    this.#block = undefined;
    this.#writtenBytes = 0;
    block.close();
    const judged = { reasons: this.#judged, isWhole: !this.#hasUnsure };
    this.#hasUnsure = false;
    const values = new Map<number, string>();
    const tokens = new Set<number>();
    const cleaned = new Set<number>();
    const read = new Set<number>();
    for (const column of this.#present) {
      const { index } = column;
      if (column.isTyped) values.set(index, column.kind.sql(`n${index}`));
      if (column.tokenizes) tokens.add(index);
      if (column.isCleaned) cleaned.add(index);
      if (column.isRead) read.add(index);
      column.beginBlock();
    }
    return {
      path: block.path,
      rows: block.rows,
      bytes: block.bytes,
      shortcuts: { values, read, tokens, cleaned, ...(this.#judged.size > 0 && { judged }) },
      ...(this.partition && { partition: this.partition.value }),
    };
  }

  abandon(): void {
    this.#block?.abandon();
  }

  #blockColumns(): BlockColumn[] {
    const rows = (): number => this.rows;
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
    const sure: BlockColumn = {
      name: SURE,
      physical: "boolean",
      optional: false,
      page: () => [this.#memory.bytes.subarray(this.#sures, this.#sures + Math.ceil(rows() / 8))],
      clear: () => {},
    };
    return [
      ...places,
      ...(this.#judged.size > 0 ? [sure] : []),
      ...this.#present.flatMap((column) => column.blockColumns()),
    ];
  }
}
