// Cuts SQL text into tokens: words, quoted identifiers, strings, numbers, symbols and parameters, each with where it stood.
// What both engines rewrite is tokens, never text, so that comments, strings and quoted names cannot be mistaken for SQL.

export type TokenKind = "word" | "quoted" | "string" | "number" | "symbol" | "parameter" | "raw";

export interface Token {
  kind: TokenKind;
  /** As written, or as it is to be written after a rewrite. */
  text: string;
  /** Words in lower case, identifiers and strings without their quotes, a parameter's name, others as written. */
  value: string;
  /** White space and comments before it. */
  gap: string;
  line: number;
  column: number;
  /** The query that a call stands in, where an engine gave it a name. */
  scope?: string;
}

/** What differs between the two engines' lexical rules. */
export interface Lexicon {
  /** Backslash escapes in strings (Redshift, as PostgreSQL 8). */
  backslashEscapes: boolean;
  /** `:name` parameters (the Redshift Data API); `?` otherwise. */
  namedParameters: boolean;
  /** Identifiers in backticks (Athena's DDL, which is Hive's). */
  backticks: boolean;
  /** `$$ … $$` strings. */
  dollarQuotes: boolean;
}

/** SQL that cannot be read or is refused, with the place in the text (both from 1). */
export class SqlError extends Error {
  readonly code: string;
  readonly line: number;
  readonly column: number;

  constructor(code: string, message: string, line = 1, column = 1) {
    super(message);
    this.name = "SqlError";
    this.code = code;
    this.line = line;
    this.column = column;
  }
}

const SYMBOLS = [
  "!~~*",
  "->>",
  "!~*",
  "!~~",
  "~~*",
  "::",
  "||",
  "<=",
  ">=",
  "<>",
  "!=",
  "==",
  "->",
  "=>",
  ":=",
  "!~",
  "~*",
  "~~",
  "//",
  "**",
  "<<",
  ">>",
  "^@",
];
const WORD_START = /[A-Za-z_\u0080-\uffff#]/;
const WORD = /[\w$#\u0080-\uffff]/;

export function tokenize(sql: string, lexicon: Lexicon): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let line = 1;
  let lineStart = 0;
  let gapStart = 0;

  const fail = (message: string, at: number): never => {
    throw new SqlError("SYNTAX_ERROR", message, line, at - lineStart + 1);
  };
  /** Moves on to `end`, counting lines. */
  const advance = (end: number): void => {
    for (let i = position; i < end; i++) {
      if (sql.charCodeAt(i) === 10) {
        line++;
        lineStart = i + 1;
      }
    }
    position = end;
  };
  const push = (kind: TokenKind, value: string, end: number, text = sql.slice(position, end)): void => {
    tokens.push({
      kind,
      text,
      value,
      gap: sql.slice(gapStart, position),
      line,
      column: position - lineStart + 1,
    });
    advance(end);
    gapStart = position;
  };
  /** The end of a quoted text that starts at `position`, and its content. */
  const quoted = (quote: string, escapes: boolean): { end: number; value: string } => {
    let value = "";
    let i = position + 1;
    for (;;) {
      const char = sql[i];
      if (char === undefined) fail("unterminated quoted text", position);
      if (char === quote) {
        if (sql[i + 1] !== quote) return { end: i + 1, value };
        value += quote;
        i += 2;
      } else if (char === "\\" && escapes && i + 1 < sql.length) {
        const [decoded, length] = decodeEscape(sql, i + 1);
        value += decoded;
        i += 1 + length;
      } else {
        value += char;
        i++;
      }
    }
  };

  while (position < sql.length) {
    const char = sql[position] as string;
    const next = sql[position + 1];
    if (/\s/.test(char)) {
      advance(position + 1);
    } else if (char === "-" && next === "-") {
      const end = sql.indexOf("\n", position);
      advance(end < 0 ? sql.length : end);
    } else if (char === "/" && next === "*") {
      const end = sql.indexOf("*/", position + 2);
      if (end < 0) fail("unterminated comment", position);
      advance(end + 2);
    } else if (char === "'") {
      const { end, value } = quoted("'", lexicon.backslashEscapes);
      push("string", value, end, literal(value));
    } else if (char === '"') {
      const { end, value } = quoted('"', false);
      if (value === "") fail("zero-length delimited identifier", position);
      push("quoted", value, end);
    } else if (char === "`" && lexicon.backticks) {
      const { end, value } = quoted("`", false);
      push("quoted", value, end, identifier(value));
    } else if (char === "$" && lexicon.dollarQuotes && /^\$\w*\$/.test(sql.slice(position, position + 64))) {
      const tag = /^\$\w*\$/.exec(sql.slice(position, position + 64))?.[0] as string;
      const close = sql.indexOf(tag, position + tag.length);
      if (close < 0) fail("unterminated dollar-quoted string", position);
      const value = sql.slice(position + tag.length, close);
      push("string", value, close + tag.length, literal(value));
    } else if (/\d/.test(char) || (char === "." && next !== undefined && /\d/.test(next))) {
      const match = /^(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/.exec(sql.slice(position, position + 400));
      const text = match?.[0] ?? char;
      push("number", text, position + text.length);
    } else if (WORD_START.test(char)) {
      let end = position + 1;
      while (end < sql.length && WORD.test(sql[end] as string)) end++;
      push("word", sql.slice(position, end).toLowerCase(), end);
    } else if (char === ":" && lexicon.namedParameters && next !== undefined && /[A-Za-z_]/.test(next)) {
      let end = position + 2;
      while (end < sql.length && /\w/.test(sql[end] as string)) end++;
      push("parameter", sql.slice(position + 1, end), end);
    } else if (char === "?" && !lexicon.namedParameters) {
      push("parameter", "?", position + 1);
    } else {
      const symbol = SYMBOLS.find((s) => sql.startsWith(s, position)) ?? char;
      push("symbol", symbol, position + symbol.length);
    }
  }
  return tokens;
}

/** Decodes one backslash escape whose letter is at `at`; returns the text and how many characters it took. */
function decodeEscape(sql: string, at: number): [string, number] {
  const char = sql[at] as string;
  const simple: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
  if (char in simple) return [simple[char] as string, 1];
  const octal = /^[0-7]{1,3}/.exec(sql.slice(at, at + 3))?.[0];
  if (octal) return [String.fromCharCode(Number.parseInt(octal, 8)), octal.length];
  return [char, 1];
}

/** A string as a SQL literal that both DuckDB and the engines read alike (DuckDB has no backslash escapes). */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as a quoted identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A dotted name, each part quoted. */
export function path(...parts: string[]): string {
  return parts.map(identifier).join(".");
}

/** The text of tokens; comments are left out, line breaks kept as spaces. */
export function render(tokens: readonly Token[]): string {
  let text = "";
  for (const token of tokens) {
    if (text !== "" && token.gap !== "") text += " ";
    text += token.text;
  }
  return text;
}

/** A symbol that is put in, without a gap before it. */
export const symbol = (value: string, like?: Token): Token => ({
  ...raw(value, like),
  kind: "symbol",
  gap: "",
});

/** A piece of finished SQL that stands in for tokens. */
export function raw(text: string, like?: Token): Token {
  return {
    kind: "raw",
    text,
    value: text,
    gap: like?.gap ?? " ",
    line: like?.line ?? 1,
    column: like?.column ?? 1,
  };
}

export const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token?.kind === "word" && words.includes(token.value);
export const isSymbol = (token: Token | undefined, symbol: string): boolean =>
  token?.kind === "symbol" && token.value === symbol;
export const isName = (token: Token | undefined): token is Token =>
  token !== undefined && (token.kind === "word" || token.kind === "quoted");
