// A computation whose SQL hangs on the types of its operands: kept as a mark in the rewritten text until the engine has
// asked DuckDB for them. Marks nest, and one and the same computation of a query has one and the same mark.
import { createHash } from "node:crypto";
import { SqlError, type Token } from "../../../sql/tokens.ts";

/** Characters that Unicode reserves for a program's own use: no text holds them. */
const OPEN = "\ufdd0";
const NEXT = "\ufdd1";
const CLOSE = "\ufdd2";
const ANY = /[\ufdd0-\ufdd3]/;
/** Stands before the brackets around what a function takes for text: nothing, or a macro where it may be a SUPER. */
export const AS_TEXT = "\ufdd3";

export interface Mark {
  id: string;
  /** Where it stands: there, the same words are of the same type. */
  scope: string;
  /** What is computed: a tree of operators, or an aggregate's name. */
  what: string;
  /** Its operands, each a text that may hold further marks. */
  operands: Piece[][];
}

export type Piece = string | Mark;

export const opened = (id: string, scope: string, what: string): string =>
  `${OPEN}${[id, scope, what].join(NEXT)}${NEXT}`;
export const BETWEEN = NEXT;
export const CLOSED = CLOSE;

/** @param scope the query that the computation stands in: elsewhere the same words may have other types */
export const markId = (scope: string, words: string): string =>
  createHash("sha1")
    .update(`${Number.parseInt(scope, 10)} ${words}`)
    .digest("hex")
    .slice(0, 16);

export function marked(scope: string | undefined, what: string, operands: readonly string[]): string {
  const place = scope ?? "0";
  const id = markId(place, [what, ...operands].join(NEXT));
  return `${opened(id, place, what)}${operands.join(NEXT)}${CLOSE}`;
}

export const isMarked = (sql: string): boolean => sql.includes(OPEN);

/** Whether texts in a row are one mark of a computation from their beginning to their end; a text without its blanks is none. */
export function isOneMark(texts: readonly string[]): boolean {
  const [first = ""] = texts;
  if (!first.startsWith(OPEN) || first.split(NEXT)[2]?.endsWith("blank")) return false;
  let depth = 0;
  return texts.every((text, i) => {
    depth += text.split(OPEN).length - text.split(CLOSE).length;
    return depth > 0 || i === texts.length - 1;
  });
}

/** Text of a user's that looks like a mark. */
export function refuseMarks(tokens: readonly Token[]): void {
  const token = tokens.find(({ kind, value }) => kind !== "raw" && ANY.test(value));
  if (!token) return;
  throw new SqlError(
    "ERROR",
    "the characters U+FDD0 to U+FDD3 are not available in the local Redshift",
    token.line,
    token.column,
  );
}

export function readMarks(sql: string): Piece[] {
  let position = 0;
  const pieces = (): Piece[] => {
    const found: Piece[] = [];
    for (;;) {
      const rest = sql.slice(position).search(ANY);
      const end = rest < 0 ? sql.length : position + rest;
      if (end > position) found.push(sql.slice(position, end));
      position = end;
      if (sql[position] !== OPEN) return found;
      position++;
      found.push(mark());
    }
  };
  const word = (): string => {
    const end = sql.indexOf(NEXT, position);
    const text = sql.slice(position, end);
    position = end + 1;
    return text;
  };
  const mark = (): Mark => {
    const id = word();
    const scope = word();
    const what = word();
    const operands = [pieces()];
    while (sql[position] === NEXT) {
      position++;
      operands.push(pieces());
    }
    position++;
    return { id, scope, what, operands };
  };
  return pieces();
}
