// PIVOT as the grouping that it stands for: DuckDB's takes no aggregate that is written by more than one of its own, such as AVG.
import { closing, findTop, splitTop } from "../../../sql/structure.ts";
import { identifier, isName, isSymbol, isWord, raw, SqlError, type Token } from "../../../sql/tokens.ts";

/** `t PIVOT (agg(x) [AS a] FOR c IN (v [AS n], …))` as `(SELECT * EXCLUDE (c, x), agg(CASE WHEN c = v THEN x END) AS "n", … FROM t GROUP BY ALL)`. */
export function rewritePivots(tokens: readonly Token[]): Token[] {
  const at = tokens.findIndex((token, i) => isWord(token, "pivot") && isSymbol(tokens[i + 1], "("));
  if (at < 0) return [...tokens];
  const from = tableStart(tokens, at);
  const close = closing(tokens, at + 1);
  const table = tokens.slice(from, at);
  const query = grouping(tokens.slice(at + 2, close), table, tokens[at] as Token).map((token) => ({
    ...token,
    gap: token.gap || " ",
  }));
  return rewritePivots([...tokens.slice(0, from), ...query, ...tokens.slice(close + 1)]);
}

/** Where the table begins that stands before PIVOT. */
function tableStart(tokens: readonly Token[], pivot: number): number {
  let depth = 0;
  for (let i = pivot - 1; i >= 0; i--) {
    if (isSymbol(tokens[i], ")")) depth++;
    if (isSymbol(tokens[i], "(") && --depth < 0) return i + 1;
    if (depth === 0 && (isWord(tokens[i], "from", "join") || isSymbol(tokens[i], ","))) return i + 1;
  }
  return 0;
}

const word = (text: string): Token => ({ ...raw(text), kind: "word" });
const symbol = (text: string): Token => ({ ...raw(text), kind: "symbol" });
const quoted = (name: string): Token => ({ ...raw(identifier(name)), kind: "quoted", value: name });

function grouping(inner: readonly Token[], table: readonly Token[], at: Token): Token[] {
  const near = (token: Token | undefined): SqlError =>
    new SqlError(
      "ERROR",
      `syntax error at or near "${token?.text ?? "pivot"}"`,
      (token ?? at).line,
      (token ?? at).column,
    );
  const forAt = findTop(inner, ["for"]);
  const [column, is, open] = inner.slice(forAt + 1, forAt + 4);
  if (forAt < 0 || !isName(column) || !isWord(is, "in") || !isSymbol(open, "(")) throw near(column);
  const [aggregate = [], another] = splitTop(inner.slice(0, forAt), ",");
  if (another) throw near(another[0]);
  const [name, bracket] = aggregate;
  if (!isName(name) || !isSymbol(bracket, "(")) throw near(name);
  const end = closing(aggregate, 1);
  const named = aggregate.slice(end + 1).filter((token) => !isWord(token, "as"));
  if (named.length > 1) throw near(named[0]);
  const isDistinct = isWord(aggregate[2], "distinct");
  const [value = [], ...rest] = splitTop(aggregate.slice(isDistinct ? 3 : 2, end), ",");
  const others = rest.flatMap((argument) => [symbol(","), ...argument]);
  const items = splitTop(inner.slice(forAt + 4, closing(inner, forAt + 3)), ",").map((item) => {
    const { key, label } = labelled(item);
    const asked = [column, ...(isWord(key[0], "null") ? [word("is"), word("null")] : [symbol("="), ...key])];
    const shown =
      value.length === 1 && isSymbol(value[0], "*") ? [{ ...raw("1"), kind: "number" as const }] : value;
    const chosen = [word("case"), word("when"), ...asked, word("then"), ...shown, word("end")];
    const title = named[0] ? `${label}_${named[0].value}` : label;
    const distinct = isDistinct ? [word("distinct")] : [];
    return [name, symbol("("), ...distinct, ...chosen, ...others, symbol(")"), word("as"), quoted(title)];
  });
  const gone = new Set([column.value, ...namesOf(value), ...namesOf(others)]);
  const exclude = [...gone].flatMap((one, i) => [...(i > 0 ? [symbol(",")] : []), quoted(one)]);
  const list = items.flatMap((item) => [symbol(","), ...item]);
  const head = [
    symbol("("),
    word("select"),
    symbol("*"),
    word("exclude"),
    symbol("("),
    ...exclude,
    symbol(")"),
    ...list,
  ];
  return [...head, word("from"), ...table, word("group"), word("by"), word("all"), symbol(")")];
}

/** A value of the list, and the name of its column. */
function labelled(item: readonly Token[]): { key: Token[]; label: string } {
  const last = item.at(-1);
  const isNamed = item.length > 1 && isName(last) && !isSymbol(item.at(-2), "-");
  if (isNamed) return { key: item.slice(0, -1).filter((token) => !isWord(token, "as")), label: last.value };
  return { key: [...item], label: item.map(({ value }) => value).join("") };
}

/** The columns that an aggregate's argument names. */
const namesOf = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token, i) => {
    const isCalled = isSymbol(tokens[i + 1], "(");
    const isType = isSymbol(tokens[i - 1], "::");
    const isColumn = token.kind === "quoted" || (token.kind === "word" && !WORDS.has(token.value));
    return isColumn && !isCalled && !isType ? [token.value] : [];
  });
const WORDS = new Set(
  "case when then else end and or not null is in like between true false distinct as".split(" "),
);
