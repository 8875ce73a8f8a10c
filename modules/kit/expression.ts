// Terraform expressions as values: what a module's build function computes with instead of data.
import { type IResolvable, Token } from "./cdktf.ts";

/** Anything that can be written as an HCL expression. Strings may hold `${…}` templates. */
export type Value =
  | Expr
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value };

/** One HCL expression, such as `var.name`. In a JavaScript template literal it becomes a `${…}` template. */
export class Expr {
  readonly hcl: string;

  constructor(hcl: string) {
    this.hcl = hcl;
  }

  /** An attribute of this value: `x.attr("arn")` is `x.arn`. */
  attr(name: string): Expr {
    return new Expr(`${this.hcl}.${name}`);
  }

  /** An element of this list or map: `x.at("landing")` is `x["landing"]`. */
  at(key: Value): Expr {
    return new Expr(`${this.hcl}[${render(key)}]`);
  }

  toString(): string {
    return `\${${this.hcl}}`;
  }

  /** For resource arguments typed as numbers. */
  get number(): number {
    return Token.asNumber(this.toString());
  }

  /** For resource arguments typed as booleans, or as nested blocks. */
  get value(): IResolvable {
    return Token.asAny(this.toString());
  }

  /** For resource arguments typed as lists of strings. */
  get list(): string[] {
    return Token.asList(this.toString());
  }

  /** For resource arguments typed as maps of strings. */
  get map(): { [key: string]: string } {
    return Token.asStringMap(this.toString());
  }
}

/** Writes an HCL expression; interpolated values are rendered as HCL: tf`length(${vars.names}) > ${1}`. */
export function tf(parts: TemplateStringsArray, ...values: Value[]): Expr {
  return new Expr(parts.reduce((text, part, i) => text + render(values[i - 1] as Value) + part));
}

/** `[for x in [value] : x if condition]`: a list of one or none, also where the condition is known late. */
export const onlyIf = (condition: Expr, value: Value): Expr => tf`[for x in [${value}] : x if ${condition}]`;

export const jsonencode = (value: Value): Expr => tf`jsonencode(${value})`;

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A value as HCL on one line. */
export function render(value: Value): string {
  if (value instanceof Expr) return value.hcl;
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(render).join(", ")}]`;
  const entries = Object.entries(value as { [key: string]: Value });
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, item]) => `${renderKey(key)} = ${render(item)}`).join(", ")} }`;
}

export const renderKey = (key: string): string => (IDENTIFIER.test(key) ? key : quote(key));

/** An HCL string; what stands in `${…}` is an expression and kept as it is. */
export function quote(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; ) {
    if (text.startsWith("${", i)) {
      const end = endOfTemplate(text, i + 2);
      out += text.slice(i, end);
      i = end;
    } else {
      out += escapeCharacter(text[i] as string);
      i += 1;
    }
  }
  return `"${out}"`;
}

const ESCAPES: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const escapeCharacter = (character: string): string => ESCAPES[character] ?? character;

/** The index just after the brace that closes the template whose body starts at `from`. */
function endOfTemplate(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i + 1) - 1;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  throw new Error(`a template is not closed: ${text}`);
}

function endOfString(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text.startsWith("${", i)) i = endOfTemplate(text, i + 2) - 1;
    else if (text[i] === '"') return i + 1;
  }
  throw new Error(`a string is not closed: ${text}`);
}
