// When a block is ended before the file is: as soon as it makes row groups of a good size, so that it is written while the
// next ones are split. Its later rows begin another block, and both become one file. It goes by the file's bytes alone.

/** What is known of a block while it is gathered. */
export interface Gathering {
  readonly blockRows: number;
  /** Bytes of its records. */
  readonly blockBytes: number;
}

/** A block of so many bytes makes a few row groups. */
const FULL_BYTES = 16 << 20;
/** A block that gets no row while so many bytes pass will hardly get another: its partition's time is over. */
const IDLE_BYTES = 8 << 20;
/** Where blocks gather more than this in all, the largest is ended, if it makes a row group worth the name. */
const ALL_BYTES = 64 << 20;
const LEAST_BYTES = 4 << 20;
/** The first block is ended as soon as it is worth it, so that others are not idle until then. */
const FIRST_BYTES = 4 << 20;

export class Segments {
  #passed = 0;
  #begun = false;
  /** Rows of each block when it was last looked at. */
  #seen = new Map<Gathering, number>();

  /** The blocks to be ended now, after so many more bytes. */
  due<Group extends Gathering>(groups: readonly Group[], bytes: number): Group[] {
    const full = this.#begun ? FULL_BYTES : FIRST_BYTES;
    const due = new Set(groups.filter(({ blockBytes }) => blockBytes >= full));
    this.#begun ||= due.size > 0;
    this.#passed += bytes;
    if (this.#passed >= IDLE_BYTES) {
      for (const group of groups)
        if (group.blockRows > 0 && this.#seen.get(group) === group.blockRows) due.add(group);
      this.#passed = 0;
      this.#seen = new Map(groups.map((group) => [group, group.blockRows]));
    }
    const others = groups.filter((group) => !due.has(group));
    if (others.reduce((sum, { blockBytes }) => sum + blockBytes, 0) > ALL_BYTES) {
      const largest = others.reduce((one, other) => (other.blockBytes > one.blockBytes ? other : one));
      if (largest.blockBytes >= LEAST_BYTES) due.add(largest);
    }
    return [...due];
  }
}
