// The kernel's instance and its memory: regions handed out one after the other, never taken back.
import { inflateRawSync } from "node:zlib";
import { FIRST_VERSION } from "../../tokens/column.ts";
import { paddedKeys } from "../../tokens/hmac.ts";
import { DEFLATED_KERNEL } from "./wasm.ts";

/** A variable of the module: i32 as a number, i64 as a bigint. */
interface Global {
  value: number | bigint;
}

/** WebAssembly's own interface, of which Node's types lack these parts. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

/** What assembly/index.as exports. Addresses and counts are i32; offsets and lines i64. */
export interface KernelExports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  status: Global;
  line: Global;
  found: Global;
  value: Global;
  nextPartition: Global;
  nextHasPartition: Global;
  accepts(column: number, from: number, to: number): number;
  addName(name: number, length: number, field: number): void;
  addGroup(partition: bigint, group: number): number;
  addRow(bytes: number): void;
  cleanAdded(column: number, text: number): void;
  currentGroup(): number;
  firstFree(): number;
  run(from: number, to: number, origin: bigint): number;
  runJson(from: number, to: number, origin: bigint, inArray: number): number;
  setCache(at: number, slots: number): void;
  setCommon(group: number): void;
  setDialect(delimiter: number, quote: number, width: number): void;
  setGroup(group: number, partition: bigint, hasPartition: number): void;
  setKey(inner: number, outer: number): void;
  setLimits(rows: number, bytes: number): void;
  setLine(line: bigint): void;
  setNames(names: number, seen: number): void;
  setPartition(field: number, unit: number): void;
  setSpans(spans: number, escapes: number): void;
  tokenize(from: number, to: number, clean: number, out: number, caches: number): number;
}

const PAGE_BYTES = 1 << 16;
const ALIGNMENT = 16;

/** Tokens that are kept: half a megabyte. As in assembly/sha256.as. */
const CACHE_SLOTS = 4096;
const CACHE_SLOT_BYTES = 128;
/** Fewer bytes of texts have too few repeats. */
const CACHED_BYTES = 1 << 13;

/** The compiled module. */
export const kernelBytes = (): Buffer => inflateRawSync(Buffer.from(DEFLATED_KERNEL, "base64"));

let compiled: object | undefined;

export class KernelMemory {
  readonly exports: KernelExports;
  /** The version of the token key that it makes tokens with. */
  tokenKeyVersion = FIRST_VERSION;
  #hasCache = false;
  readonly #kept = new Map<Uint8Array, number>();
  #next: number;
  /** All of the memory, by bytes and by words of four. Growing makes others of them, so they are not to be kept. */
  bytes: Buffer = Buffer.alloc(0);
  words = new Int32Array(0);

  constructor() {
    compiled ??= new Module(kernelBytes());
    // Nothing throws in it; the runtime only wants a function for the case.
    const abort = (): never => {
      throw new Error("the kernel stopped");
    };
    this.exports = new Instance(compiled, { env: { abort } }).exports as unknown as KernelExports;
    this.#next = this.exports.firstFree();
    this.#look();
  }

  /** The kernel never grows its memory by itself. */
  #look(): void {
    const { buffer } = this.exports.memory;
    this.bytes = Buffer.from(buffer);
    this.words = new Int32Array(buffer);
  }

  /** The address of so many bytes, zero at first, with room for a vector behind them. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    this.#next = address + bytes + ALIGNMENT;
    const missing = this.#next - this.exports.memory.buffer.byteLength;
    if (missing > 0) {
      this.exports.memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#look();
    }
    return address;
  }

  /** Bytes that many columns may ask for: the address of one copy of them. */
  keep(bytes: Uint8Array): number {
    const known = this.#kept.get(bytes);
    if (known !== undefined) return known;
    const address = this.allocate(bytes.length);
    this.bytes.set(bytes, address);
    this.#kept.set(bytes, address);
    return address;
  }

  /** Makes tokens, as the kernel does; those of before are looked up where that is likely to find some. */
  tokenize(from: number, to: number, clean: number, out: number, isLikely: boolean): number {
    if (isLikely && !this.#hasCache && to - from >= CACHED_BYTES) {
      this.exports.setCache(this.allocate(CACHE_SLOTS * CACHE_SLOT_BYTES), CACHE_SLOTS);
      this.#hasCache = true;
    }
    return this.exports.tokenize(from, to, clean, out, isLikely && this.#hasCache ? 1 : 0);
  }

  /** The key of the tokens to be made. Its bytes stay in the memory only as hash states. */
  setTokenKey(key: Uint8Array, version: number): void {
    this.tokenKeyVersion = version;
    const { inner, outer } = paddedKeys(key);
    const at = this.allocate(inner.length + outer.length);
    this.bytes.set(inner, at);
    this.bytes.set(outer, at + inner.length);
    this.exports.setKey(at, at + inner.length);
    this.bytes.fill(0, at, at + inner.length + outer.length);
  }
}
