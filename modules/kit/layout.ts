// A long HCL expression over several lines, in the form terraform fmt leaves alone: what is in brackets goes on lines of its
// own, one per element, where it does not fit on one.

/** What a line may hold before it is broken. */
const WIDTH = 120;

/** Text that is not broken, or what lies between two brackets. */
type Node = string | Group;
interface Group {
  readonly open: string;
  readonly close: string;
  readonly items: readonly Item[];
}
type Item = readonly Node[];

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** @param level how deep the first line is indented, in steps of two blanks; the first line itself is not */
export function layout(expression: string, level: number): string {
  const reader = { text: expression, at: 0 };
  return printItem(readItems(reader, "")[0] ?? [], level);
}

/** Reads elements up to the bracket `close`, or to the end. */
function readItems(reader: { text: string; at: number }, close: string): Item[] {
  const items: Node[][] = [[]];
  let plain = "";
  const add = (node: Node) => (items.at(-1) as Node[]).push(node);
  const flush = () => {
    if (plain !== "") add(plain);
    plain = "";
  };
  while (reader.at < reader.text.length) {
    const character = reader.text[reader.at] as string;
    if (character === close) break;
    if (character === '"') {
      const end = endOfString(reader.text, reader.at + 1);
      plain += reader.text.slice(reader.at, end);
      reader.at = end;
    } else if (CLOSING[character] !== undefined) {
      flush();
      reader.at += 1;
      const end = CLOSING[character] as string;
      add({ open: character, close: end, items: readItems(reader, end) });
      reader.at += 1;
    } else if (character === "," && close !== "" && !/^\s*for [a-z_]+$/.test(plain)) {
      flush();
      items.push([]);
      reader.at += 1;
    } else {
      plain += character;
      reader.at += 1;
    }
  }
  flush();
  return items.map(trimmed).filter((item) => item.length > 0);
}

/** Without blanks at its ends. */
function trimmed(item: readonly Node[]): Item {
  const nodes = [...item];
  const [first] = nodes;
  if (typeof first === "string") nodes[0] = first.trimStart();
  const last = nodes.at(-1);
  if (typeof last === "string") nodes[nodes.length - 1] = last.trimEnd();
  return nodes.filter((node) => node !== "");
}

function endOfString(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text.startsWith("$${", i) || text.startsWith("%%{", i)) i += 2;
    else if (text.startsWith("${", i)) i = endOfTemplate(text, i + 2) - 1;
    else if (text[i] === '"') return i + 1;
  }
  throw new Error(`a string is not closed: ${text}`);
}

function endOfTemplate(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '"') i = endOfString(text, i + 1) - 1;
    else if (text[i] === "{") depth += 1;
    else if (text[i] === "}") {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  throw new Error(`a template is not closed: ${text}`);
}

const flat = (item: Item): string =>
  item.map((node) => (typeof node === "string" ? node : flatGroup(node))).join("");

function flatGroup({ open, close, items }: Group): string {
  const inside = items.map(flat).join(", ");
  return open === "{" && inside !== "" ? `{ ${inside} }` : `${open}${inside}${close}`;
}

const fits = (text: string, level: number): boolean => 2 * level + text.length <= WIDTH;
const indent = (level: number): string => "  ".repeat(level);

function printItem(item: Item, level: number): string {
  const whole = flat(item);
  if (fits(whole, level)) return whole;
  // The longest brackets alone are opened: terraform fmt does not go back for a line that closes some and opens others.
  const lengths = item.map((node) => (typeof node === "string" ? 0 : flatGroup(node).length));
  const longest = lengths.indexOf(Math.max(...lengths));
  return item
    .map((node, at) => {
      if (typeof node === "string") return node;
      return at === longest ? printGroup(node, level) : flatGroup(node);
    })
    .join("");
}

function printGroup(group: Group, level: number): string {
  const { open, close, items } = group;
  const [only] = items;
  if (items.length === 1 && only) {
    // f([…]) opens and closes both at once.
    if (only.length === 1 && typeof only[0] !== "string" && open !== "{")
      return `${open}${printGroup(only[0] as Group, level)}${close}`;
    const loop = loopOf(only);
    if (loop) return `${open}\n${printLoop(loop, level + 1)}\n${indent(level)}${close}`;
  }
  const lines = items.map((item) => `${indent(level + 1)}${printItem(item, level + 1)}`);
  return `${open}\n${(open === "{" ? aligned(lines) : lines).join(",\n")}\n${indent(level)}${close}`;
}

interface Loop {
  readonly head: Item;
  readonly body: Item;
  readonly condition?: Item;
}

/** `for x in y : body if condition`, taken apart. */
function loopOf(item: Item): Loop | undefined {
  const [first] = item;
  if (typeof first !== "string" || !first.startsWith("for ")) return undefined;
  const [head, rest] = splitAt(item, " : ");
  if (!rest) return undefined;
  const [body, condition] = splitAt(rest, " if ");
  return { head, body, ...(condition && { condition }) };
}

/** An element's two parts around the first `mark` that is not in brackets or in a string. */
function splitAt(item: Item, mark: string): [Item, Item | undefined] {
  for (const [index, node] of item.entries()) {
    if (typeof node !== "string") continue;
    const at = outsideStrings(node).indexOf(mark);
    if (at < 0) continue;
    const before = trimmed([...item.slice(0, index), node.slice(0, at)]);
    return [before, trimmed([node.slice(at + mark.length), ...item.slice(index + 1)])];
  }
  return [item, undefined];
}

/** The same length, with nothing in its strings. */
function outsideStrings(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; ) {
    const end = text[i] === '"' ? endOfString(text, i + 1) : i + 1;
    out += end === i + 1 ? text[i] : '"'.repeat(end - i);
    i = end;
  }
  return out;
}

function printLoop({ head, body, condition }: Loop, level: number): string {
  const first = `${printItem(head, level)} :`;
  const rest = printItem(body, level);
  const [only] = body;
  const follows = !first.includes("\n") && body.length === 1 && typeof only !== "string";
  const last = condition ? `\n${indent(level)}if ${printItem(condition, level)}` : "";
  return `${indent(level)}${first}${follows ? " " : `\n${indent(level)}`}${rest}${last}`;
}

/** Equal signs line up within each run of one-line attributes, as terraform fmt wants it. */
function aligned(lines: readonly string[]): string[] {
  const out = [...lines];
  let from = 0;
  const end = (to: number) => {
    const run = out.slice(from, to);
    const names = run.map(
      (line) => /^\s*(?:[A-Za-z_][A-Za-z0-9_]*|"(?:[^"\\]|\\.)*")(?= = )/.exec(line)?.[0] ?? "",
    );
    if (names.every((name) => name !== "")) {
      const width = Math.max(0, ...names.map((name) => name.length));
      for (const [index, line] of run.entries()) {
        const name = names[index] as string;
        out[from + index] = `${name.padEnd(width)}${line.slice(name.length)}`;
      }
    }
    from = to + 1;
  };
  for (const [index, line] of lines.entries()) if (line.includes("\n")) end(index);
  end(lines.length);
  return out;
}
