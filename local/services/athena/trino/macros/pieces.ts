// What macros of several topics are written with.
import { literal } from "../../../../sql/tokens.ts";

/** An error where a number stands: a cast that cannot be, which TRY may catch. */
export const noNumber = (message: string): string => `CAST(${literal(message)} AS INTEGER)`;

/** The same where a text stands, with words that SQL makes. */
export const noText = (words: string): string => `CAST(CAST(${words} AS INTEGER) AS VARCHAR)`;

const WHOLE = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];
/** An overload for each type of whole numbers. */
export const forWhole = (body: string): [string, string][] => WHOLE.map((type) => [`x ${type}`, body]);

/** A moment with its zone; DuckDB's own has none. */
export const ZONED = "STRUCT(instant TIMESTAMPTZ, zone VARCHAR)";
