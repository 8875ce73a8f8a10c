// Metric math as text: parsed into a tree. Source: CloudWatch User Guide, "Use metric math".
import { ApiError } from "../../../gateway/aws-json.ts";

export type Tree =
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  | { kind: "name"; name: string }
  | { kind: "list"; items: Tree[] }
  | { kind: "call"; name: string; arguments: Tree[] }
  | { kind: "binary"; operator: string; left: Tree; right: Tree };

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([A-Za-z_]\w*)|(>=|<=|==|!=|&&|\|\||[-+*/^()[\],<>]))/y;

/** From the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [
  ["OR", "||"],
  ["AND", "&&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
  ["^"],
];

interface Token {
  kind: "number" | "text" | "name" | "sign";
  text: string;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw wrong(text, `an unexpected character at ${from + 1}`);
    const [, number, double, single, name, sign] = match;
    if (number !== undefined) found.push({ kind: "number", text: number });
    else if (double !== undefined || single !== undefined)
      found.push({ kind: "text", text: double ?? single ?? "" });
    else if (name !== undefined) found.push({ kind: "name", text: name });
    else found.push({ kind: "sign", text: String(sign) });
  }
  return found;
}

const wrong = (text: string, what: string): ApiError =>
  new ApiError("ValidationError", `Invalid metric math expression '${text}': ${what}.`);

/** @throws ApiError where the text is no expression */
export function parseMath(text: string): Tree {
  const all = tokens(text);
  let at = 0;
  const is = (sign: string): boolean => all[at]?.kind === "sign" && all[at]?.text === sign;
  const expect = (sign: string): void => {
    if (!is(sign)) throw wrong(text, `expected ${sign}`);
    at += 1;
  };
  const list = (end: string): Tree[] => {
    const items: Tree[] = [];
    while (!is(end)) {
      items.push(level(0));
      if (!is(end)) expect(",");
    }
    expect(end);
    return items;
  };
  const level = (depth: number): Tree => {
    const operators = LEVELS[depth];
    if (!operators) return single();
    let left = level(depth + 1);
    for (let token = all[at]; token && operators.includes(token.text); token = all[at]) {
      at += 1;
      left = { kind: "binary", operator: token.text, left, right: level(depth + 1) };
    }
    return left;
  };
  const single = (): Tree => {
    const token = all[at];
    at += 1;
    if (!token) throw wrong(text, "it ends too early");
    if (token.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token.kind === "text") return { kind: "text", value: token.text };
    if (token.kind === "name") {
      if (!is("(")) return { kind: "name", name: token.text };
      at += 1;
      return { kind: "call", name: token.text.toUpperCase(), arguments: list(")") };
    }
    if (token.text === "(") {
      const inner = level(0);
      expect(")");
      return inner;
    }
    if (token.text === "[") return { kind: "list", items: list("]") };
    if (token.text === "-") {
      const value = level(LEVELS.length - 1);
      return { kind: "binary", operator: "*", left: { kind: "number", value: -1 }, right: value };
    }
    throw wrong(text, `unexpected ${token.text}`);
  };
  const tree = level(0);
  if (at < all.length) throw wrong(text, `unexpected ${all[at]?.text}`);
  return tree;
}

/** The ids of other queries that an expression reads. */
export function namesIn(tree: Tree): string[] {
  switch (tree.kind) {
    case "name":
      return [tree.name];
    case "list":
      return tree.items.flatMap(namesIn);
    case "call":
      return tree.arguments.flatMap(namesIn);
    case "binary":
      return [...namesIn(tree.left), ...namesIn(tree.right)];
    default:
      return [];
  }
}
