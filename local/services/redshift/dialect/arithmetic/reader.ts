// Reads an expression of a query's tokens as a tree, and knows where it ends.
import { typeEnd } from "../../../../sql/calls.ts";
import { closing } from "../../../../sql/structure.ts";
import { isName, isSymbol, isWord, raw, type Token } from "../../../../sql/tokens.ts";
import { comparedSides } from "./compared.ts";
import { labelOf, newScope, type Scope } from "./scope.ts";
import { type Node, written } from "./tree.ts";
import { CLAUSES, OPERATORS, RESERVED, UNITS } from "./words.ts";

export type Mark = (tokens: readonly Token[], dynamic: boolean, scope: Scope) => Token[];

export interface Read {
  node: Node;
  end: number;
}

export class Reader {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  readonly #dynamic: boolean;
  readonly #mark: Mark;
  /** What was read already: what stands in brackets is read through for each reading. */
  readonly #sums = new Map<number, Read | undefined>();

  /** @param mark what marks the expressions within brackets, a CASE or an index */
  constructor(tokens: readonly Token[], scope: Scope, dynamic: boolean, mark: Mark) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#dynamic = dynamic;
    this.#mark = mark;
  }

  /** Sums with || between them. */
  joined(from: number): { tokens: Token[]; end: number } | undefined {
    const tokens: Token[] = [];
    for (let at = from; ; ) {
      const read = this.sum(at);
      if (!read) return undefined;
      tokens.push(...written(read.node, this.#scope));
      const next = this.#tokens[read.end];
      if (!next || !isSymbol(next, "||")) return { tokens, end: read.end };
      tokens.push(next);
      at = read.end + 1;
    }
  }

  sum(from: number): Read | undefined {
    if (!this.#sums.has(from)) this.#sums.set(from, this.#sum(from));
    return this.#sums.get(from);
  }

  #sum(from: number): Read | undefined {
    return this.#chain(from, ["+", "-"], (at) => this.#chain(at, ["*", "/", "%"], (i) => this.#signed(i)));
  }

  concatenation(from: number): Read | undefined {
    return this.#chain(from, ["||"], (at) => this.sum(at));
  }

  /** Whether the word at `i` begins or ends a clause. */
  #isClause(i: number): boolean {
    const token = this.#tokens[i] as Token;
    if (token.kind !== "word") return false;
    if (RESERVED.has(token.value)) return true;
    const beside = [this.#tokens[i - 1], this.#tokens[i + 1]];
    return CLAUSES.has(token.value) && !beside.some((t) => t?.kind === "symbol" && OPERATORS.has(t.value));
  }

  #chain(from: number, operators: string[], part: (i: number) => Read | undefined): Read | undefined {
    let read = part(from);
    while (read) {
      const token = this.#tokens[read.end];
      if (token?.kind !== "symbol" || !operators.includes(token.value)) return read;
      const right = part(read.end + 1);
      if (!right) return read;
      const node: Node = { operator: token.value, left: read.node, right: right.node, grouped: false };
      read = { node, end: right.end };
    }
    return undefined;
  }

  #signed(i: number): Read | undefined {
    const token = this.#tokens[i];
    if (!isSymbol(token, "-") && !isSymbol(token, "+")) return this.#powers(i);
    const read = this.#signed(i + 1);
    if (!read) return undefined;
    if (isSymbol(token, "+")) return read;
    const isNumber = "operand" in read.node && read.node.operand[0]?.kind === "number";
    if (!("operand" in read.node) || (this.#dynamic && !isNumber))
      return { ...read, node: { negated: read.node } };
    const [first, ...rest] = read.node.operand;
    const operand = [token as Token, { ...(first as Token), gap: isSymbol(first, "-") ? " " : "" }, ...rest];
    return { ...read, node: { operand } };
  }

  /** `a ^ b` binds closer than the signs, and is a double whatever its operands. */
  #powers(i: number): Read | undefined {
    let read = this.#postfixed(i);
    while (read && isSymbol(this.#tokens[read.end], "^")) {
      const right = this.#signed(read.end + 1);
      if (!right) return read;
      const operator = this.#tokens[read.end] as Token;
      const operand = [...written(read.node, this.#scope), operator, ...written(right.node, this.#scope)];
      read = { node: { operand }, end: right.end };
    }
    return read;
  }

  /** An operand with its casts, indexes, members and time zone. */
  #postfixed(i: number): Read | undefined {
    const read = this.#primary(i);
    if (!read) return undefined;
    let { node, end } = read;
    const extend = (to: number, ...tokens: Token[]): void => {
      const head = "operand" in node ? node.operand : [paren("("), ...written(node, this.#scope), paren(")")];
      node = { operand: [...head, ...tokens] };
      end = to;
    };
    for (;;) {
      const token = this.#tokens[end];
      if (isSymbol(token, "::")) {
        const to = typeEnd(this.#tokens, end + 1);
        extend(to, ...this.#tokens.slice(end, to));
      } else if (isSymbol(token, "[")) {
        const close = closing(this.#tokens, end);
        const index = this.#mark(this.#tokens.slice(end + 1, close), this.#dynamic, this.#scope);
        extend(close + 1, token as Token, ...index, this.#tokens[close] as Token);
      } else if (isSymbol(token, ".") && isName(this.#tokens[end + 1])) {
        extend(end + 2, ...this.#tokens.slice(end, end + 2));
      } else if (isWord(token, "at") && isWord(this.#tokens[end + 1], "time")) {
        const zone = this.#primary(end + 3);
        if (!zone) return { node, end };
        extend(zone.end, ...this.#tokens.slice(end, end + 3), ...written(zone.node, this.#scope));
      } else return { node, end };
    }
  }

  #primary(i: number): Read | undefined {
    const tokens = this.#tokens;
    const token = tokens[i];
    if (!token) return undefined;
    if (token.kind === "number" || token.kind === "string") return { node: { operand: [token] }, end: i + 1 };
    if (token.kind === "raw") {
      // A parameter's value, or a word that stands for a call or a text; others are parts of clauses.
      return /^(\(?-?\d+(\.\d+)?\)?|rs_\w+\(\)|\(?(?:SELECT )?CAST\(.*\)\)?|'.*')$/s.test(token.text)
        ? { node: { operand: [token] }, end: i + 1 }
        : undefined;
    }
    if (isSymbol(token, "(")) return this.#bracketed(i);
    if (!isName(token)) return undefined;
    if (isWord(token, "case")) return this.#case(i);
    const isCall = isSymbol(tokens[i + 1], "(");
    if (this.#isClause(i)) return undefined;
    if (isCall) return this.#call(i);
    let end = i + 1;
    if (token.kind === "word" && tokens[end]?.kind === "string") {
      // date '2024-01-01', interval '1' day
      end++;
      const unit = tokens[end];
      if (isWord(token, "interval") && unit?.kind === "word" && UNITS.has(unit.value)) end++;
      return { node: { operand: tokens.slice(i, end) }, end };
    }
    while (isSymbol(tokens[end], ".") && (isName(tokens[end + 1]) || isSymbol(tokens[end + 1], "*")))
      end += 2;
    if (isSymbol(tokens[end], "(")) {
      const call = this.#call(end - 1);
      if (call && "operand" in call.node) {
        return { node: { operand: [...tokens.slice(i, end - 1), ...call.node.operand] }, end: call.end };
      }
    }
    return { node: { operand: tokens.slice(i, end) }, end };
  }

  #bracketed(open: number): Read {
    const close = closing(this.#tokens, open);
    const inner = this.#tokens.slice(open + 1, close);
    if (!isWord(inner[0], "select", "with", "values")) {
      const whole = new Reader(inner, this.#scope, this.#dynamic, this.#mark).sum(0);
      if (whole?.end === inner.length && !("operand" in whole.node)) {
        const node = "operator" in whole.node ? { ...whole.node, grouped: true } : whole.node;
        return { node, end: close + 1 };
      }
    }
    return { node: { operand: this.#brackets(open, close) }, end: close + 1 };
  }

  #brackets(open: number, close: number): Token[] {
    const inner = this.#tokens.slice(open + 1, close);
    const scope = isWord(inner[0], "select", "with") ? newScope(inner) : this.#scope;
    return [
      this.#tokens[open] as Token,
      ...this.#mark(inner, this.#dynamic, scope),
      this.#tokens[close] as Token,
    ];
  }

  /** A call, with WITHIN GROUP, IGNORE NULLS and OVER. Its name keeps the query that it stands in. */
  #call(i: number): Read {
    const tokens = this.#tokens;
    const close = closing(tokens, i + 1);
    const operand = [
      { ...(tokens[i] as Token), scope: labelOf(this.#scope) },
      ...this.#brackets(i + 1, close),
    ];
    let end = close + 1;
    for (;;) {
      const words =
        isWord(tokens[end], "within") ||
        (isWord(tokens[end], "ignore", "respect") && isWord(tokens[end + 1], "nulls"))
          ? 2
          : isWord(tokens[end], "over")
            ? 1
            : 0;
      if (words === 0) return { node: { operand }, end };
      operand.push(...tokens.slice(end, end + words));
      end += words;
      if (isSymbol(tokens[end], "(")) {
        const to = closing(tokens, end);
        operand.push(...this.#brackets(end, to));
        end = to + 1;
      } else if (words === 1) {
        operand.push(tokens[end] as Token);
        end++;
      }
    }
  }

  #case(from: number): Read | undefined {
    const end = caseEnd(this.#tokens, from);
    if (end === undefined) return undefined;
    const inner = this.#tokens.slice(from + 1, end);
    const marked = this.#simpleCase(inner) ?? this.#mark(inner, this.#dynamic, this.#scope);
    const operand = [this.#tokens[from] as Token, ...marked, this.#tokens[end] as Token];
    return { node: { operand }, end: end + 1 };
  }

  /** `CASE x WHEN a THEN …`: x is compared with each a. Undefined where it is no such CASE. */
  #simpleCase(inner: readonly Token[]): Token[] | undefined {
    if (this.#dynamic || isWord(inner[0], "when")) return undefined;
    const reader = new Reader(inner, this.#scope, false, this.#mark);
    const subject = reader.joined(0);
    if (!subject || !isWord(inner[subject.end], "when")) return undefined;
    const values: { tokens: Token[]; from: number; end: number }[] = [];
    for (let at = subject.end; at >= 0; at = nextWhen(inner, at + 1)) {
      const value = reader.joined(at + 1);
      if (!value || !isWord(inner[value.end], "then")) return undefined;
      values.push({ ...value, from: at });
    }
    const [first = [], ...rest] = comparedSides(
      [subject.tokens, ...values.map(({ tokens }) => tokens)],
      this.#scope,
    );
    const branches = values.flatMap(({ from, end }, i) => [
      inner[from] as Token,
      ...(rest[i] ?? []),
      ...this.#mark(inner.slice(end, values[i + 1]?.from), this.#dynamic, this.#scope),
    ]);
    return [...first, ...branches];
  }
}

/** The index of END. */
function caseEnd(tokens: readonly Token[], from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    if (isWord(tokens[i], "case")) depth++;
    if (isWord(tokens[i], "end") && --depth === 0) return i;
  }
  return undefined;
}

/** The next WHEN of the same CASE, or -1. */
function nextWhen(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    if (isSymbol(tokens[i], "(")) i = closing(tokens, i);
    else if (isWord(tokens[i], "case")) depth++;
    else if (isWord(tokens[i], "end")) depth--;
    else if (depth === 0 && isWord(tokens[i], "when")) return i;
  }
  return -1;
}

const paren = (text: "(" | ")"): Token => ({ ...raw(text), kind: "symbol", gap: text === "(" ? " " : "" });
