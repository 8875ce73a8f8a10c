// Where in a quarantined row's text the values lie that its reasons speak of. The text is the row as the file has it.
import type { Mark } from "./page.ts";

/** What must be known of a dataset to find its values in a text. */
export interface Layout {
  format: "csv" | "tsv" | "json" | "ndjson" | "parquet";
  delimiter: string;
  quote: string;
  /** Names in the file, in its order; undefined where the header is not known. */
  header: readonly string[] | undefined;
  /** By a column's name in the contract: its name in the file. */
  names: Readonly<Record<string, string>>;
  /** By a check's name: the columns that its condition names. */
  checks: Readonly<Record<string, readonly string[]>>;
  key: readonly string[];
}

interface Span {
  from: number;
  to: number;
}

/** In the text's order; where values overlap nothing is told twice. Reasons of no value, such as row:malformed, mark nothing. */
export function marksOf(text: string, reasons: readonly string[], layout: Layout): Mark[] {
  const spanOf = layout.format === "csv" || layout.format === "tsv" ? inLine(text, layout) : inJson(text);
  const found = new Map<number, Mark>();
  for (const reason of reasons)
    for (const column of columnsOf(reason, layout)) {
      const span = spanOf(layout.names[column] ?? column);
      if (!span) continue;
      const known = found.get(span.from);
      if (known) known.reasons.push(reason);
      else found.set(span.from, { ...span, reasons: [reason] });
    }
  return [...found.values()].sort((a, b) => a.from - b.from);
}

function columnsOf(reason: string, { checks, key, names }: Layout): readonly string[] {
  const at = reason.indexOf(":");
  const [subject, rule] = [reason.slice(0, at), reason.slice(at + 1)];
  if (Object.hasOwn(names, subject)) return [subject];
  if (subject === "check") return (Object.hasOwn(checks, rule) && checks[rule]) || [];
  return subject === "key" || rule === "duplicate" ? key : [];
}

function inLine(text: string, { delimiter, quote, header }: Layout): (name: string) => Span | undefined {
  if (!header) return () => undefined;
  const spans = spansOf(text, delimiter, quote);
  return (name) => {
    const span = spans[header.indexOf(name)];
    // An empty value has no letters to mark: the delimiter beside it stands for it.
    if (span && span.from === span.to && text !== "")
      return span.from < text.length
        ? { from: span.from, to: span.from + 1 }
        : { from: span.from - 1, to: span.from };
    return span;
  };
}

/** Where the fields of a delimited line lie, quotes included. */
export function spansOf(text: string, delimiter: string, quote: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === quote && (quoted || at === from)) quoted = !quoted;
    else if (text[at] === quote && text[at - 1] === quote) quoted = true;
    else if (text[at] === delimiter && !quoted) {
      spans.push({ from, to: at });
      from = at + 1;
    }
  }
  spans.push({ from, to: text.length });
  return spans;
}

/** The names that a header line gives. */
export const headerOf = (line: string, delimiter: string, quote: string): string[] =>
  spansOf(line, delimiter, quote).map(({ from, to }) => {
    const text = line.slice(from, to);
    return text.length > 1 && text.startsWith(quote) && text.endsWith(quote)
      ? text.slice(1, -1).replaceAll(quote + quote, quote)
      : text;
  });

/** Members of the outermost object of a JSON text, value alone. */
function inJson(text: string): (name: string) => Span | undefined {
  const spans = new Map<string, Span>();
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  let depth = 0;
  let name: string | undefined;
  let key: string | undefined;
  let from = -1;
  let last = 0;
  for (const { 0: word, index } of text.matchAll(token)) {
    if (depth === 1 && key !== undefined && from < 0 && word !== ":") from = index;
    if ((word === "," || word === "}") && depth === 1) {
      if (key !== undefined && from >= 0 && from < index) spans.set(key, { from, to: last });
      key = undefined;
      name = undefined;
      from = -1;
    } else if (depth === 1 && word === ":" && name !== undefined && key === undefined) key = name;
    else if (depth === 1 && key === undefined && word.startsWith('"')) name = textOf(word);
    if (word === "{" || word === "[") depth += 1;
    if (word === "}" || word === "]") depth -= 1;
    last = index + word.length;
  }
  return (wanted) => spans.get(wanted);
}

function textOf(word: string): string | undefined {
  try {
    return String(JSON.parse(word));
  } catch {
    return undefined;
  }
}
