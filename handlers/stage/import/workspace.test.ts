// What a full storage says: a file that is too large for the function, or a disk that others have filled.
import { expect, test } from "@jest/globals";
import { HeadraceError } from "../../../core/errors.ts";
import { diskFull } from "../../../core/full-disk.ts";
import { isExhaustion } from "./oversize.ts";
import { wouldFit } from "./workspace.ts";

const MIB = 1024 * 1024;

test.each([
  ["a function's storage, empty but for the file system's own", 600 * MIB, 490 * MIB, 512 * MIB, false],
  ["a function's storage, nearly as large as what is needed", 500 * MIB, 490 * MIB, 512 * MIB, false],
  ["a laptop's disk without room for a small file", 4096, 0, 200_000 * MIB, true],
  ["a laptop's disk without room for a large one", 4000 * MIB, 900 * MIB, 200_000 * MIB, true],
  ["a laptop's disk with room", 4000 * MIB, 9000 * MIB, 200_000 * MIB, false],
])("%s", (_, bytes, free, size, taken) => {
  expect(wouldFit(bytes, { free, size })).toBe(taken);
});

test("what the engine says of a disk without room is known as such", () => {
  expect(isExhaustion(diskFull(["/nowhere"]))).toBe(true);
  expect(isExhaustion(new HeadraceError("out_of_memory", "Out of Memory Error: no", ""))).toBe(true);
});
