// pg_get_late_binding_view_cols(): the columns of late-binding views, as they bind at this moment. Those that do not bind
// have none.
import type { ResultColumn } from "../../../sql/results.ts";
import { closing, splitTop } from "../../../sql/structure.ts";
import { identifier, isName, isSymbol, isWord, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { parseType, typeOfDuckdb } from "../dialect/types.ts";
import type { Names, View } from "./names.ts";

export const isLateBindingColumns = (parts: readonly string[]): boolean =>
  parts.at(-1) === "pg_get_late_binding_view_cols" &&
  (parts.length === 1 || (parts.length === 2 && parts[0] === "pg_catalog"));

/**
 * The call in FROM as a query.
 * @param open where the brackets of its arguments open
 * @param describe the columns of a view; fails where it does not bind
 */
export async function lateBindingColumns(
  tokens: readonly Token[],
  open: number,
  names: Names,
  describe: (view: View) => Promise<ResultColumn[]>,
): Promise<{ sql: string; end: number }> {
  const { alias, columns, end } = definitions(tokens, closing(tokens, open) + 1);
  const rows: string[] = [];
  for (const view of names.views.values()) {
    const described = view.lateBinding ? await describe(view).catch(() => []) : [];
    for (const [i, column] of described.entries()) {
      const texts = [view.schema, view.name, view.columns[i] ?? column.name, typeOfDuckdb(column.type).label];
      rows.push(`(${texts.map(literal).join(", ")}, ${i + 1})`);
    }
  }
  const list = columns.map(({ name }) => identifier(name)).join(", ");
  const casts = columns.map(
    ({ name, duckdb }) => `CAST(${identifier(name)} AS ${duckdb}) AS ${identifier(name)}`,
  );
  const data = rows.length > 0 ? `VALUES ${rows.join(", ")}` : "SELECT '', '', '', '', 0 WHERE false";
  return { sql: `(SELECT ${casts.join(", ")} FROM (${data}) AS c(${list})) AS ${identifier(alias)}`, end };
}

/** `cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)` */
function definitions(tokens: readonly Token[], from: number) {
  const start = isWord(tokens[from], "as") ? from + 1 : from;
  const alias = tokens[start];
  if (!isName(alias) || !isSymbol(tokens[start + 1], "(")) {
    throw new SqlError(
      "ERROR",
      'a column definition list is required for functions returning "record"',
      tokens[from - 1]?.line,
      tokens[from - 1]?.column,
    );
  }
  const close = closing(tokens, start + 1);
  const columns = splitTop(tokens.slice(start + 2, close), ",").map(([name, ...type]) => ({
    name: name?.value ?? "",
    // NAME is PostgreSQL's type of identifiers.
    duckdb: type.length === 1 && isWord(type[0], "name") ? "VARCHAR" : parseType(type).duckdb,
  }));
  if (columns.length !== 5) {
    throw new SqlError(
      "ERROR",
      "Query-specified return row and actual function return row do not match",
      alias.line,
      alias.column,
    );
  }
  return { alias: alias.value, columns, end: close + 1 };
}
