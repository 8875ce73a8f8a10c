// A Parquet file before DuckDB sees it: held against its own footer, and as a copy with a changed one where DuckDB could not
// read it otherwise.
import { open, stat } from "node:fs/promises";
import { type Footer, readFooter } from "./footer.ts";
import { checkPages } from "./pages.ts";
import { asBytes, type Patch, patchedCopy, renamed } from "./patched.ts";

/** A column in which DuckDB numbers rows; a file's own of that name gets another one. */
export const ROW_NUMBER = "file_row_number";

export interface Checked {
  readonly footer: Footer;
  /** The size of the largest page, decompressed. */
  readonly pageBytes: number;
}

/** Throws FileRejected where footer and pages are not right, or not of a kind that is read. */
export async function checkParquet(path: string, signal?: AbortSignal): Promise<Checked> {
  const file = await open(path, "r");
  try {
    const footer = await readFooter(file, (await stat(path)).size);
    return { footer, pageBytes: await checkPages(file, footer, signal) };
  } finally {
    await file.close();
  }
}

export interface Prepared {
  readonly path: string;
  /** Columns, by their place, whose texts DuckDB sees as bytes. */
  readonly texts: ReadonlySet<number>;
}

/**
 * The file itself, or a copy at `copy`: with another name for a column that is called as DuckDB's row numbers, and, where it is
 * asked for, with texts as bytes, since DuckDB gives up on a file at the first text that is no UTF-8.
 */
export async function prepareParquet(
  path: string,
  { columns }: Footer,
  copy: string,
  textsAsBytes: boolean,
): Promise<Prepared> {
  const patches: Patch[] = [];
  const names = columns.map(({ name }) => name);
  for (const column of columns)
    if (column.name.toLowerCase() === ROW_NUMBER) patches.push(renamed(column, names));
  const texts = new Set<number>();
  for (const [at, { textAt }] of textsAsBytes ? columns.entries() : []) {
    const patch = textAt === undefined ? undefined : await asBytes(path, textAt);
    if (!patch) continue;
    patches.push(patch);
    texts.add(at);
  }
  if (patches.length === 0) return { path, texts };
  await patchedCopy(path, copy, patches);
  return { path: copy, texts };
}
