// Blanks at the end of texts say nothing where texts are compared (AWS's guide, "Character types"): a side of a comparison
// is written without them. What DuckDB knows a column's type of is passed to a macro, which asks for the type where it is bound.
import { closing, splitTop } from "../../../../sql/structure.ts";
import { isSymbol, isWord, raw, type Token } from "../../../../sql/tokens.ts";
import { isMarked, isOneMark } from "../marks.ts";
import type { Scope } from "./scope.ts";
import { written } from "./tree.ts";

/** The macro of what is compared: a text without the blanks at its end, any other value as it is. */
export const COMPARED = "rs_compared";

/** The sides of one comparison. Where one of them is a number, all are compared as numbers. */
export function comparedSides(sides: readonly (readonly Token[])[], scope: Scope): Token[][] {
  const isOfNumbers = sides.some((side) => isNumber(side));
  return sides.map((side) => (isOfNumbers ? [...side] : compared(side, scope)));
}

/** One side of a comparison. */
export function compared(tokens: readonly Token[], scope: Scope): Token[] {
  const [first] = tokens;
  if (!first) return [];
  if (tokens.length === 1 && isLiteral(first)) return [withoutBlanks(first)];
  const row = rowOf(tokens);
  if (row) {
    const values = row.flatMap((value, i) => [
      ...(i > 0 ? [raw(",", { ...first, gap: "" })] : []),
      ...compared(value, scope),
    ]);
    return [first, ...values, tokens.at(-1) as Token];
  }
  if (isNoText(tokens)) return [...tokens];
  if (!isPlain(tokens, scope)) return written({ blanked: { operand: [...tokens] } }, scope);
  return [
    { ...raw(`${COMPARED}(`, first), gap: first.gap },
    { ...first, gap: "" },
    ...tokens.slice(1),
    { ...raw(")"), gap: "" },
  ];
}

/** `(a, b)` */
export function rowOf(tokens: readonly Token[]): Token[][] | undefined {
  if (!isSymbol(tokens[0], "(") || closing(tokens, 0) !== tokens.length - 1) return undefined;
  const inner = tokens.slice(1, -1);
  if (isWord(inner[0], "select", "with", "values")) return undefined;
  const values = splitTop(inner, ",");
  return values.length > 1 ? values : undefined;
}

/** Aggregates and window functions that may give a text. */
const MAY_BE_TEXT = new Set(
  "any_value first_value lag last_value lead listagg max min nth_value percentile_disc".split(" "),
);

/**
 * Whether the macro may take it. It writes its argument more than once, so that it is not given what has comparisons of its own,
 * names that stand for expressions, aggregates or queries: DuckDB is asked for their types instead.
 */
function isPlain(tokens: readonly Token[], { aliases }: Scope): boolean {
  return !tokens.some((token, i) => {
    if (token.text.startsWith(`${COMPARED}(`) || isMarked(token.text)) return true;
    if (isWord(token, "select", "over")) return true;
    if (token.kind === "word" && MAY_BE_TEXT.has(token.value) && isSymbol(tokens[i + 1], "(")) return true;
    const isPart = isSymbol(tokens[i - 1], ".") || isSymbol(tokens[i + 1], ".");
    return !isPart && (token.kind === "word" || token.kind === "quoted") && aliases.has(token.value);
  });
}

/** What is no text, as its words alone show: a number, a computation, a cast to another type, a count. */
function isNoText(tokens: readonly Token[]): boolean {
  const [first] = tokens as [Token];
  if (isNumber(tokens)) return true;
  if (tokens.length === 1 && isWord(first, "null", "true", "false")) return true;
  if (tops(tokens).some(([token]) => isSymbol(token, "||"))) return false;
  const cast = tops(tokens).findLast(([token]) => isSymbol(token, "::"));
  if (cast) return OTHER_TYPES.has(tokens[cast[1] + 1]?.value ?? "");
  return (
    isCallOf(tokens, NO_TEXTS) ||
    (isWord(first, "date", "timestamp", "timestamptz", "interval", "time") && tokens.length > 1)
  );
}

/** A number as it is written, or a computation of numbers. */
function isNumber(tokens: readonly Token[]): boolean {
  const [first] = tokens;
  if (first && tokens.length === 1 && first.kind === "number") return true;
  return isOneMark(tokens.map(({ text }) => text)) || isCallOf(tokens, NUMBERS) || isSymbol(first, "-");
}

const NUMBERS = new Set(
  (
    "avg count sum stddev stddev_pop stddev_samp var_pop var_samp variance row_number rank dense_rank ntile percent_rank cume_dist " +
    "median ratio_to_report bit_and bit_or hll len length char_length octet_length datediff date_diff date_part extract abs sign mod"
  ).split(" "),
);
const NO_TEXTS = new Set([
  ...NUMBERS,
  ..."bool_and bool_or dateadd date_add date_trunc last_day getdate sysdate".split(" "),
]);
const OTHER_TYPES = new Set(
  (
    "smallint int2 integer int int4 bigint int8 real float float4 float8 double decimal numeric boolean bool date timestamp " +
    "timestamptz time timetz varbyte varbinary"
  ).split(" "),
);

/** One call of a function of these, with its OVER clause. */
function isCallOf(tokens: readonly Token[], names: ReadonlySet<string>): boolean {
  const [first, open] = tokens;
  if (first?.kind !== "word" || !names.has(first.value) || !isSymbol(open, "(")) return false;
  const next = tokens[closing(tokens, 1) + 1];
  return next === undefined || isWord(next, "over", "within", "ignore", "respect");
}

/** Tokens outside brackets, each with its index. */
function tops(tokens: readonly Token[]): [token: Token, index: number][] {
  const found: [Token, number][] = [];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    if (depth === 0) found.push([token, i]);
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
  }
  return found;
}

const isLiteral = (token: Token): boolean =>
  token.kind === "string" || (token.kind === "raw" && /^'(?:[^']|'')*'$/s.test(token.text));

/** A literal without the blanks at its end; other tokens are as they were. */
export const withoutBlanks = (token: Token): Token =>
  isLiteral(token) ? { ...token, text: token.text.replace(/ +'$/, "'") } : token;
