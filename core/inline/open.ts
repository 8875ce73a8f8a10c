// Tokens of records → their values again, column by column, many at a time.
import type { Column, Dataset } from "../contract/schema.ts";
import { type ColumnType, parseType } from "../contract/types.ts";
import { isBatchMethod, keyVersionOf } from "../tokens/column.ts";
import { type TokenSources, tokenizerOf } from "../tokens/tokenizer.ts";
import { type Row, valueOfText } from "./json-value.ts";

/** The columns whose tokens can be opened. */
export const reversibleColumns = ({ columns }: Dataset): Column[] =>
  columns.filter(({ tokenize }) => isBatchMethod(tokenize));

export interface Opened {
  /** The columns that were asked for and are in the record; null for null, and for what is no token. */
  readonly values: Row;
  /** Those whose text is no token of theirs. */
  readonly unknown: readonly string[];
}

/**
 * Opens the tokens of these columns in each record. A record may lack some.
 * @param version of the token key, of columns that are keyed; where absent, the one that each column names
 */
export async function openTokens(
  columns: readonly Column[],
  records: readonly { readonly [column: string]: string | null | undefined }[],
  sources: TokenSources,
  version?: number,
): Promise<Opened[]> {
  const opened = records.map(() => ({ values: {} as Row, unknown: [] as string[] }));
  for (const column of columns) {
    const { name } = column;
    const type = parseType(column.type) as ColumnType;
    const at = records.flatMap((record, index) => (typeof record[name] === "string" ? [index] : []));
    for (const [index, record] of records.entries())
      if (record[name] === null) (opened[index] as Opened).values[name] = null;
    // What no record has a token of needs no key either.
    if (at.length === 0) continue;
    const tokenizer = tokenizerOf(column, sources, version ?? keyVersionOf(column));
    const texts = await tokenizer.values(at.map((index) => records[index]?.[name] as string));
    for (const [place, index] of at.entries()) {
      const text = texts[place];
      const value = text === undefined ? undefined : valueOfText(type, text);
      const one = opened[index] as (typeof opened)[number];
      one.values[name] = value ?? null;
      if (value === undefined) one.unknown.push(name);
    }
  }
  return opened;
}
