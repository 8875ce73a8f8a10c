// A copy of a Parquet file with a few bytes of its footer changed, where DuckDB cannot read it as it is: each change takes as
// many bytes as what it replaces.
import { copyFile, open } from "node:fs/promises";
import type { TopColumn } from "./footer.ts";

export interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array;
}

export async function patchedCopy(from: string, to: string, patches: readonly Patch[]): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, "r+");
  try {
    for (const { at, bytes } of patches) await file.write(bytes, 0, bytes.length, at);
  } finally {
    await file.close();
  }
}

/** A name of the same length that is none of the others. */
export function renamed({ name, nameAt }: TopColumn, taken: readonly string[]): Patch {
  const others = new Set(taken.map((one) => one.toLowerCase()));
  const stem = name.slice(0, -1);
  const last = [..."0123456789abcdefghijklmnopqstuvwxyz_"].find(
    (letter) => !others.has(stem.toLowerCase() + letter),
  );
  return { at: nameAt, bytes: Buffer.from(`${stem}${last}`) };
}

/** The header of a field that is beyond those that are known, and with it all that follow in the struct. */
const UNKNOWN = 0xf0;

/** Makes bytes of a text column: the field that says that it is text, and its later ones, get numbers that mean nothing. */
export async function asBytes(path: string, textAt: number): Promise<Patch | undefined> {
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, textAt);
    const header = buffer[0] as number;
    // A header of three bytes is found where the number is far from the one before: none of a text's is.
    return header >> 4 === 0 ? undefined : { at: textAt, bytes: Uint8Array.of(UNKNOWN | (header & 15)) };
  } finally {
    await file.close();
  }
}
