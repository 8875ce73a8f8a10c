// The bodies of macros are DuckDB's own SQL: their + and - are DuckDB's, and not those that dates make of them.
import type { Macros } from "../../../../sql/macros.ts";
import { closing } from "../../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, render, type Token, tokenize } from "../../../../sql/tokens.ts";
import { ATHENA } from "../lexicon.ts";

/** What binds looser than a sum. */
const LOOSER = new Set([",", "=", "<>", "!=", "<", "<=", ">", ">=", "||", ":", "<<", ">>", "&", "|", "->"]);
const WORDS =
  "case when then else end and or not in is between like as select from where filter lambda distinct order by nulls over on".split(
    " ",
  );
const isLooser = (token: Token): boolean =>
  (token.kind === "symbol" && LOOSER.has(token.value)) || isWord(token, ...WORDS);
const isSign = (token: Token | undefined): boolean => isSymbol(token, "+") || isSymbol(token, "-");
const endsValue = (token: Token | undefined): boolean =>
  token !== undefined &&
  (["number", "string", "raw"].includes(token.kind) ||
    (isName(token) && !isWord(token, ...WORDS.filter((word) => word !== "end"))) ||
    isSymbol(token, ")") ||
    isSymbol(token, "]") ||
    isSymbol(token, "}"));

/** Tokens in which each sum is a call of DuckDB's function. */
function calledSums(tokens: readonly Token[]): Token[] {
  const flat: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const isCase = isWord(token, "case");
    if (!isCase && !isSymbol(token, "(") && !isSymbol(token, "[")) {
      flat.push(token);
      continue;
    }
    const close = isCase ? endOfCase(tokens, i) : closing(tokens, i);
    const inner = render(calledSums(tokens.slice(i + 1, close)));
    // One token: what is within brackets, or a CASE, is a part of a value.
    const space = isCase ? " " : "";
    flat.push({ ...raw(`${token.text}${space}${inner}${space}${tokens[close]?.text}`), gap: token.gap });
    i = close;
  }
  return summed(flat);
}

/** The END of the CASE at `open`. */
function endOfCase(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (isWord(tokens[i], "case")) depth++;
    if (isWord(tokens[i], "end") && --depth === 0) return i;
  }
  return tokens.length - 1;
}

function summed(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  let sum: { left: Token[]; sign: Token; right: Token[] } | undefined;
  let term: Token[] = [];
  const whole = (): Token[] => {
    if (!sum) return term;
    const [left, right] = [render(sum.left).trim(), render(term).trim()];
    const text = `system.main."${sum.sign.value}"(${left}, ${right})`;
    sum = undefined;
    return [{ ...raw(text), gap: " " }];
  };
  for (const [i, token] of tokens.entries()) {
    if (isSign(token) && endsValue(tokens[i - 1])) {
      sum = { left: whole(), sign: token, right: [] };
      term = [];
    } else if (isLooser(token)) {
      output.push(...whole(), token);
      term = [];
    } else term.push(token);
  }
  return [...output, ...whole()];
}

/** Macros whose bodies call DuckDB's sums by their names. */
export const withOwnSums = (macros: Macros): Macros =>
  Object.fromEntries(
    Object.entries(macros).map(([name, overloads]) => [
      name,
      overloads.map(([parameters, body]): [string, string] => [
        parameters,
        / [-+] /.test(body) ? render(calledSums(tokenize(body, ATHENA))).trim() : body,
      ]),
    ]),
  );
