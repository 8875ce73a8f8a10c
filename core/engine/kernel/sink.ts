// CSV records → block files through the kernel: it takes the records that are as nearly all are, at the speed of
// vectors, and turns their texts to values and tokens on the way; the splitter appends the others one by one.
import { join } from "node:path";
import type { Plan } from "../../plan/plan.ts";
import { FIRST_VERSION, keyVersionOf } from "../../tokens/column.ts";
import type { TokenKeys } from "../../tokens/keys.ts";
import type { CsvDialect, FastPath } from "../split/csv.ts";
import type { FastJson } from "../split/json-shape.ts";
import type { Malformed, Place } from "../split/record.ts";
import type { Block, BlockSink } from "../split/sink.ts";
import { MalformedFile } from "../split/sink.ts";
import type { ColumnSize, KernelColumn } from "./columns.ts";
import { KernelGroup } from "./group.ts";
import { LoadedBytes } from "./loaded.ts";
import { KernelMemory } from "./memory.ts";
import { kernelPartition, partitionValue, UNIT } from "./partition.ts";
import { Segments } from "./segments.ts";

/** As in assembly/csv.as. */
const STATUS = { more: 0, full: 1, unknown: 3, end: 4 } as const;

/** Where all rows go into one block: many vectors for DuckDB, and a few megabytes here. */
const ONE = { rows: 32_768, bytes: 8 << 20, textBytes: 1 << 20, allTextBytes: 64 << 20 } as const;
/** Where each partition has a block of its own. */
const MANY = { rows: 4_096, bytes: 1 << 19, textBytes: 1 << 17, allTextBytes: 1 << 20 } as const;
const LEAST_TEXT_BYTES = 1 << 12;
const LEAST_ROWS = 64;
/** The bytes of all columns' values, levels and tokens: the wider the rows, the fewer are gathered. */
const ALL_VALUE_BYTES = 64 << 20;
const VALUE_BYTES = 8;
const TOKEN_BYTES = 4 + 64;
/** More than these would not fit the memory once for each partition. */
const MOST_COLUMNS_BY_PARTITION = 256;
/** Partitions with a block of their own; rows of the others share one, and are told apart by DuckDB. */
const MAX_PARTITIONS = 40;
/** As in assembly/json.as: bytes of a name's entry; and how many names that are no column's it knows. */
const NAME_BYTES = 12;
const OTHER_NAMES = 512;
const QUOTE = 0x22;
/** A text's length field, and a vector's width of slack. */
const TEXT_OVERHEAD = 4 + 16;

/** How many rows' values fit, a multiple of 8. */
function rowsFor({ columns }: Plan): number {
  const bytes = columns.reduce(
    (sum, { column }) => sum + VALUE_BYTES + (column.tokenize === "hmac" ? TOKEN_BYTES : 0),
    0,
  );
  return Math.max(8, 8 * Math.floor(ALL_VALUE_BYTES / bytes / 8));
}

export interface KernelOptions {
  /** Which contract columns the file has. */
  present: readonly boolean[];
  tokenKeys: TokenKeys | undefined;
  /** Whether partitions have blocks of their own, where that is possible, and blocks end while the file is split. */
  isLarge: boolean;
  /** About how many bytes the file's text may have; what a small one never fills is not made. */
  textBytes: number;
  /** Text whose rows are written together where they are of no one partition. */
  partBytes: number;
  /** Whether texts may be null: JSON knows null, and CSV does not. */
  nullable: boolean;
}

export class KernelSink implements BlockSink<KernelColumn> {
  readonly columns: readonly (KernelColumn | undefined)[];
  readonly malformedFile: MalformedFile;
  readonly #folder: string;
  readonly #plan: Plan;
  readonly #present: readonly boolean[];
  readonly #memory = new KernelMemory();
  readonly #size: ColumnSize;
  /** Rows that the splitter appends, and those of no known partition. */
  readonly #common: KernelGroup;
  readonly #groups: KernelGroup[] = [];
  readonly #byAddress = new Map<number, KernelGroup>();
  readonly #partition: ReturnType<typeof kernelPartition>;
  #setFields: (group: KernelGroup) => void = () => {};
  readonly #segments: Segments | undefined;
  readonly #partBytes: number;
  #blocks = 0;
  #endedRows = 0;

  constructor(folder: string, plan: Plan, options: KernelOptions) {
    const { present, tokenKeys, isLarge, nullable } = options;
    this.#folder = folder;
    this.#plan = plan;
    this.#present = present;
    this.malformedFile = new MalformedFile(folder);
    const narrow = present.length <= MOST_COLUMNS_BY_PARTITION;
    const partition = isLarge && narrow ? kernelPartition(plan) : undefined;
    const limits = partition ? MANY : ONE;
    const textBytes = Math.min(
      limits.textBytes,
      Math.floor(limits.allTextBytes / present.length),
      options.textBytes,
    );
    const rows = Math.min(
      limits.rows,
      rowsFor(plan),
      Math.max(LEAST_ROWS, 8 * Math.ceil(options.textBytes / 64)),
    );
    this.#size = { rows, textBytes: Math.max(LEAST_TEXT_BYTES, textBytes), nullable };
    this.#memory.exports.setLimits(rows, limits.bytes);
    // One version is made here; columns of another are left to SQL.
    const keyed = plan.columns.find(({ column }) => column.tokenize === "hmac");
    const version = keyed ? keyVersionOf(keyed.column) : FIRST_VERSION;
    const tokenKey = tokenKeys?.get(version);
    if (tokenKey) this.#memory.setTokenKey(tokenKey, version);
    this.#common = new KernelGroup(this.#memory, plan, present, this.#size);
    this.#byAddress.set(this.#common.address, this.#common);
    this.columns = this.#common.columns;
    this.#partition = partition && this.columns[partition.index]?.isTyped ? partition : undefined;
    this.#memory.exports.setCommon(this.#common.address);
    this.#enterCommon();
    // A statement over very many columns takes longer to be planned than to be run.
    this.#segments = isLarge && narrow ? new Segments() : undefined;
    this.#partBytes = narrow ? options.partBytes : Number.POSITIVE_INFINITY;
  }

  get rows(): number {
    let rows = this.#endedRows;
    for (const group of this.#all()) rows += group.blockRows;
    return rows;
  }

  reserve(column: number, bytes: number): void {
    this.#enterCommon();
    this.#common.reserve(column, bytes + TEXT_OVERHEAD, this.#nextPath);
  }

  row(place: Place): void {
    this.#common.addRow(place);
  }

  malformed(place: Place, fault: Malformed): void {
    this.malformedFile.add(place, fault);
  }

  endBlocks(): Block[] {
    return this.#end(this.#all());
  }

  endSegments(bytes: number): Block[] {
    // Rows of several partitions are dealt out by one statement, and make a row group of each: not more often than they must.
    const one = this.#plan.partitions.length === 0;
    const due = new Set<KernelGroup>(this.#segments?.due(one ? [this.#common] : this.#groups, bytes));
    if (this.#common.blockBytes >= this.#partBytes) due.add(this.#common);
    return this.#end([...due]);
  }

  #end(groups: readonly KernelGroup[]): Block[] {
    return groups.flatMap((group) => {
      const block = group.endBlock(this.#nextPath);
      if (!block) return [];
      this.#endedRows += block.rows;
      return [{ ...block, series: this.#all().indexOf(group) }];
    });
  }

  abandon(): void {
    for (const group of this.#all()) group.abandon();
    this.malformedFile.abandon();
  }

  fast({ delimiter, quote }: CsvDialect, width: number, fields: readonly number[]): FastPath {
    const { exports } = this.#memory;
    exports.setDialect(delimiter[0] as number, quote[0] as number, width);
    this.#begin(width, fields);
    return this.#path((from, to, origin) => exports.run(from, to, origin));
  }

  fastJson(): FastJson {
    const memory = this.#memory;
    const { exports } = memory;
    const width = this.#plan.columns.length;
    exports.setDialect(0, 0, width);
    const most = width + OTHER_NAMES;
    exports.setNames(memory.allocate(most * NAME_BYTES), memory.allocate(width * 4));
    this.#begin(
      width,
      this.#plan.columns.map((_, index) => index),
    );
    let inArray = 0;
    const path = this.#path((from, to, origin) => exports.runJson(from, to, origin, inArray));
    let names = 0;
    return {
      ...path,
      begin: (array) => {
        inArray = array ? 1 : 0;
      },
      learn: (name, column) => {
        if (names++ >= most) return;
        const at = memory.allocate(name.length + 1);
        memory.bytes.set(name, at);
        memory.bytes[at + name.length] = QUOTE;
        exports.addName(at, name.length, column);
      },
    };
  }

  #begin(width: number, fields: readonly number[]): void {
    const memory = this.#memory;
    memory.exports.setSpans(memory.allocate(width * 8), memory.allocate(width));
    if (this.#partition)
      memory.exports.setPartition(fields[this.#partition.index] as number, UNIT[this.#partition.transform]);
    this.#setFields = (group) => group.setFields(width, fields);
    this.#setFields(this.#common);
  }

  /** Reads records by one of the kernel's functions, and serves it what it stops for. */
  #path(read: (from: number, to: number, origin: bigint) => number): FastPath {
    const { exports } = this.#memory;
    const loaded = new LoadedBytes(this.#memory);
    return {
      load: (bytes, offset) => loaded.load(bytes, offset),
      run: (at, line) => {
        exports.setLine(BigInt(line));
        let from = loaded.address + at;
        for (;;) {
          from = read(from, loaded.end, loaded.origin);
          const status = exports.status.value;
          if (status === STATUS.unknown) this.#addGroup(exports.nextPartition.value as bigint);
          // A record that does not fit an empty group is longer than its texts' regions: the splitter takes it.
          else if (status !== STATUS.full || !this.#endFullGroup()) break;
        }
        const { value } = exports.status;
        const why = value === STATUS.more ? "more" : value === STATUS.end ? "end" : "other";
        return { at: from - loaded.address, line: Number(exports.line.value), why };
      },
    };
  }

  readonly #nextPath = (): string => join(this.#folder, `block-${this.#blocks++}.parquet`);

  #all(): KernelGroup[] {
    return [this.#common, ...this.#groups];
  }

  /** Records of no partition, and rows that are appended, go to the common group. */
  #enterCommon(): void {
    this.#memory.exports.setGroup(this.#common.address, 0n, 0);
  }

  /** Writes the current group's rows; false where it has none. */
  #endFullGroup(): boolean {
    const address = this.#memory.exports.currentGroup();
    const group = this.#byAddress.get(address) as KernelGroup;
    if (group.rows === 0) return false;
    group.endRowGroup(this.#nextPath);
    return true;
  }

  /** A group for a partition that is new; the common one where there are as many as there may be. */
  #addGroup(key: bigint): void {
    const { exports } = this.#memory;
    let group = this.#common;
    if (this.#groups.length < MAX_PARTITIONS && this.#partition) {
      const value = partitionValue(this.#partition.transform, key);
      group = new KernelGroup(this.#memory, this.#plan, this.#present, this.#size, { key, value });
      this.#setFields(group);
      this.#groups.push(group);
      this.#byAddress.set(group.address, group);
    }
    // Where it is one too many to be remembered, it is asked for again, and entered again.
    exports.addGroup(key, group.address);
    exports.setGroup(group.address, key, 1);
  }
}
