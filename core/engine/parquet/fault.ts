// DuckDB's errors while it reads a Parquet file → rejections of that file, in words that speak of Parquet.
import { saysFull } from "../../full-disk.ts";
import { FileRejected } from "../file-rejected.ts";

/** DuckDB's error, which one bad text makes of a whole file. */
export const isBadText = (error: unknown): boolean =>
  /^Invalid Input Error: Invalid string encoding found in Parquet/.test((error as Error).message ?? "");

/**
 * The rejection that an error of DuckDB's amounts to, of a column where that is known; undefined where it is not the
 * file that is to blame.
 */
export function parquetFault(error: unknown, column?: string): FileRejected | undefined {
  if (error instanceof FileRejected) return error;
  const [kind = "", ...words] = (error as Error).message.split("\n", 1)[0]?.split(": ") ?? [];
  if (!/^(Invalid Input|IO|Invalid|Serialization|Conversion|Not implemented|Binder)\b.*Error$/.test(kind))
    return undefined;
  if (saysFull(error) || /temp/i.test(words.join(": "))) return undefined;
  const where = column === undefined ? "" : ` the column ${JSON.stringify(column)} of`;
  if (isBadText(error))
    return new FileRejected("file:corrupt", `A text nested in${where} the Parquet file is not valid UTF-8.`);
  const because = words
    .join(": ")
    .replace(/^Failed to read (?:Parquet )?file ["'][^"']*["']: /i, "")
    .replaceAll(/ ?(?:in|of|from)? ?(?:Parquet )?file ["'][^"']*[/\\][^"']*["']:?/gi, "")
    .replaceAll(/["'][^"']*[/\\][^"']*["']/g, "it")
    .replace(/\.$/, "")
    .trim();
  return /not (?:yet )?(?:implemented|supported)|unsupported|can only read/i.test(because)
    ? new FileRejected(
        "file:unsupported",
        `What${where} the Parquet file holds is not read: ${because}. Write it in another way.`,
      )
    : new FileRejected(
        "file:corrupt",
        `The Parquet file is broken inside:${column === undefined ? "" : ` in the column ${JSON.stringify(column)},`} ${because}.`,
      );
}

/** Reads of the file; DuckDB's errors about its content are the file's. */
export async function rejection<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw isBadText(error) ? error : (parquetFault(error) ?? error);
  }
}
