// Blanks at the end of texts say nothing where texts are compared (AWS's guide, "Character types").
import { isName, isSymbol, isWord, raw, type Token } from "../../../sql/tokens.ts";

/** The macro of what is compared: a text without the blanks at its end, any other value as it is. */
export const COMPARED = "rs_compared";

/**
 * A side of a comparison.
 * @param aliases names that the same query gives to its columns: DuckDB tells a macro no types of those
 */
export function compared(tokens: readonly Token[], aliases: ReadonlySet<string>): Token[] {
  const [first, ...rest] = tokens;
  if (!first) return [];
  if (rest.length === 0 && first.kind === "number") return [first];
  if (rest.length === 0 && isLiteral(first)) return [withoutBlanks(first)];
  if (rest.length === 0 && (isWord(first, "null", "true", "false") || aliases.has(first.value)))
    return [first];
  if (tokens.some((token, i) => isUntold(token, tokens[i + 1]))) return [...tokens];
  // Computations are numbers; a negated condition and a subquery's row are none of a comparison's texts.
  if (isSymbol(first, "(") || first.text.startsWith("\ufdd0") || !/^[\w"']/.test(first.text))
    return [...tokens];
  return [
    { ...raw(`${COMPARED}(`, first), gap: first.gap },
    { ...first, gap: "" },
    ...rest,
    { ...raw(")"), gap: "" },
  ];
}

/** Of computations, aggregates and window functions DuckDB tells a macro no types, and it would take any for a text. */
const UNTOLD = new Set(
  "any_value avg bit_and bit_or bool_and bool_or count first_value lag last_value lead listagg max median min nth_value over percentile_cont percentile_disc stddev stddev_pop stddev_samp sum var_pop var_samp variance".split(
    " ",
  ),
);
const isUntold = (token: Token, next: Token | undefined): boolean =>
  token.text.startsWith("\ufdd0") ||
  isWord(token, "select") ||
  (token.kind === "word" && UNTOLD.has(token.value) && isSymbol(next, "("));

const isLiteral = (token: Token): boolean =>
  token.kind === "string" || (token.kind === "raw" && /^'.*'$/s.test(token.text));

/** A literal without the blanks at its end; other tokens are as they were. */
export const withoutBlanks = (token: Token): Token =>
  isLiteral(token) ? { ...token, text: token.text.replace(/ +'$/, "'") } : token;

/** `('a', 'b')`: a list of literals alone. */
export const isTextList = (tokens: readonly Token[]): boolean =>
  tokens.length > 2 && tokens.slice(1, -1).every((token) => isLiteral(token) || isSymbol(token, ","));

/** The names that a query's own select list gives with AS. */
export function aliasesOf(tokens: readonly Token[]): Set<string> {
  const found = new Set<string>();
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    const name = tokens[i + 1];
    if (depth === 0 && isWord(token, "as") && isName(name)) found.add(name.value);
  }
  return found;
}
