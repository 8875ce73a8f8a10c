// Text of an expression → tokens. What is no token of the grammar stops here.

export class ExpressionError extends Error {
  /** 1-based character of the expression. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "ExpressionError";
    this.position = position;
  }
}

export interface Token {
  readonly kind: "name" | "quoted" | "number" | "text" | "symbol" | "end";
  /** As written; a quoted name or text without its quotes, doubled quotes made single. */
  readonly text: string;
  readonly position: number;
}

/** Long enough for a page of conditions, short enough to stay far from any parser's limits. */
export const MAX_LENGTH = 10_000;

const TOKEN =
  /(?<space>\s+)|(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|'(?<text>(?:[^']|'')*)'|"(?<quoted>(?:[^"]|"")*)"|(?<symbol><=|>=|<>|!=|==|[-+*/%=<>(),])/y;

export function tokenize(text: string): Token[] {
  if (text.length > MAX_LENGTH)
    throw new ExpressionError(`it has ${text.length} characters, more than ${MAX_LENGTH}`, 1);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const groups = TOKEN.exec(text)?.groups;
    const position = at + 1;
    if (!groups) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const unclosed = character === "'" || character === '"';
      const what = unclosed ? `the ${character} is never closed` : `"${character}" has no meaning here`;
      throw new ExpressionError(what, position);
    }
    if (groups.number !== undefined) {
      if (/[A-Za-z_0-9.]/.test(text[TOKEN.lastIndex] ?? ""))
        throw new ExpressionError("a number runs into what follows it", position);
      tokens.push({ kind: "number", text: groups.number, position });
    } else if (groups.name !== undefined) tokens.push({ kind: "name", text: groups.name, position });
    else if (groups.text !== undefined)
      tokens.push({ kind: "text", text: groups.text.replaceAll("''", "'"), position });
    else if (groups.quoted !== undefined)
      tokens.push({ kind: "quoted", text: groups.quoted.replaceAll('""', '"'), position });
    else if (groups.symbol !== undefined) tokens.push({ kind: "symbol", text: groups.symbol, position });
  }
  // SQL text ends at a NUL in many a reader.
  const nul = text.indexOf("\0");
  if (nul >= 0) throw new ExpressionError("it holds a NUL character", nul + 1);
  tokens.push({ kind: "end", text: "", position: text.length + 1 });
  return tokens;
}
