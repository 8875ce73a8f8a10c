// Patterns of policies: * and ?, variables in braces, and ARNs part by part.
// IAM User Guide: "IAM policy elements: Variables and tags", "Resource", "Action".

/** Condition keys of a request by their lower-case names: names are the same in any case. */
export type ContextKeys = ReadonlyMap<string, readonly string[]>;

const regexes = new Map<string, RegExp>();

/** One character of a pattern; those of a variable's value stand for themselves. */
type Piece = { readonly text: string; readonly literal: boolean };

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const source = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ text, literal }) =>
      literal ? escaped(text) : escaped(text).replaceAll("\\*", "[^]*").replaceAll("\\?", "[^]"),
    )
    .join("");

function regex(pattern: string, flags: string): RegExp {
  const key = `${flags}:${pattern}`;
  let compiled = regexes.get(key);
  if (!compiled) {
    // Patterns are those of an account's policies: a few thousand at most. Past it they are made anew.
    if (regexes.size > 10_000) regexes.clear();
    compiled = new RegExp(`^${pattern}$`, flags);
    regexes.set(key, compiled);
  }
  return compiled;
}

const VARIABLE = /\$\{\s*([^},]+?)\s*(?:,\s*'([^']*)'\s*)?\}/g;

/**
 * A pattern with its variables in place; undefined where one has no single value and no default, so that nothing matches.
 * ${*}, ${?} and ${$} are those characters.
 */
function pieces(pattern: string, context: ContextKeys | undefined): Piece[] | undefined {
  if (!context || !pattern.includes("${")) return [{ text: pattern, literal: false }];
  const found: Piece[] = [];
  let end = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    const [whole, name = "", fallback] = match;
    const values = context.get(name.toLowerCase());
    const value = /^[*?$]$/.test(name) ? name : values?.length === 1 ? values[0] : fallback;
    if (value === undefined) return undefined;
    found.push({ text: pattern.slice(end, match.index), literal: false }, { text: value, literal: true });
    end = match.index + whole.length;
  }
  found.push({ text: pattern.slice(end), literal: false });
  return found;
}

/** @param context where ${variables} of the pattern come from; without it they are text */
export function isLike(pattern: string, value: string, context?: ContextKeys, ignoreCase = false): boolean {
  const parts = pieces(pattern, context);
  return parts !== undefined && regex(source(parts), ignoreCase ? "iu" : "u").test(value);
}

/** Whether each variable of a pattern has a value or a default. */
export const resolves = (pattern: string, context: ContextKeys | undefined): boolean =>
  pieces(pattern, context) !== undefined;

/** The text that a value of a condition is, its variables in place. */
export function filled(value: string, context: ContextKeys | undefined): string | undefined {
  return pieces(value, context)
    ?.map(({ text }) => text)
    .join("");
}

/** arn:PARTITION:SERVICE:REGION:ACCOUNT:REST, the last of which may hold colons. */
const SEGMENTS = 6;

/** The first five parts and the rest; a shorter text has fewer. */
function segments(arn: string): string[] {
  // A variable's name has a colon, which parts nothing.
  const parts = arn.match(/(?:\$\{[^}]*\}|[^:])*(?::|$)/g)?.map((part) => part.replace(/:$/, "")) ?? [];
  if (parts.at(-1) === "" && !arn.endsWith(":")) parts.pop();
  return [
    ...parts.slice(0, SEGMENTS - 1),
    ...(parts.length >= SEGMENTS ? [parts.slice(SEGMENTS - 1).join(":")] : []),
  ];
}

/** Each part of an ARN by itself, so that no * reaches across a colon of the first five. */
export function isLikeArn(pattern: string, arn: string, context?: ContextKeys): boolean {
  if (pattern === "*") return true;
  const [expected, found] = [segments(pattern), segments(arn)];
  return (
    expected.length === SEGMENTS &&
    found.length === SEGMENTS &&
    expected.every((part, i) => isLike(part, String(found[i]), context))
  );
}
