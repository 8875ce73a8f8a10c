// Inferred datasets into a contract that exists. What its author wrote stays, byte for byte, where the datasets are written in
// lines of their own; only where they stand between braces does the YAML library write the text anew, comments included.
import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { HeadraceError } from "../errors.ts";
import type { Inferred } from "./inferred.ts";
import { datasetLines } from "./render.ts";

/**
 * @param text a headrace.yaml that parseContract takes
 * @param datasets whose names the contract does not have yet
 * @returns the text with the datasets after those that are there
 */
export function addDatasets(text: string, datasets: readonly Inferred[]): string {
  const document = parseDocument(text);
  const added = isJson(text)
    ? inJson(text, datasets)
    : (inLines(text, document, datasets) ?? inDocument(document, datasets));
  if (!isDeepStrictEqual(read(added), valueWith(text, datasets)))
    throw new HeadraceError(
      "contract_layout",
      "The contract is written such that a dataset cannot be added to it without a change to the rest.",
      "Write it with `headrace init` into an empty folder, and copy it from there.",
    );
  return added;
}

type Value = { datasets: Record<string, unknown> };

const read = (text: string): Value => parseDocument(text).toJS() as Value;

function valueWith(text: string, datasets: readonly Inferred[]): Value {
  const value = read(text);
  for (const { name, dataset } of datasets) value.datasets[name] = dataset;
  return value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function inJson(text: string, datasets: readonly Inferred[]): string {
  const indent = /\n([ \t]+)/.exec(text)?.[1] ?? 0;
  return `${JSON.stringify(valueWith(text, datasets), null, indent)}${text.endsWith("\n") ? "\n" : ""}`;
}

function inDocument(document: Document, datasets: readonly Inferred[]): string {
  for (const { name, dataset } of datasets) document.setIn(["datasets", name], dataset);
  return document.toString({ lineWidth: 0 });
}

/** Undefined where the datasets are no block mapping. */
function inLines(text: string, document: Document, datasets: readonly Inferred[]): string | undefined {
  const map = document.get("datasets");
  if (!isMap(map) || map.flow || !map.range || map.items.length === 0) return undefined;
  const starts = map.items.map(({ key }) => (isScalar(key) ? (key.range?.[0] ?? 0) : 0));
  const indent = columnOf(text, starts[0] as number);
  if (!/^ *$/.test(indent)) return undefined;
  const at = endOfLast(text, map, indent.length);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = starts.slice(1).some((start) => hasGapBefore(text, start)) ? newline : "";
  const written = datasets.map((dataset) =>
    datasetLines(dataset)
      .map((line) => `${indent}${line.slice(2)}${newline}`)
      .join(""),
  );
  return `${before}${before.endsWith("\n") ? "" : newline}${gap}${written.join(gap)}${after}`;
}

/** What stands before an offset in its line. */
const columnOf = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);

/** Whether a blank line, or comments with one before them, go before the line of the offset. */
function hasGapBefore(text: string, offset: number): boolean {
  const lines = text.slice(0, text.lastIndexOf("\n", offset - 1) + 1).split("\n");
  lines.pop();
  while (/^\s*#/.test(lines.at(-1) ?? "")) lines.pop();
  return (lines.at(-1) ?? "x").trim() === "";
}

/** The start of the line after the last dataset, and after the comments that are still its own. */
function endOfLast(text: string, map: YAMLMap, indent: number): number {
  const { value, key } = map.items.at(-1) as Pair<Scalar, Scalar | null>;
  const valueEnd = value?.range?.[1] ?? key.range?.[1] ?? 0;
  const next = (from: number): number => {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end + 1;
  };
  let at = text[valueEnd - 1] === "\n" ? valueEnd : next(valueEnd);
  while (at < text.length && ownComment(text.slice(at, next(at)), indent)) at = next(at);
  return at;
}

/** A comment that is further in than the datasets' names is of the dataset before it. */
const ownComment = (line: string, indent: number): boolean =>
  (/^( *)#/.exec(line)?.[1] ?? "").length > indent && line.trimStart().startsWith("#");
