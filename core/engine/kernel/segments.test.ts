// When blocks end before their file does.
import { expect, test } from "@jest/globals";
import { type Gathering, Segments } from "./segments.ts";

const MIB = 1 << 20;
const block = (megabytes: number, rows = 1): { -readonly [Key in keyof Gathering]: Gathering[Key] } => ({
  blockRows: rows,
  blockBytes: megabytes * MIB,
});

test("a block that is full", () => {
  const [full, other] = [block(16), block(15)];
  expect(new Segments().due([full, other], MIB)).toEqual([full]);
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
  expect(new Segments().due(many, MIB)).toEqual([]);
  many.push(block(4.5));
  expect(new Segments().due(many, MIB)).toEqual([many.at(13)]);
  const small = Array.from({ length: 40 }, () => block(3));
  expect(new Segments().due(small, MIB)).toEqual([]);
});
