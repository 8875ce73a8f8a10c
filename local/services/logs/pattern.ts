// The patterns of metric filters: terms of a line (`ERROR "not found" -debug ?a ?b`), and selectors of JSON
// (`{ $.status = 500 && $.name != "x*" }`). The third kind, of lines in columns (`[a, b, c=5*]`), is refused.
// Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".
import { ApiError } from "../../gateway/aws-json.ts";

export type Pattern = (line: string) => boolean;

const refuse = (pattern: string): ApiError =>
  new ApiError("InvalidParameterException", `Invalid filter pattern: ${pattern}`);

export function parsePattern(pattern: string): Pattern {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonPattern(text);
  if (text.startsWith("["))
    throw new ApiError(
      "InvalidParameterException",
      "The local AWS reads no patterns of columns in brackets.",
    );
  return termPattern(text);
}

function termPattern(text: string): Pattern {
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, mark, quoted, word]) => ({
    mark,
    term: quoted?.replaceAll(/\\(.)/g, "$1") ?? String(word),
  }));
  const of = (mark: string) => terms.filter((one) => one.mark === mark).map(({ term }) => term);
  const [all, none, any] = [of(""), of("-"), of("?")];
  return (line) =>
    all.every((term) => line.includes(term)) &&
    !none.some((term) => line.includes(term)) &&
    (any.length === 0 || any.some((term) => line.includes(term)));
}

/** The value that a selector such as `$.a.b[0]` names; undefined where the line is no JSON or has none. */
export function fieldOf(line: string, selector: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  for (const [, name, index] of selector.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]/g))
    value = (value as Record<string, unknown> | null | undefined)?.[String(name ?? index)];
  return value;
}

const TOKEN = /\s*(?:(\$[\w.[\]-]*)|"((?:[^"\\]|\\.)*)"|(&&|\|\||!=|>=|<=|[=<>(){}])|([^\s"=<>!&|(){}]+))/y;

type Test = (line: string) => boolean;

function jsonPattern(text: string): Pattern {
  const tokens: { kind: "selector" | "text" | "sign" | "word"; text: string }[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const match = TOKEN.exec(text);
    if (!match) throw refuse(text);
    const [, selector, quoted, sign, word] = match;
    if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll(/\\(.)/g, "$1") });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else tokens.push({ kind: "word", text: String(word) });
  }
  let at = 0;
  const take = (sign: string): boolean => {
    const is = tokens[at]?.kind === "sign" && tokens[at]?.text === sign;
    if (is) at += 1;
    return is;
  };
  const either = (): Test => {
    let left = both();
    while (take("||")) {
      const [one, other] = [left, both()];
      left = (line) => one(line) || other(line);
    }
    return left;
  };
  const both = (): Test => {
    let left = single();
    while (take("&&")) {
      const [one, other] = [left, single()];
      left = (line) => one(line) && other(line);
    }
    return left;
  };
  const single = (): Test => {
    if (take("(")) {
      const inner = either();
      if (!take(")")) throw refuse(text);
      return inner;
    }
    const selector = tokens[at++];
    const operator = tokens[at++];
    const value = tokens[at++];
    if (selector?.kind !== "selector" || !operator || !value) throw refuse(text);
    const test = comparison(operator.text.toUpperCase(), value.text, value.kind === "word");
    if (!test) throw refuse(text);
    return (line) => test(fieldOf(line, selector.text));
  };
  if (!take("{")) throw refuse(text);
  const pattern = either();
  if (!take("}") || at < tokens.length) throw refuse(text);
  return pattern;
}

function comparison(
  operator: string,
  value: string,
  bare: boolean,
): ((field: unknown) => boolean) | undefined {
  if (operator === "IS") {
    const wanted = ({ NULL: null, TRUE: true, FALSE: false } as Record<string, unknown>)[value.toUpperCase()];
    return (field) => field === wanted;
  }
  if (operator === "NOT" && value.toUpperCase() === "EXISTS") return (field) => field === undefined;
  const number = bare ? Number(value) : Number.NaN;
  const glob = new RegExp(
    `^${value
      .split("*")
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );
  const equals = (field: unknown): boolean =>
    typeof field === "number" && !Number.isNaN(number)
      ? field === number
      : typeof field === "string" && glob.test(field);
  const ordered = (holds: (field: number) => boolean) => (field: unknown) =>
    typeof field === "number" && holds(field);
  return {
    "=": equals,
    "!=": (field: unknown) => field !== undefined && !equals(field),
    ">": ordered((field) => field > number),
    ">=": ordered((field) => field >= number),
    "<": ordered((field) => field < number),
    "<=": ordered((field) => field <= number),
  }[operator];
}
