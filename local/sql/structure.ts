// The shape of a token list: statements, parentheses, lists at one depth, dotted names, and a cursor for statement heads.
import { isName, isSymbol, isWord, render, SqlError, type Token } from "./tokens.ts";

/** Index of the bracket that closes the one at `open`. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind !== "symbol") continue;
    if (token.value === "(" || token.value === "[") depth++;
    else if (token.value === ")" || token.value === "]") {
      depth--;
      if (depth === 0) return i;
    }
  }
  const at = tokens[open] as Token;
  throw new SqlError("SYNTAX_ERROR", `missing ${at.value === "(" ? "')'" : "']'"}`, at.line, at.column);
}

/** Index of the bracket that opens what `close` closes. */
export function opening(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    const token = tokens[i] as Token;
    if (token.kind !== "symbol") continue;
    if (token.value === ")" || token.value === "]") depth++;
    else if (token.value === "(" || token.value === "[") {
      depth--;
      if (depth === 0) return i;
    }
  }
  const at = tokens[close] as Token;
  throw new SqlError("SYNTAX_ERROR", `unexpected '${at.value}'`, at.line, at.column);
}

/** Cuts tokens at a symbol that stands outside all brackets. Nothing gives no parts. */
export function splitTop(tokens: readonly Token[], symbol: string): Token[][] {
  if (tokens.length === 0) return [];
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "symbol") {
      if (token.value === "(" || token.value === "[") depth++;
      if (token.value === ")" || token.value === "]") depth--;
      if (depth === 0 && token.value === symbol) {
        parts.push([]);
        continue;
      }
    }
    parts.at(-1)?.push(token);
  }
  return parts;
}

/** The statements of a script, without their semicolons; empty ones are dropped. */
export function statements(tokens: readonly Token[]): Token[][] {
  return splitTop(tokens, ";").filter((part) => part.length > 0);
}

/** Index of the first of `words` outside all brackets, or -1. */
export function findTop(tokens: readonly Token[], words: readonly string[], from = 0): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind === "symbol") {
      if (token.value === "(" || token.value === "[") depth++;
      if (token.value === ")" || token.value === "]") depth--;
    }
    if (depth === 0 && token.kind === "word" && words.includes(token.value)) return i;
  }
  return -1;
}

/** Reads a statement's head from left to right. */
export class Cursor {
  readonly tokens: readonly Token[];
  position: number;

  constructor(tokens: readonly Token[], position = 0) {
    this.tokens = tokens;
    this.position = position;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.position + ahead];
  }
  get done(): boolean {
    return this.position >= this.tokens.length;
  }
  next(): Token {
    const token = this.peek();
    if (!token) this.fail("unexpected end of statement");
    this.position++;
    return token as Token;
  }
  /** Takes these words if they come next, all of them or none. */
  accept(...words: string[]): boolean {
    for (const [i, word] of words.entries()) if (!isWord(this.peek(i), word)) return false;
    this.position += words.length;
    return true;
  }
  acceptSymbol(symbol: string): boolean {
    if (!isSymbol(this.peek(), symbol)) return false;
    this.position++;
    return true;
  }
  expect(...words: string[]): void {
    if (!this.accept(...words)) this.fail(`expecting ${words.join(" ").toUpperCase()}`);
  }
  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) this.fail(`expecting '${symbol}'`);
  }
  /** One identifier; unquoted ones in lower case. */
  name(): string {
    const token = this.peek();
    if (!isName(token)) this.fail("expecting a name");
    this.position++;
    return (token as Token).value;
  }
  /** A dotted name. */
  path(): string[] {
    const parts = [this.name()];
    while (isSymbol(this.peek(), ".")) {
      this.position++;
      parts.push(this.name());
    }
    return parts;
  }
  string(): string {
    const token = this.peek();
    if (token?.kind !== "string") this.fail("expecting a string");
    this.position++;
    return (token as Token).value;
  }
  /** The tokens inside the brackets that open here; moves past them. */
  parenthesized(): Token[] {
    if (!isSymbol(this.peek(), "(")) this.fail("expecting '('");
    const close = closing(this.tokens, this.position);
    const inner = this.tokens.slice(this.position + 1, close);
    this.position = close + 1;
    return inner;
  }
  rest(): Token[] {
    const rest = this.tokens.slice(this.position);
    this.position = this.tokens.length;
    return rest;
  }
  end(): void {
    if (!this.done) this.fail(`unexpected '${this.peek()?.text}'`);
  }
  fail(message: string): never {
    const token = this.peek() ?? this.tokens.at(-1);
    const near = this.peek() ? ` near '${render(this.tokens.slice(this.position, this.position + 3))}'` : "";
    throw new SqlError("SYNTAX_ERROR", `${message}${near}`, token?.line, token?.column);
  }
}
