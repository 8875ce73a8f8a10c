// Comparisons among a query's tokens: with their sides without the blanks at their end, or as marks where one may be a SUPER.
import { closing, splitTop } from "../../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, SqlError, type Token } from "../../../../sql/tokens.ts";
import { COMPARISONS } from "../numeric.ts";
import { comparedSides, rowOf, withoutBlanks } from "./compared.ts";
import { type Mark, type Read, Reader } from "./reader.ts";
import type { Scope } from "./scope.ts";
import { type Node, written } from "./tree.ts";

/** Longer lists that may hold a SUPER are compared as DuckDB does it. */
const MAX_ITEMS = 50;

/** Tokens that stand for those from a place to `end`. */
export interface Rewritten {
  tokens: Token[];
  end: number;
}

export class Comparisons {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  readonly #mark: Mark;
  readonly #reader: Reader;

  /** @param reader of the same tokens */
  constructor(reader: Reader, tokens: readonly Token[], scope: Scope, mark: Mark) {
    this.#reader = reader;
    this.#tokens = tokens;
    this.#scope = scope;
    this.#mark = mark;
  }

  /** A comparison in a statement without SUPERs. Undefined where nothing is compared. */
  plain(from: number): Rewritten | undefined {
    const left = this.#reader.joined(from);
    if (!left) return undefined;
    const operator = this.#operatorAt(left.end);
    if (!operator) return this.#between(left) ?? this.#list(left);
    const right = this.#reader.joined(operator.end);
    if (!right) return undefined;
    const rows = this.#rows(left.tokens, operator.tokens[0] as Token, right.tokens);
    if (rows) return { tokens: rows, end: right.end };
    const [a = [], b = []] = comparedSides([left.tokens, right.tokens], this.#scope);
    return { tokens: [...a, ...operator.tokens, ...b], end: right.end };
  }

  /** `(a, b) = (c, d)` as `(a = c AND b = d)`: DuckDB takes nulls within rows for equal. */
  #rows(left: readonly Token[], operator: Token, right: readonly Token[]): Token[] | undefined {
    const [ours, theirs] = [rowOf(left), rowOf(right)];
    if (!ours || !theirs) return undefined;
    const { line, column } = operator;
    if (ours.length !== theirs.length)
      throw new SqlError("ERROR", "unequal number of entries in row expressions", line, column);
    const isEqual = isSymbol(operator, "=");
    if (!isEqual && !isSymbol(operator, "<>") && !isSymbol(operator, "!=")) {
      const words = `${operator.text} of rows is not available in the local Redshift`;
      throw new SqlError("ERROR", words, line, column);
    }
    const pairs = ours.flatMap((value, i) => {
      const [a = [], b = []] = comparedSides([value, theirs[i] as Token[]], this.#scope);
      return [...(i > 0 ? [raw(isEqual ? " AND " : " OR ")] : []), ...a, operator, ...b];
    });
    return [{ ...raw("(", left[0]), gap: " " }, ...pairs, raw(")")];
  }

  /** `FOR name IN (a, b)` of UNPIVOT, where nothing is compared. */
  unpivoted(from: number): Rewritten | undefined {
    const [word, name, is, open] = this.#tokens.slice(from, from + 4);
    if (!isWord(word, "for") || !isName(name) || !isWord(is, "in") || !isSymbol(open, "(")) return undefined;
    const end = closing(this.#tokens, from + 3) + 1;
    return { tokens: this.#tokens.slice(from, end), end };
  }

  /** `=` and its kin, or `IS [NOT] DISTINCT FROM`. */
  #operatorAt(at: number): Rewritten | undefined {
    const token = this.#tokens[at];
    if (token?.kind === "symbol" && COMPARISONS.has(token.value)) return { tokens: [token], end: at + 1 };
    if (!isWord(token, "is")) return undefined;
    const distinct = isWord(this.#tokens[at + 1], "not") ? at + 2 : at + 1;
    if (!isWord(this.#tokens[distinct], "distinct") || !isWord(this.#tokens[distinct + 1], "from"))
      return undefined;
    return { tokens: this.#tokens.slice(at, distinct + 2), end: distinct + 2 };
  }

  /** `a BETWEEN b AND c` */
  #between(left: Rewritten): Rewritten | undefined {
    const at = this.#afterNot(left.end);
    if (!isWord(this.#tokens[at], "between")) return undefined;
    const low = this.#reader.joined(at + 1);
    if (!low || !isWord(this.#tokens[low.end], "and")) return undefined;
    const high = this.#reader.joined(low.end + 1);
    if (!high) return undefined;
    const [a = [], b = [], c = []] = comparedSides([left.tokens, low.tokens, high.tokens], this.#scope);
    const words = this.#tokens.slice(left.end, at + 1);
    return { tokens: [...a, ...words, ...b, this.#tokens[low.end] as Token, ...c], end: high.end };
  }

  /** `a IN (b, c)`; that of a query's rows is a matter of its tree. */
  #list(left: Rewritten): Rewritten | undefined {
    const at = this.#afterNot(left.end);
    const open = at + 1;
    if (!isWord(this.#tokens[at], "in") || !isSymbol(this.#tokens[open], "(")) return undefined;
    const close = closing(this.#tokens, open);
    const inner = this.#tokens.slice(open + 1, close);
    if (
      isWord(inner[0], "select", "with", "values") ||
      (isSymbol(inner[0], "(") && isWord(inner[1], "select", "with"))
    )
      return undefined;
    const items = splitTop(inner, ",").map((item) => this.#item(item));
    if (rowOf(left.tokens)) return this.#listOfRows(left, at, items, close + 1);
    const [subject = [], ...values] = comparedSides([left.tokens, ...items], this.#scope);
    const list = values.flatMap((value, i) =>
      i > 0 ? [raw(",", { ...(this.#tokens[open] as Token), gap: "" }), ...value] : value,
    );
    const words = this.#tokens.slice(left.end, open + 1);
    return { tokens: [...subject, ...words, ...list, this.#tokens[close] as Token], end: close + 1 };
  }

  #listOfRows(left: Rewritten, at: number, items: readonly Token[][], end: number): Rewritten {
    const equals = { ...raw("=", this.#tokens[at]), kind: "symbol" as const, value: "=" };
    const rows = items.flatMap((item, i) => [
      ...(i > 0 ? [raw(" OR ")] : []),
      ...(this.#rows(left.tokens, equals, item) ?? [...left.tokens, equals, ...item]),
    ]);
    const open = { ...raw(at > left.end ? "(NOT (" : "((", left.tokens[0]), gap: " " };
    return { tokens: [open, ...rows, raw("))")], end };
  }

  #item(item: readonly Token[]): Token[] {
    const read = new Reader(item, this.#scope, false, this.#mark).joined(0);
    return read?.end === item.length ? read.tokens : this.#mark(item, false, this.#scope);
  }

  readonly #afterNot = (at: number): number => (isWord(this.#tokens[at], "not") ? at + 1 : at);

  /** `a = b` where one may be a SUPER, and what stands alone. */
  dynamic(from: number): Read | undefined {
    const left = this.#reader.concatenation(from);
    if (!left) return undefined;
    const token = this.#tokens[left.end];
    if (this.#isOfText(left.end)) return { node: { texted: left.node }, end: left.end };
    if (token?.kind !== "symbol" || !COMPARISONS.has(token.value)) return left;
    const right = this.#reader.concatenation(left.end + 1);
    if (!right) return left;
    const node: Node = { operator: token.value, left: left.node, right: right.node, grouped: false };
    return { node, end: right.end };
  }

  /** `a IN (1, 'x')` where one may be a SUPER, which compares with values of any type: as `(a = 1 OR a = 'x')`. */
  dynamicList(from: number): Rewritten | undefined {
    const left = this.#reader.concatenation(from);
    if (!left) return undefined;
    const at = this.#afterNot(left.end);
    const open = at + 1;
    if (!isWord(this.#tokens[at], "in") || !isSymbol(this.#tokens[open], "(")) return undefined;
    const end = closing(this.#tokens, open) + 1;
    const items = splitTop(this.#tokens.slice(open + 1, end - 1), ",");
    if (items.length > MAX_ITEMS) return this.#longList(left, open, end);
    const tokens: Token[] = [{ ...raw(at > left.end ? "(NOT (" : "((", this.#tokens[from]), gap: " " }];
    for (const [n, item] of items.entries()) {
      if (isWord(item[0], "select", "with", "values")) return undefined;
      const right = new Reader(item, this.#scope, true, this.#mark).concatenation(0);
      if (right?.end !== item.length) return undefined;
      if (n > 0) tokens.push(raw(" OR "));
      tokens.push(...this.#marked("=", left.node, right.node));
    }
    return { tokens: [...tokens, raw("))")], end };
  }

  /** A list of texts alone, with which the text of a SUPER is compared. */
  #longList(left: Read, open: number, end: number): Rewritten | undefined {
    const list = this.#tokens.slice(open, end);
    if (list[1]?.kind !== "string") return undefined;
    const subject = written({ blanked: { texted: left.node } }, this.#scope);
    return { tokens: [...subject, ...this.#tokens.slice(left.end, open), ...list.map(withoutBlanks)], end };
  }

  /** `a BETWEEN b AND c` where one may be a SUPER: as `(a >= b AND a <= c)`. */
  dynamicBetween(from: number): Rewritten | undefined {
    const left = this.#reader.concatenation(from);
    if (!left) return undefined;
    const at = this.#afterNot(left.end);
    if (!isWord(this.#tokens[at], "between")) return undefined;
    const low = this.#reader.concatenation(at + 1);
    if (!low || !isWord(this.#tokens[low.end], "and")) return undefined;
    const high = this.#reader.concatenation(low.end + 1);
    if (!high) return undefined;
    const open = { ...raw(at > left.end ? "(NOT (" : "((", this.#tokens[from]), gap: " " };
    const least = this.#marked(">=", left.node, low.node);
    const tokens = [open, ...least, raw(" AND "), ...this.#marked("<=", left.node, high.node), raw("))")];
    return { tokens, end: high.end };
  }

  #marked(operator: string, left: Node, right: Node): Token[] {
    return written({ operator, left, right, grouped: false }, this.#scope);
  }

  /** Whether what stands at `i` takes the text of what is before it: LIKE, a regular expression, IN of texts. */
  #isOfText(i: number): boolean {
    const at = this.#afterNot(i);
    const [token, open, first] = this.#tokens.slice(at, at + 3);
    if (isWord(token, "like", "ilike", "similar") || isSymbol(token, "~") || isSymbol(token, "!~"))
      return true;
    return isWord(token, "in") && isSymbol(open, "(") && first?.kind === "string";
  }
}
