// Pattern matching: Redshift's ~ finds a match anywhere, where DuckDB's wants the whole text; SIMILAR TO has its own
// letters; LIKE takes a backslash for escape.
import { closing } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, literal, raw, render, SqlError, type Token } from "../../../sql/tokens.ts";

export function rewritePatterns(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    const isInfix = i > 0 && !isOpening(tokens[i - 1]);
    if (["~", "!~", "~*", "!~*"].includes(token.value) && token.kind === "symbol" && isInfix) {
      const end = primaryEnd(tokens, i + 1);
      const operand = tokens.slice(i + 1, end);
      const flags = token.value.endsWith("*") ? "(?si)" : "(?s)";
      output.push({ ...token, text: token.value.startsWith("!") ? "!~" : "~", value: "~" });
      output.push(raw(`('${flags}.*(?:' ||`), ...operand, raw("|| ').*')"));
      i = end - 1;
    } else if (isWord(token, "similar") && isWord(next, "to")) {
      const pattern = tokens[i + 2];
      if (pattern?.kind !== "string" || isWord(tokens[i + 3], "escape")) {
        throw new SqlError(
          "ERROR",
          "SIMILAR TO takes a literal pattern without ESCAPE in the local Redshift",
          token.line,
          token.column,
        );
      }
      output.push(token, next as Token, {
        ...pattern,
        text: literal(`(?s)${similarPattern(pattern.value)}`),
      });
      i += 2;
    } else if (isWord(token, "like", "ilike") && next?.kind === "string") {
      output.push(token, next);
      i++;
      if (next.value.includes("\\") && !isWord(tokens[i + 1], "escape")) output.push(raw("ESCAPE '\\'"));
    } else {
      output.push(token);
    }
  }
  return output;
}

/** Whether an operand follows this token: a `~` there is that of bits. */
const isOpening = (token: Token | undefined): boolean =>
  (token?.kind === "raw" && /[(,]$/.test(token.text)) ||
  (token?.kind === "symbol"
    ? !isSymbol(token, ")") && !isSymbol(token, "]")
    : isWord(
        token,
        "select",
        "where",
        "and",
        "or",
        "not",
        "when",
        "then",
        "else",
        "on",
        "by",
        "in",
        "having",
      ));

function similarPattern(pattern: string): string {
  let sql = "";
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === "\\" && i + 1 < pattern.length) sql += `\\${pattern[++i]}`;
    else if (char === "%") sql += ".*";
    else if (char === "_") sql += ".";
    else if (/[.^$]/.test(char)) sql += `\\${char}`;
    else sql += char;
  }
  return sql;
}

/** The index after the operand that begins at `from`: a literal, a name, a call, or brackets, with casts. */
function primaryEnd(tokens: readonly Token[], from: number): number {
  let i = from;
  if (isSymbol(tokens[i], "(")) i = closing(tokens, i) + 1;
  else {
    const token = tokens[i];
    if (!token || token.kind === "symbol") {
      throw new SqlError(
        "ERROR",
        `syntax error at or near "${token ? render([token]) : "end"}"`,
        token?.line,
        token?.column,
      );
    }
    i++;
    while (isSymbol(tokens[i], ".") && isName(tokens[i + 1])) i += 2;
    if (isSymbol(tokens[i], "(") && isName(token)) i = closing(tokens, i) + 1;
  }
  while (isSymbol(tokens[i], "::")) {
    i += 2;
    if (isSymbol(tokens[i], "(")) i = closing(tokens, i) + 1;
  }
  return i;
}
