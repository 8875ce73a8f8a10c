// A column before it is tokenized: where its rows are judged, and its values still to be seen.
import { ff1Settings } from "./ff1.ts";
import type { Column } from "./schema.ts";

/** What ff1 cannot take is judged with the other rules, so that its settings stay. */
export const untokenized = (column: Column): Column => ({
  ...column,
  tokenize: undefined,
  key_version: undefined,
  ff1: column.tokenize === "ff1" ? ff1Settings(column) : undefined,
});
