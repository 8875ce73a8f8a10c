// Finds the tables that a query names, with the scope of its WITH clauses: what must be resolved before it can run.
import { closing } from "./structure.ts";
import { isName, isSymbol, isWord, type Token } from "./tokens.ts";

export interface Reference {
  /** The name's parts: table, schema.table or catalog.schema.table. */
  parts: string[];
  /** Index of its first token, and the one after its last. */
  start: number;
  end: number;
  /** "function" where a parenthesis follows: a table function, whose name is `parts`. */
  kind: "table" | "function";
  /** The statement writes to it (INSERT, UPDATE, DELETE, MERGE). */
  written: boolean;
}

const ENDS_FROM = new Set([
  "where",
  "group",
  "having",
  "order",
  "limit",
  "offset",
  "fetch",
  "union",
  "intersect",
  "except",
  "minus",
  "window",
  "qualify",
  "set",
  "when",
  "values",
]);
const STARTS_QUERY = new Set(["select", "with", "values", "table", "from"]);

/** All table references of one statement, in order. Names of common table expressions are left out in their scope. */
export function tableReferences(tokens: readonly Token[]): Reference[] {
  const found: Reference[] = [];
  scan(tokens, 0, tokens.length, new Set(), found, "query");
  return found;
}

function scan(
  tokens: readonly Token[],
  from: number,
  to: number,
  outer: ReadonlySet<string>,
  found: Reference[],
  mode: "query" | "expression" | "from",
): void {
  const ctes = new Set(outer);
  let inFrom = mode === "from";
  let expectTable = mode === "from";
  let written = false;
  let i = from;
  while (i < to) {
    const token = tokens[i] as Token;
    const previous = i > from ? tokens[i - 1] : undefined;
    if (isSymbol(token, "(")) {
      const close = closing(tokens, i);
      const first = firstInside(tokens, i, close);
      const inner = STARTS_QUERY.has(first) ? "query" : expectTable ? "from" : "expression";
      scan(tokens, i + 1, close, ctes, found, inner);
      expectTable = false;
      i = close + 1;
      continue;
    }
    if (mode !== "expression" && token.kind === "word") {
      const word = token.value;
      if (word === "with" && startsWith(tokens, i)) {
        i = commonTables(tokens, i + 1, to, ctes, found);
        continue;
      }
      if (word === "from" && !isWord(previous, "distinct")) {
        inFrom = true;
        expectTable = true;
        written = isWord(previous, "delete");
        i++;
        continue;
      }
      if (word === "join" || (word === "using" && !isSymbol(tokens[i + 1], "(") && mode === "query")) {
        inFrom = true;
        expectTable = true;
        i++;
        continue;
      }
      if (word === "using" && isSymbol(tokens[i + 1], "(") && !inFrom) {
        // MERGE … USING (query)
        inFrom = true;
        expectTable = true;
        i++;
        continue;
      }
      if (
        (word === "into" && isWord(previous, "insert", "merge")) ||
        (word === "update" && i === from && mode === "query")
      ) {
        expectTable = true;
        written = true;
        inFrom = false;
        i++;
        continue;
      }
      if (ENDS_FROM.has(word)) {
        inFrom = false;
        expectTable = false;
      } else if (word === "select") {
        inFrom = false;
        expectTable = false;
      } else if (expectTable && (word === "lateral" || word === "only")) {
        i++;
        continue;
      }
    }
    if (isSymbol(token, ",") && inFrom) {
      expectTable = true;
      i++;
      continue;
    }
    if (expectTable && isName(token)) {
      const start = i;
      const parts = [token.value];
      i++;
      while (i + 1 < to && isSymbol(tokens[i], ".") && isName(tokens[i + 1])) {
        parts.push((tokens[i + 1] as Token).value);
        i += 2;
      }
      const called = isSymbol(tokens[i], "(") && !written;
      const isCte = parts.length === 1 && ctes.has((parts[0] as string).toLowerCase());
      if (called || !isCte) {
        found.push({ parts, start, end: i, kind: called ? "function" : "table", written });
      }
      if (called) {
        const close = closing(tokens, i);
        scan(tokens, i + 1, close, ctes, found, "expression");
        i = close + 1;
      }
      expectTable = false;
      written = false;
      continue;
    }
    i++;
  }
}

/** The first word inside brackets, through further opening brackets. */
function firstInside(tokens: readonly Token[], open: number, close: number): string {
  let i = open + 1;
  while (i < close && isSymbol(tokens[i], "(")) i++;
  const token = tokens[i];
  return i < close && token?.kind === "word" ? token.value : "";
}

/** Whether WITH at `i` begins common table expressions (not WITH ORDINALITY, WITH NO SCHEMA BINDING, WITH (…)). */
function startsWith(tokens: readonly Token[], i: number): boolean {
  let at = i + 1;
  if (isWord(tokens[at], "recursive")) at++;
  if (!isName(tokens[at])) return false;
  at++;
  if (isSymbol(tokens[at], "(")) at = closing(tokens, at) + 1;
  return isWord(tokens[at], "as");
}

/** Reads `name [(columns)] AS [NOT MATERIALIZED] (query), …` and returns the index after it. */
function commonTables(
  tokens: readonly Token[],
  from: number,
  to: number,
  ctes: Set<string>,
  found: Reference[],
): number {
  let i = from;
  const recursive = isWord(tokens[i], "recursive");
  if (recursive) i++;
  while (i < to) {
    const name = (tokens[i] as Token).value.toLowerCase();
    i++;
    if (isSymbol(tokens[i], "(")) i = closing(tokens, i) + 1;
    i++; // AS
    while (isWord(tokens[i], "not", "materialized")) i++;
    if (recursive) ctes.add(name);
    const close = closing(tokens, i);
    scan(tokens, i + 1, close, ctes, found, "query");
    ctes.add(name);
    i = close + 1;
    if (!isSymbol(tokens[i], ",")) break;
    i++;
  }
  return i;
}
