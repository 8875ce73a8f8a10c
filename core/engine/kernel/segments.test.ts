// When blocks end before their file does.
import { expect, test } from "@jest/globals";
import { type Gathering, Segments } from "./segments.ts";

const MIB = 1 << 20;
const block = (megabytes: number, rows = 1): { -readonly [Key in keyof Gathering]: Gathering[Key] } => ({
  blockRows: rows,
  blockBytes: megabytes * MIB,
});

/** After the first block was ended. */
function begun(): Segments {
  const segments = new Segments();
  segments.due([block(4)], 0);
  return segments;
}

test("a block that is full", () => {
  const [full, other] = [block(16), block(15)];
  expect(begun().due([full, other], MIB)).toEqual([full]);
});

test("the first one as soon as it is worth it", () => {
  const segments = new Segments();
  const [first, other] = [block(3.9), block(2)];
  expect(segments.due([first, other], MIB)).toEqual([]);
  first.blockBytes = 4 * MIB;
  expect(segments.due([first, other], MIB)).toEqual([first]);
  first.blockBytes = 0;
  other.blockBytes = 5 * MIB;
  expect(segments.due([first, other], MIB)).toEqual([]);
});

test("a block that has got no row for long, and no block that has none", () => {
  const segments = new Segments();
  const [idle, growing, empty] = [block(1), block(1), block(0, 0)];
  const seen: Gathering[] = [];
  for (let passed = 0; passed < 16; passed++) {
    growing.blockRows += 1;
    seen.push(...segments.due([idle, growing, empty], MIB));
  }
  expect(seen).toEqual([idle]);
});

test("the largest, where all together are too many; but none that is too small to be worth it", () => {
  const many = Array.from({ length: 14 }, (_, at) => block(4.5 + at / 100));
  expect(begun().due(many, MIB)).toEqual([]);
  many.push(block(4.5));
  expect(begun().due(many, MIB)).toEqual([many.at(13)]);
  const small = Array.from({ length: 40 }, () => block(3));
  expect(new Segments().due(small, MIB)).toEqual([]);
});
