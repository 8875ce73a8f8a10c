// Where in a YAML text a fault lies: the path that a message names, such as `datasets.orders.columns.email.type`, as line and column.
import type { Document, Node } from "yaml";
import { isAlias, isMap, isScalar, isSeq, type Pair } from "yaml";
import type { ContractIssue, Position } from "./error.ts";

/** The issues with their places in the document. What is missing lies where the mapping begins that should have it. */
export const placed = (
  issues: readonly ContractIssue[],
  document: Document,
  placeOf: (offset: number) => Position,
): ContractIssue[] =>
  issues.map((issue) => {
    if (issue.at !== undefined || issue.path === "") return issue;
    const offset = offsetOf(document, issue);
    return offset === undefined ? issue : { ...issue, at: placeOf(offset) };
  });

interface Found {
  /** Characters from the text's start. */
  readonly key: number | undefined;
  readonly value: number | undefined;
  /** The path's steps are all there. */
  readonly whole: boolean;
}

function offsetOf(document: Document, { path, fault }: ContractIssue): number | undefined {
  const root = document.contents as Node | null;
  if (!root) return undefined;
  const start = { key: undefined, value: root.range?.[0], whole: false };
  const { key, value, whole } = follow(document, root, path, start);
  // Where something is there and wrong, its value is shown; where it should not be there, or lacks something, its key is.
  return whole && fault !== "unknown_key" ? (value ?? key) : (key ?? value);
}

/** Steps are joined by dots, and keys may have dots too: where one way into the document leads nowhere, the next is tried. */
function follow(document: Document, node: Node | null, path: string, here: Found): Found {
  if (path === "") return { ...here, whole: true };
  const resolved = isAlias(node) ? node.resolve(document) : node;
  let furthest = here;
  for (const { step, key, value } of stepsOf(document, resolved as Node | null | undefined)) {
    if (path !== step && !path.startsWith(`${step}.`)) continue;
    const place = { key: key?.range?.[0], value: value?.range?.[0], whole: false };
    const found = follow(document, value, path.slice(step.length + 1), place);
    if (found.whole) return found;
    if (furthest === here) furthest = found;
  }
  return furthest;
}

interface Step {
  readonly step: string;
  readonly key: Node | undefined;
  readonly value: Node | null;
}

function stepsOf(document: Document, node: Node | null | undefined): Step[] {
  if (isSeq(node))
    return node.items.flatMap((item, index) => {
      const value = item as Node;
      return [...ownNames(document, value), String(index)].map((step) => ({ step, key: value, value }));
    });
  if (!isMap(node)) return [];
  return (node.items as Pair<Node, Node | null>[]).flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    // What is merged stands elsewhere, behind an alias.
    if (key.value === "<<" || typeof key.value === "symbol") return mergedSteps(document, value);
    const names = new Set([String(key.value).normalize("NFC"), (key.source ?? "").normalize("NFC")]);
    return [...names].filter((name) => name !== "").map((step) => ({ step, key, value }));
  });
}

function mergedSteps(document: Document, value: Node | null): Step[] {
  const sources = isSeq(value) ? (value.items as Node[]) : [value];
  return sources.flatMap((source) =>
    stepsOf(document, (isAlias(source) ? source.resolve(document) : source) as Node | null | undefined),
  );
}

/** The names by which messages call an item of a list: see `label` in shape/check.ts. */
function ownNames(document: Document, item: Node | null): string[] {
  const resolved = isAlias(item) ? item.resolve(document) : item;
  if (!isMap(resolved)) return [];
  return ["name", "lookup"].flatMap((key) => {
    const value = resolved.get(key);
    return value === undefined || value === null || typeof value === "object" ? [] : [String(value)];
  });
}
