// Tokens → syntax tree, by precedence climbing (Pratt): or, and, not, comparisons, + -, * / %, sign.
import type { Token } from "./lexer.ts";
import { ExpressionError, tokenize } from "./lexer.ts";
import type { Arithmetic, Comparison, Syntax } from "./syntax.ts";

/** Words of the grammar; a column of such a name is written in double quotes. */
export const RESERVED = new Set(["and", "or", "not", "in", "is", "null", "true", "false", "between", "like"]);
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": "=",
  "==": "=",
  "!=": "<>",
  "<>": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

/** Deeper trees are refused, long before a stack or DuckDB's own limit ends. */
export const MAX_DEPTH = 100;

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): Syntax {
    if (this.#peek().kind === "end") throw new ExpressionError("it is empty", 1);
    const tree = this.#or();
    if (this.#peek().kind !== "end") throw this.#unexpected("and, or, or the end");
    return tree;
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#at += 1;
    return token;
  }

  #unexpected(wanted: string): ExpressionError {
    const token = this.#peek();
    const found = token.kind === "end" ? "it ends" : `"${token.text}" is found`;
    return new ExpressionError(`${found} where ${wanted} is needed`, token.position);
  }

  #word(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "name" || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #symbol(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== "symbol" || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#symbol(symbol)) throw this.#unexpected(`"${symbol}"`);
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new ExpressionError(`it nests deeper than ${MAX_DEPTH} levels`, this.#peek().position);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #or(): Syntax {
    return this.#chain("or", () => this.#chain("and", () => this.#not()));
  }

  #chain(word: "and" | "or", operand: () => Syntax): Syntax {
    const first = operand();
    const operands = [first];
    while (this.#word(word)) operands.push(operand());
    return operands.length === 1 ? first : { is: word, operands, position: first.position };
  }

  #not(): Syntax {
    const { position } = this.#peek();
    if (!this.#word("not")) return this.#comparison();
    return this.#nested(() => ({ is: "not", operand: this.#not(), position }));
  }

  #comparison(): Syntax {
    const left = this.#sum();
    const token = this.#peek();
    const operator = token.kind === "symbol" ? COMPARISONS[token.text] : undefined;
    if (operator) {
      this.#at += 1;
      const tree: Syntax = {
        is: "comparison",
        operator,
        left,
        right: this.#sum(),
        position: token.position,
      };
      const after = this.#peek();
      if (after.kind === "symbol" && COMPARISONS[after.text])
        throw new ExpressionError("comparisons do not chain: join two with and", after.position);
      return tree;
    }
    if (this.#word("is")) {
      const negated = this.#word("not");
      if (!this.#word("null")) throw this.#unexpected("null");
      return { is: "null_test", operand: left, negated, position: token.position };
    }
    const negated = this.#word("not");
    if (this.#word("in")) return this.#in(left, negated, token.position);
    if (this.#word("between")) {
      const low = this.#sum();
      if (!this.#word("and")) throw this.#unexpected("and");
      return { is: "between", operand: left, low, high: this.#sum(), negated, position: token.position };
    }
    if (this.#word("like"))
      return { is: "like", operand: left, pattern: this.#sum(), negated, position: token.position };
    if (negated) throw this.#unexpected("in, between or like");
    return left;
  }

  #in(operand: Syntax, negated: boolean, position: number): Syntax {
    this.#expect("(");
    return { is: "in", operand, list: this.#list(), negated, position };
  }

  /** Expressions between commas, up to and with the closing parenthesis; at least one. */
  #list(): Syntax[] {
    const list: Syntax[] = [];
    do list.push(this.#nested(() => this.#or()));
    while (this.#symbol(","));
    this.#expect(")");
    return list;
  }

  #sum(): Syntax {
    return this.#arithmetic(["+", "-"], () => this.#arithmetic(["*", "/", "%"], () => this.#sign()));
  }

  #arithmetic(operators: readonly Arithmetic[], operand: () => Syntax): Syntax {
    let tree = operand();
    for (;;) {
      const token = this.#peek();
      const operator = operators.find((one) => token.kind === "symbol" && token.text === one);
      if (!operator) return tree;
      this.#at += 1;
      tree = { is: "arithmetic", operator, left: tree, right: operand(), position: token.position };
    }
  }

  #sign(): Syntax {
    const { position } = this.#peek();
    if (this.#symbol("-")) return this.#nested(() => ({ is: "minus", operand: this.#sign(), position }));
    if (this.#symbol("+")) return this.#nested(() => this.#sign());
    return this.#primary();
  }

  #primary(): Syntax {
    const token = this.#peek();
    const { position } = token;
    switch (token.kind) {
      case "number":
        this.#next();
        return { is: "number", text: token.text, position };
      case "text":
        this.#next();
        return { is: "text", text: token.text, position };
      case "quoted":
        this.#next();
        return { is: "column", name: token.text, position };
      case "name":
        return this.#name(token);
      default:
        break;
    }
    if (this.#symbol("(")) {
      const inner = this.#nested(() => this.#or());
      this.#expect(")");
      return inner;
    }
    throw this.#unexpected("a column, a value or a function");
  }

  #name(token: Token): Syntax {
    const { position } = token;
    const word = token.text.toLowerCase();
    if (word === "true" || word === "false") {
      this.#next();
      return { is: "boolean", value: word === "true", position };
    }
    if (word === "null") {
      this.#next();
      return { is: "null", position };
    }
    if (RESERVED.has(word)) throw this.#unexpected("a column, a value or a function");
    this.#next();
    const after = this.#peek();
    if ((word === "date" || word === "timestamp") && after.kind === "text") {
      this.#next();
      return { is: word, text: after.text, position };
    }
    if (this.#symbol("(")) return { is: "call", name: word, arguments: this.#list(), position };
    return { is: "column", name: token.text, position };
  }
}

/** Reads an expression; throws ExpressionError where it is none. */
export const parseSyntax = (text: string): Syntax => new Parser(text).parse();
