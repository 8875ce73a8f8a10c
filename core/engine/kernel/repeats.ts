// Whether a column's texts come again and again, so that it pays to keep their tokens. By measurement a look-up that finds nothing
// costs a twelfth of a token, and one that finds it saves nearly all of it.

/** Where less than one in so many was found, the column is left alone for so many groups. */
const WORTH = 12;
const LEFT_ALONE = 31;
/** A group of fewer rows tells nothing. */
const LEAST_ROWS = 512;

export class Repeats {
  #left = 0;

  /** Whether tokens are to be looked up, for the next group. */
  get isLikely(): boolean {
    return this.#left === 0;
  }

  /** What came of a group: how many rows it had, and how many tokens of theirs were found. */
  saw(rows: number, found: number): void {
    if (this.#left > 0) this.#left -= 1;
    else if (rows >= LEAST_ROWS && found * WORTH < rows) this.#left = LEFT_ALONE;
  }
}
