// Paths of SQL/JSON, as json_value, json_query and json_exists take them: `lax $.items[*]?(@.price > 10).name`.
// Source: Trino's "JSON functions and operators", the part on the path language.
import { SqlError } from "../../../../sql/tokens.ts";

/** An element by its number, from the first or from the last. */
export interface Index {
  fromLast: boolean;
  at: number;
}

export type Step =
  | { kind: "member"; name: string }
  | { kind: "members" }
  | { kind: "elements" }
  | { kind: "subscripts"; ranges: readonly (readonly [from: Index, to: Index])[] }
  | { kind: "filter"; predicate: Predicate }
  | { kind: "size" };

export interface Path {
  /** Where it begins: the whole document, or the item that a filter looks at. */
  root: "$" | "@";
  steps: readonly Step[];
}

/** A path, or a value as JSON. */
export type Operand = { path: Path } | { literal: string };
export type Comparison = "==" | "<>" | "<" | "<=" | ">" | ">=";
export type Predicate =
  | { kind: "and" | "or"; sides: readonly [Predicate, Predicate] }
  | { kind: "not"; inner: Predicate }
  | { kind: "exists"; path: Path }
  | { kind: "comparison"; operator: Comparison; left: Operand; right: Operand };

export interface JsonPath {
  /** What does not fit the path's shape is an error there, and passed over in lax mode. */
  isStrict: boolean;
  path: Path;
}

const PARTS =
  /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(&&|\|\||==|<>|!=|<=|>=|\.\.|[$@.[\](),*?<>!+-]))/y;

interface Part {
  kind: "text" | "number" | "word" | "symbol";
  value: string;
}

/**
 * @param at where the path stands in the query
 * @throws Trino's error where it is no path, and that it is not available where it is one that this lacks
 */
export function parsePath(text: string, at?: { line: number; column: number }): JsonPath {
  return new Parser(text, at).whole();
}

class Parser {
  readonly #text: string;
  readonly #at: { line: number; column: number } | undefined;
  readonly #parts: Part[];
  #next = 0;

  constructor(text: string, at?: { line: number; column: number }) {
    this.#text = text;
    this.#at = at;
    this.#parts = this.#split();
  }

  whole(): JsonPath {
    const mode = this.#part();
    if (mode?.kind !== "word" || !/^(?:lax|strict)$/.test(mode.value)) throw this.#wrong();
    this.#next++;
    const path = this.#path();
    if (this.#part() !== undefined || path.root === "@") throw this.#lacking();
    return { isStrict: mode.value === "strict", path };
  }

  #split(): Part[] {
    const parts: Part[] = [];
    PARTS.lastIndex = 0;
    for (let end = 0; this.#text.slice(end).trim() !== ""; end = PARTS.lastIndex) {
      PARTS.lastIndex = end;
      const match = PARTS.exec(this.#text);
      if (!match) throw this.#wrong();
      const [, quoted, number, word, symbol] = match;
      if (quoted !== undefined) parts.push({ kind: "text", value: this.#unquoted(quoted) });
      else if (number !== undefined) parts.push({ kind: "number", value: number });
      else if (word !== undefined) parts.push({ kind: "word", value: word });
      else parts.push({ kind: "symbol", value: symbol as string });
    }
    return parts;
  }

  #unquoted(quoted: string): string {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.#wrong();
    }
  }

  #path(): Path {
    const { kind, value: root } = this.#part() ?? {};
    if (kind !== "symbol" || (root !== "$" && root !== "@"))
      // A path may be a value, or a sum, as well.
      throw kind !== "word" && root !== undefined ? this.#lacking() : this.#wrong();
    this.#next++;
    const steps: Step[] = [];
    for (;;) {
      if (this.#takes(".")) steps.push(this.#member());
      else if (this.#takes("[")) steps.push(this.#subscripts());
      else if (this.#takes("?")) {
        this.#expect("(");
        const predicate = this.#either();
        this.#expect(")");
        steps.push({ kind: "filter", predicate });
      } else return { root, steps };
    }
  }

  #member(): Step {
    if (this.#takes("*")) return { kind: "members" };
    const part = this.#part();
    if (part?.kind !== "word" && part?.kind !== "text") throw this.#wrong();
    this.#next++;
    if (part.kind === "word" && this.#takes("(")) {
      if (part.value !== "size" || !this.#takes(")")) throw this.#lacking();
      return { kind: "size" };
    }
    return { kind: "member", name: part.value };
  }

  #subscripts(): Step {
    if (this.#takes("*")) {
      this.#expect("]");
      return { kind: "elements" };
    }
    const ranges: [Index, Index][] = [];
    do {
      const from = this.#index();
      ranges.push([from, this.#takes("to") ? this.#index() : from]);
    } while (this.#takes(","));
    this.#expect("]");
    return { kind: "subscripts", ranges };
  }

  #index(): Index {
    if (this.#takes("last")) {
      const part = this.#part();
      // `last -1` is read as a number, `last - 1` as a sign and one.
      if (part?.kind === "number" && part.value.startsWith("-")) return this.#fromLast(part.value.slice(1));
      if (!this.#takes("-")) return { fromLast: true, at: 0 };
      return this.#fromLast(this.#part()?.value ?? "");
    }
    const part = this.#part();
    if (part?.kind !== "number" || !/^\d+$/.test(part.value)) throw part ? this.#lacking() : this.#wrong();
    this.#next++;
    return { fromLast: false, at: Number(part.value) };
  }

  #fromLast(digits: string): Index {
    if (!/^\d+$/.test(digits)) throw this.#lacking();
    this.#next++;
    return { fromLast: true, at: Number(digits) };
  }

  #either(): Predicate {
    let left = this.#both();
    while (this.#takes("||")) left = { kind: "or", sides: [left, this.#both()] };
    return left;
  }

  #both(): Predicate {
    let left = this.#one();
    while (this.#takes("&&")) left = { kind: "and", sides: [left, this.#one()] };
    return left;
  }

  #one(): Predicate {
    if (this.#takes("!")) return { kind: "not", inner: this.#bracketed() };
    const part = this.#part();
    if (part?.value === "exists" || (part?.kind === "symbol" && part.value === "(")) return this.#bracketed();
    const left = this.#operand();
    const operator = this.#part();
    const found = operator?.kind === "symbol" ? COMPARISONS[operator.value] : undefined;
    if (!found) throw operator ? this.#lacking() : this.#wrong();
    this.#next++;
    return { kind: "comparison", operator: found, left, right: this.#operand() };
  }

  /** `exists(path)`, or a predicate in brackets. */
  #bracketed(): Predicate {
    const isExists = this.#takes("exists");
    this.#expect("(");
    const inner: Predicate = isExists ? { kind: "exists", path: this.#path() } : this.#either();
    this.#expect(")");
    return inner;
  }

  #operand(): Operand {
    const part = this.#part();
    if (part?.kind === "symbol" && /^[$@]$/.test(part.value)) return { path: this.#path() };
    this.#next++;
    if (part?.kind === "text") return { literal: JSON.stringify(part.value) };
    if (part?.kind === "number" || (part?.kind === "word" && /^(?:true|false|null)$/.test(part.value)))
      return { literal: part.value };
    throw part ? this.#lacking() : this.#wrong();
  }

  #part(): Part | undefined {
    return this.#parts[this.#next];
  }

  #takes(value: string): boolean {
    const part = this.#part();
    if (part?.value !== value || part.kind === "text") return false;
    this.#next++;
    return true;
  }

  #expect(value: string): void {
    if (!this.#takes(value)) throw this.#part() ? this.#lacking() : this.#wrong();
  }

  #wrong(): SqlError {
    const words = `'${this.#text}' is not a valid JSON path`;
    return new SqlError("SYNTAX_ERROR", words, this.#at?.line, this.#at?.column);
  }

  #lacking(): SqlError {
    const words = `the JSON path '${this.#text}' is not available in the local Athena`;
    return new SqlError("NOT_SUPPORTED", words, this.#at?.line, this.#at?.column);
  }
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "==": "==",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
