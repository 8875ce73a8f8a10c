// Where a named query's parameters are in its text. `:day` is one, outside of quotes and comments; `::date` is a cast.

/** A text of SQL, or the name of a parameter that is there in its place. */
export type Piece = string | { readonly parameter: string };

/** Quoted texts and names, comments, casts: all that a colon or a question mark in them means nothing. */
const SKIPPED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|::/;
const PARAMETER = /(?<![A-Za-z0-9_:]):([A-Za-z_][A-Za-z0-9_]*)/;
const TOKENS = new RegExp(`${SKIPPED.source}|${PARAMETER.source}|(\\?)`, "g");

/** The query's text in pieces, in order. */
export function piecesOf(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of sql.matchAll(TOKENS)) {
    const [whole, parameter] = match;
    if (parameter === undefined) continue;
    pieces.push(sql.slice(from, match.index), { parameter });
    from = match.index + whole.length;
  }
  pieces.push(sql.slice(from));
  return pieces;
}

/** The parameters that the text names, each once, in order of appearance. */
export const parametersIn = (sql: string): string[] => [
  ...new Set(piecesOf(sql).flatMap((piece) => (typeof piece === "string" ? [] : [piece.parameter]))),
];

/** Whether the text has a `?` that Athena would take for a parameter. */
export const hasPositional = (sql: string): boolean =>
  [...sql.matchAll(TOKENS)].some(([, , positional]) => positional !== undefined);
