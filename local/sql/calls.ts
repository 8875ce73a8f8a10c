// Rewrites function calls, casts and lambdas: every call in a query is looked up in the engine's own list, so that a
// function which the engine lacks, or which DuckDB understands otherwise, never reaches DuckDB by accident.
import { closing, opening, splitTop } from "./structure.ts";
import { isName, isSymbol, isWord, raw, render, SqlError, type Token } from "./tokens.ts";

export interface Call {
  name: string;
  /** Arguments, rewritten, as SQL. */
  args: string[];
  /** Arguments as tokens, before the rewrite. */
  tokens: Token[][];
  /** DISTINCT stood before the arguments. */
  distinct: boolean;
  /** ORDER BY inside the call, rewritten, with the words; or "". */
  order: string;
  /** The ORDER BY of WITHIN GROUP (…), rewritten, without the words; or "". */
  withinGroup: string;
  /** The OVER clause that follows, rewritten; or "". */
  over: string;
  filter: boolean;
  /** The FILTER clause that follows, rewritten; or "". */
  filterClause: string;
  /** IGNORE NULLS or RESPECT NULLS followed the call; or "". */
  nulls: string;
  at: Token;
}

/** The SQL of a call: a string, or the name under which it passes with its arguments as they are. */
export type CallRule = true | string | ((call: Call) => string | Windowed);

/** Rules for names, apart by blanks, that mean in DuckDB what they mean in the engine. */
export const same = (names: string): Record<string, CallRule> =>
  Object.fromEntries(names.split(" ").map((name) => [name, true as const]));

/** A call's SQL that already holds the clauses that followed it: FILTER and OVER. */
export interface Windowed {
  windowed: string;
}

/** A call whose arguments are told by words of its own, as it is written. */
export interface WrittenCall {
  inner: readonly Token[];
  /** Rewrites tokens. */
  sqlOf(tokens: readonly Token[]): string;
  at: Token;
}

export interface CallRules {
  /** By lower-case name: true passes as it is, a string renames, a function writes the call's SQL. */
  rules: ReadonlyMap<string, CallRule>;
  /** By lower-case name: calls whose arguments are read by the engine itself. */
  written?: ReadonlyMap<string, (call: WrittenCall) => string>;
  /** The engine's error for a function that is not in the list. */
  unknown(name: string, token: Token): SqlError;
  /**
   * The SQL of a call with words instead of commas, such as `extract(day FROM x)`; undefined where DuckDB means the same.
   * @param parts the tokens between its words, each beginning with its word but the first
   * @param sqlOf rewrites tokens
   */
  worded?(
    name: string,
    parts: Token[][],
    sqlOf: (tokens: readonly Token[]) => string,
    at: Token,
  ): string | undefined;
  /** Rewrites a type name in a cast and gives the whole cast. */
  cast(value: string, type: Token[], safe: boolean): string;
}

/** Words that may stand before a parenthesis and are no function. */
const NOT_CALLS = new Set(
  (
    "select from where and or not in exists any all some on using as over values when then else case end between like " +
    "ilike escape is by having limit offset union intersect except minus join cross inner left right full outer natural " +
    "with recursive distinct filter within group order partition rows groups set into insert update delete " +
    "materialized lateral if qualify window sets rollup cube unnest similar to interval row_number_ fetch top pivot unpivot for " +
    "tablesample bernoulli system returning array exclude"
  ).split(" "),
);
/** Words of NOT_CALLS that are functions where an engine has a rule for them. */
const MAY_BE_CALLS = new Set(["array", "if"]);
/** Words of NOT_CALLS that are functions wherever a bracket follows them. */
const CALLS_WITH_BRACKET = new Set(["left", "right"]);
const isRuled = (token: Token, engine: CallRules): boolean =>
  CALLS_WITH_BRACKET.has(token.value) || (MAY_BE_CALLS.has(token.value) && engine.rules.has(token.value));
/** Functions with words instead of commas between arguments; passed with their arguments rewritten in place. */
const KEYWORD_CALLS = new Set(["extract", "trim", "substring", "position", "overlay"]);

export function rewriteCalls(tokens: readonly Token[], engine: CallRules): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (isSymbol(token, "::")) {
      i = postfixCast(tokens, i, output, engine);
      continue;
    }
    if (!isSymbol(token, "(")) {
      output.push(token);
      continue;
    }
    const close = closing(tokens, i);
    const inner = tokens.slice(i + 1, close);
    const before = tokens[i - 1];
    const called =
      isName(before) &&
      !(before.kind === "word" && NOT_CALLS.has(before.value) && !isRuled(before, engine)) &&
      before.kind !== "quoted" &&
      !isAliasList(tokens, i - 1);
    if (!called) {
      output.push(token, ...rewriteCalls(inner, engine), tokens[close] as Token);
      i = close;
      continue;
    }
    const name = output.pop() as Token;
    if (isSymbol(output.at(-1), ".")) {
      // pg_catalog.lower(x)
      const schema = output.at(-2);
      if (schema?.value !== "pg_catalog") throw engine.unknown(`${schema?.text}.${name.text}`, name);
      output.splice(-2);
    }
    const [sql, end] = rewriteCall(name, inner, tokens, close, engine);
    output.push(raw(sql, name));
    i = end;
  }
  return output;
}

/** `AS t(a, b)`, `WITH t(a, b) AS`, `INSERT INTO t(a, b)`: a list of columns, no call. */
function isAliasList(tokens: readonly Token[], i: number): boolean {
  let start = i;
  while (isSymbol(tokens[start - 1], ".") && isName(tokens[start - 2])) start -= 2;
  const previous = tokens[start - 1];
  if (isWord(previous, "as", "with", "recursive", "into", "table", "view", "references")) return true;
  if (isSymbol(previous, ")") || (isName(previous) && !isKeyword(previous))) {
    // FROM f(x) t(a): an alias without AS
    return true;
  }
  if (isSymbol(previous, ",")) {
    const close = closing(tokens, i + 1);
    return isWord(tokens[close + 1], "as") && isSymbol(tokens[close + 2], "(");
  }
  return false;
}

const isKeyword = (token: Token): boolean =>
  token.kind === "word" && (NOT_CALLS.has(token.value) || KEYWORDS.has(token.value));
const KEYWORDS = new Set(
  "asc desc nulls first last div mod collate both leading trailing approximate unbounded preceding following current row default cast all zone".split(
    " ",
  ),
);

function rewriteCall(
  name: Token,
  inner: Token[],
  tokens: readonly Token[],
  close: number,
  engine: CallRules,
): [string, number] {
  const sqlOf = (part: readonly Token[]): string => render(rewriteLambda(part, engine)).trim();
  const lower = name.value;
  if (lower === "cast" || lower === "try_cast") {
    const as = topWord(inner, "as");
    if (as < 0) throw new SqlError("SYNTAX_ERROR", `${lower} without AS`, name.line, name.column);
    const value = render(rewriteCalls(inner.slice(0, as), engine)).trim();
    return [engine.cast(value, inner.slice(as + 1), lower === "try_cast"), close];
  }
  const written = engine.written?.get(lower);
  if (written) return [written({ inner, sqlOf, at: name }), close];
  if (KEYWORD_CALLS.has(lower) && topWord(inner, "from", "in", "placing") >= 0) {
    const written = engine.worded?.(lower, wordedParts(inner), sqlOf, name);
    if (written !== undefined) return [written, close];
    return [`${lower}(${render(rewriteCalls(inner, engine)).trim()})`, close];
  }
  const rule = engine.rules.get(lower);
  if (rule === undefined) throw engine.unknown(name.text, name);
  const orderAt = topWord(inner, "order");
  let list = orderAt >= 0 ? inner.slice(0, orderAt) : inner;
  const order = orderAt >= 0 ? sqlOf(inner.slice(orderAt)) : "";
  const distinct = isWord(list[0], "distinct");
  if (distinct || isWord(list[0], "all")) list = list.slice(1);
  const args = splitTop(list, ",");
  let end = close;
  let withinGroup = "";
  if (isWord(tokens[close + 1], "within") && isWord(tokens[close + 2], "group")) {
    end = closing(tokens, close + 3);
    const words = tokens.slice(close + 4, end);
    withinGroup = sqlOf(words.slice(isWord(words[0], "order") ? 2 : 0));
  }
  let nulls = "";
  if (isWord(tokens[end + 1], "ignore", "respect") && isWord(tokens[end + 2], "nulls")) {
    nulls = `${tokens[end + 1]?.value.toUpperCase()} NULLS`;
    end += 2;
  }
  const filter = isWord(tokens[end + 1], "filter") && isSymbol(tokens[end + 2], "(");
  const filterEnd = filter ? closing(tokens, end + 2) : end;
  const over = isWord(tokens[filterEnd + 1], "over");
  const overName = over ? filterEnd + 2 : filterEnd;
  const overEnd = over && isSymbol(tokens[overName], "(") ? closing(tokens, overName) : overName;
  const call: Call = {
    name: lower,
    args: args.map(sqlOf),
    tokens: args,
    distinct,
    order,
    withinGroup,
    over: over ? sqlOf(tokens.slice(filterEnd + 1, overEnd + 1)) : "",
    nulls,
    filter,
    filterClause: filter ? sqlOf(tokens.slice(end + 1, filterEnd + 1)) : "",
    at: name,
  };
  if (typeof rule === "function") {
    const written = rule(call);
    return typeof written === "string" ? [written, end] : [written.windowed, overEnd];
  }
  if (withinGroup) {
    const called = plainCall(rule === true ? lower : rule, call);
    return [`${called} WITHIN GROUP (ORDER BY ${withinGroup})`, end];
  }
  return [plainCall(rule === true ? lower : rule, call), end];
}

/** `x FROM y FOR z` as its parts, cut before each of its words. */
function wordedParts(inner: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let rest = inner;
  for (;;) {
    const next = topWord(rest.slice(1), "from", "for", "in", "placing");
    parts.push(rest.slice(0, next < 0 ? undefined : next + 1));
    if (next < 0) return parts;
    rest = rest.slice(next + 1);
  }
}

/** A call with its arguments as they are. */
export function plainCall(name: string, call: Pick<Call, "args" | "distinct" | "order" | "nulls">): string {
  const order = call.order ? ` ${call.order}` : "";
  return `${name}(${call.distinct ? "DISTINCT " : ""}${call.args.join(", ")}${order}${call.nulls ? ` ${call.nulls}` : ""})`;
}

/** `x -> body` and `(x, y) -> body` in DuckDB's words. */
function rewriteLambda(tokens: readonly Token[], engine: CallRules): Token[] {
  const arrow = tokens.findIndex((token, i) => isSymbol(token, "->") && i > 0);
  const names = tokens.slice(0, arrow);
  const isParameters =
    arrow > 0 &&
    ((names.length === 1 && isName(names[0])) ||
      (isSymbol(names[0], "(") && closing(tokens, 0) === arrow - 1));
  if (!isParameters) return rewriteCalls(tokens, engine);
  const parameters = names.filter((token) => isName(token)).map((token) => token.text);
  const body = render(rewriteCalls(tokens.slice(arrow + 1), engine)).trim();
  return [raw(`lambda ${parameters.join(", ")}: ${body}`)];
}

/** Index of one of `words` outside brackets in an argument list, or -1. */
function topWord(tokens: readonly Token[], ...words: string[]): number {
  let depth = 0;
  let cases = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "symbol") {
      if (token.value === "(" || token.value === "[") depth++;
      if (token.value === ")" || token.value === "]") depth--;
    }
    if (isWord(token, "case")) cases++;
    if (depth === 0 && cases === 0 && token.kind === "word" && words.includes(token.value)) return i;
    if (isWord(token, "end")) cases--;
  }
  return -1;
}

/** Types whose name stands before a literal: `date '2024-01-01'`. */
const LITERAL_TYPES = ["date", "timestamp", "timestamptz", "time", "timetz", "interval"];

/** Turns `operand::type` into a cast; the operand is taken back from `output`. Returns the index of the type's end. */
function postfixCast(tokens: readonly Token[], at: number, output: Token[], engine: CallRules): number {
  let start = output.length - 1;
  for (;;) {
    const token = output[start];
    if (isSymbol(token, ")") || isSymbol(token, "]")) {
      const open = opening(output, start);
      const isIndex = isSymbol(token, "]");
      start = open;
      if (isIndex) {
        start--;
        continue;
      }
    }
    if (isSymbol(output[start - 1], ".")) {
      start -= 2;
      continue;
    }
    break;
  }
  if (output[start]?.kind === "string" && isWord(output[start - 1], ...LITERAL_TYPES)) start--;
  if (start < 0) {
    const token = tokens[at] as Token;
    throw new SqlError("SYNTAX_ERROR", "'::' without a value", token.line, token.column);
  }
  const operand = output.splice(start);
  const end = typeEnd(tokens, at + 1);
  output.push(raw(engine.cast(render(operand).trim(), tokens.slice(at + 1, end), false), operand[0]));
  return end - 1;
}

/** The index after a type name: `varchar(10)`, `double precision`, `timestamp with time zone`, `decimal(10,2)`. */
export function typeEnd(tokens: readonly Token[], from: number): number {
  let i = from + 1;
  const first = tokens[from];
  if (isWord(first, "double") && isWord(tokens[i], "precision")) i++;
  if (isWord(first, "character", "char", "nchar") && isWord(tokens[i], "varying")) i++;
  if (isSymbol(tokens[i], "(")) i = closing(tokens, i) + 1;
  if (
    isWord(first, "timestamp", "time") &&
    isWord(tokens[i], "with", "without") &&
    isWord(tokens[i + 1], "time") &&
    isWord(tokens[i + 2], "zone")
  ) {
    i += 3;
  }
  return i;
}
