// Columns without a name get PostgreSQL's: a call its function's, CASE case, a cast its operand's or its type's, all
// else ?column?. Outer queries may use these names, so every SELECT's list is named.
import { selectListEnd } from "../../../sql/select-list.ts";
import { closing, splitTop } from "../../../sql/structure.ts";
import { identifier, isName, isSymbol, isWord, raw, type Token } from "../../../sql/tokens.ts";
import { parseType } from "./types.ts";

const ENDS_LIST = new Set([
  "from",
  "where",
  "group",
  "having",
  "order",
  "limit",
  "offset",
  "union",
  "intersect",
  "except",
  "minus",
  "qualify",
  "into",
  "window",
]);
/** Words that stand for a value, and the names of the columns that they make. */
const NAMED_OTHERWISE = new Map([
  ["sysdate", "timestamp"],
  ["current_date", "date"],
  ["current_timestamp", "timestamptz"],
  ["current_time", "timetz"],
  ["localtimestamp", "timestamp"],
  ["localtime", "time"],
  ["current_user", "current_user"],
  ["current_user_id", "current_user_id"],
  ["session_user", "session_user"],
  ["user", "current_user"],
]);
/** Functions, and the names of the columns that they make. */
const CALLS_NAMED_OTHERWISE = new Map([
  ["nvl", "coalesce"],
  ["extract", "date_part"],
  ["date_part", "pgdate_part"],
  ["datepart", "pgdate_part"],
  ["dateadd", "date_add"],
  ["datediff", "date_diff"],
]);
const NO_ALIAS = new Set(["end", "null", "true", "false", ...NAMED_OTHERWISE.keys(), "nulls"]);
const OPERATORS = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "like",
  "ilike",
  "between",
  "over",
  "similar",
  "to",
  "at",
  "zone",
  "interval",
  "date",
  "timestamp",
  "case",
  "then",
  "else",
  "when",
  "collate",
]);

export function nameColumns(tokens: readonly Token[]): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    output.push(token);
    if (!isWord(token, "select") || isSymbol(tokens[i - 1], ".") || isWord(tokens[i - 1], "as")) continue;
    let from = i + 1;
    while (isWord(tokens[from], "distinct", "all")) output.push(tokens[from++] as Token);
    const to = selectListEnd(tokens, from, ENDS_LIST);
    const items = splitTop(tokens.slice(from, to), ",");
    for (const [n, item] of items.entries()) {
      if (n > 0) output.push(raw(",", { ...(item[0] as Token), gap: "" }));
      const inner = nameColumns(item);
      output.push(...inner);
      const name = nameless(item);
      if (name !== undefined) output.push(raw(`AS ${identifier(name)}`));
    }
    i = to - 1;
  }
  return output;
}

/** The name that an item gets, or undefined where it has one. */
function nameless(item: readonly Token[]): string | undefined {
  const last = item.at(-1);
  if (!last || isSymbol(last, "*")) return undefined;
  if (item.some((token, i) => isWord(token, "exclude") && isSymbol(item[i - 1], "*"))) return undefined;
  const before = item.at(-2);
  if (isName(last) && !(last.kind === "word" && NO_ALIAS.has(last.value))) {
    // DuckDB would name a path into a SUPER by the whole path.
    if (isSymbol(before, ".") && item.some((token) => isSymbol(token, "[") || isSymbol(token, "(")))
      return last.value;
    if (before === undefined || isWord(before, "as")) return undefined;
    if (isSymbol(before, ".")) return isPath(item) ? undefined : nameOf(item);
    const isAlias =
      before.kind === "symbol"
        ? isSymbol(before, ")") || isSymbol(before, "]")
        : !(before.kind === "word" && OPERATORS.has(before.value));
    // `x::varchar` and `x::double precision` end in a type.
    const castAt = item.findLastIndex((token) => isSymbol(token, "::"));
    if (isAlias && !(castAt >= 0 && isType(item.slice(castAt + 1)))) return undefined;
  }
  return nameOf(item);
}

/** `a.b.c` */
const isPath = (item: readonly Token[]): boolean =>
  item.every((token, i) => (i % 2 === 0 ? isName(token) : isSymbol(token, ".")));

function isType(tokens: readonly Token[]): boolean {
  try {
    parseType(tokens);
    return true;
  } catch {
    return false;
  }
}

/** Whether there is an operator outside brackets: a cast is of the last operand alone then. */
function isComputed(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.some((token) => {
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    const isPlain = token.kind !== "symbol" || /^(?:[()[\].,]|::)$/.test(token.value);
    return (
      depth === 0 &&
      (!isPlain || isWord(token, "and", "or", "in", "is", "like", "ilike", "between", "similar"))
    );
  });
}

function nameOf(item: readonly Token[]): string {
  const first = item[0] as Token;
  const cast = item.findLastIndex((token) => isSymbol(token, "::"));
  if (cast > 0 && isType(item.slice(cast + 1)) && !isComputed(item.slice(0, cast))) {
    const inner = nameOf(item.slice(0, cast));
    return inner === "?column?" ? parseType(item.slice(cast + 1)).name : inner;
  }
  if (
    item.every((token, i) => (i % 2 === 0 ? isName(token) : isSymbol(token, "."))) &&
    !isWord(first, "null", "true", "false")
  ) {
    const last = item.at(-1) as Token;
    return (item.length === 1 && first.kind === "word" && NAMED_OTHERWISE.get(first.value)) || last.value;
  }
  if (isWord(first, "true", "false") && item.length === 1) return "bool";
  if (isWord(first, "case") && isWord(item.at(-1), "end")) return "case";
  if (isWord(first, "date", "timestamp") && item.length === 2) return first.value;
  if (isWord(first, "approximate")) return nameOf(item.slice(1));
  if (isName(first) && !isWord(first, "not") && isSymbol(item[1], "(")) {
    const close = closing(item, 1);
    const after = item[close + 1];
    if (after === undefined || isWord(after, "over", "within", "ignore", "respect")) {
      if (isWord(first, "cast")) {
        const inner = item.slice(2, close);
        const as = inner.findLastIndex((token) => isWord(token, "as"));
        const name = as > 0 ? nameOf(inner.slice(0, as)) : "?column?";
        return name === "?column?" && as > 0 && isType(inner.slice(as + 1))
          ? parseType(inner.slice(as + 1)).name
          : name;
      }
      return CALLS_NAMED_OTHERWISE.get(first.value) ?? first.value;
    }
  }
  return "?column?";
}
