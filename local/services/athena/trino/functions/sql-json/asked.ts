// What json_value, json_query and json_exists have in common: a document, a path, and what is found by it.
import type { WrittenCall } from "../../../../../sql/calls.ts";
import { splitTop } from "../../../../../sql/structure.ts";
import { isWord, literal, SqlError, type Token } from "../../../../../sql/tokens.ts";
import { parsePath } from "../../json-path/parse.ts";
import { KINDS } from "../../signatures.ts";
import { isJson } from "../../types.ts";
import { Words } from "./words.ts";

export interface Asked {
  /** The document, as SQL. */
  input: string;
  /** A literal. */
  path: string;
  /** Whether the path ends in a number of elements, so that its type is known. */
  isCount: boolean;
  words: Words;
}

export function asked(name: string, inner: readonly Token[], sqlOf: WrittenCall["sqlOf"], at: Token): Asked {
  const [first = [], second = [], third] = splitTop(inner, ",");
  const [path, ...rest] = second;
  if (rest.some((token) => isWord(token, "passing")))
    throw new SqlError(
      "NOT_SUPPORTED",
      `PASSING of ${name} is not available in the local Athena`,
      at.line,
      at.column,
    );
  const wrong = first.length === 0 || path?.kind !== "string" || third !== undefined;
  const { line, column, text } = third?.[0] ?? path ?? at;
  if (wrong || path?.kind !== "string")
    throw new SqlError(
      "SYNTAX_ERROR",
      `mismatched input '${text}'. Expecting: a path that is a literal`,
      line,
      column,
    );
  const { steps } = parsePath(path.value, path).path;
  const isFormatted = isWord(first.at(-2), "format") && isWord(first.at(-1), "json");
  const document = sqlOf(isFormatted ? first.slice(0, -2) : first);
  if (/^unhex\(/.test(document))
    throw new SqlError(
      "NOT_SUPPORTED",
      `${name} of bytes is not available in the local Athena`,
      line,
      column,
    );
  if (isJson(document) || /^-?[\d.]+$|^(?:true|false)$|^trino_char\(/i.test(document))
    throw new SqlError(
      "TYPE_MISMATCH",
      "Cannot read input as JSON using formatting JSON: it is no text",
      first[0]?.line,
      first[0]?.column,
    );
  const isPlain = /^(?:'(?:[^']|'')*'|null|\?)$/is.test(document);
  const input = isPlain ? document : `trino_arg(${document}, ${literal(KINDS.t)}, ${literal(name)})`;
  const isCount = steps.findLast(({ kind }) => kind !== "filter")?.kind === "size";
  return { input, path: literal(path.value), isCount, words: new Words(rest, at) };
}

/** `value` under a name, so that it is computed once. */
export const once = (value: string, said: (name: string) => string): string =>
  `list_transform([${value}], lambda __found: ${said("__found")})[1]`;

/** An error is of any type to DuckDB, but not to what looks at the types of a query. */
export const failed = (words: string, type: string): string => `CAST(error(${words}) AS ${type})`;
export const ofFound = (name: string, type: string): string => failed(`substr(${name}, 2)`, type);
