// Memory and storage that ran out, as errors whose code says so: from the engine's door on nobody has to read an engine's
// sentences.
import { HeadraceError } from "../errors.ts";
import { diskFull, saysFull } from "../full-disk.ts";

/** The codes of `asExhaustion`, and those with which Node says that a disk, a quota or a file's size is at its end. */
const CODES = new Set(["out_of_memory", "disk_full", "ENOSPC", "EDQUOT", "EFBIG"]);
const STORAGE = new Set([...CODES].filter((code) => code !== "out_of_memory"));

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** Whether an error says by its code that memory or storage ran out. */
export const isExhausted = (error: unknown): boolean => CODES.has(codeOf(error));

export const isOutOfStorage = (error: unknown): boolean => STORAGE.has(codeOf(error));

/**
 * Memory or storage that ran out in DuckDB or in Node, told as what it is; other errors as they are.
 * @param folders where what failed writes to
 */
export function asExhaustion(error: unknown, folders: readonly string[]): unknown {
  const [first = ""] = ((error as Error).message ?? "").split("\n", 1);
  if (/^Out of Memory Error/.test(first))
    return new HeadraceError("out_of_memory", first, "Give the import more memory, or fewer threads.", 3);
  return saysFull(error) ? diskFull(folders, first) : error;
}
