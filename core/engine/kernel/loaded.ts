// The bytes that the kernel reads: a copy of a window of the file in its memory.
import type { KernelMemory } from "./memory.ts";

export class LoadedBytes {
  /** Address of the first. */
  address = 0;
  readonly #memory: KernelMemory;
  #capacity = 0;
  #size = 0;
  #offset = 0;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
  }

  /** Takes bytes, the first of which has this offset in the file. */
  load(bytes: Uint8Array, offset: number): void {
    if (bytes.length > this.#capacity) {
      this.#capacity = 2 * bytes.length;
      this.address = this.#memory.allocate(this.#capacity);
    }
    this.#memory.bytes.set(bytes, this.address);
    this.#size = bytes.length;
    this.#offset = offset;
  }

  /** Address behind the last. */
  get end(): number {
    return this.address + this.#size;
  }

  /** The address that the file's first byte would have. */
  get origin(): bigint {
    return BigInt(this.#offset - this.address);
  }
}
