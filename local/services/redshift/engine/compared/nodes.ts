// Parts of the syntax tree where texts and SUPERs are compared: keys, and what keeps the name that it had.
import type { ResultColumn } from "../../../../sql/results.ts";
import { bare, call, caseOf, cast, type Node } from "../../../../sql/syntax-tree.ts";

/** What a value is where it is compared; "open" where DuckDB tells no type of it before the whole query is bound. */
export type Kind = "text" | "super" | "open" | undefined;
export const kindOf = ({ type }: ResultColumn): Kind =>
  type === "VARCHAR" ? "text" : type === "JSON" ? "super" : undefined;

const BLANK: Node = {
  class: "CONSTANT",
  type: "VALUE_CONSTANT",
  alias: "",
  value: { type: { id: "VARCHAR", type_info: null }, is_null: false, value: " " },
};
/** What stands for a value where it is compared with others, or is the key of a group. */
export function keyOf(node: Node, kind: Kind): Node {
  if (kind === "text") return withoutBlanks(bare(node));
  if (kind === "super") return call("rs_canonical", cast(bare(node), { id: "VARCHAR", type_info: null }));
  return kind === "open" ? call("rs_key", bare(node)) : bare(node);
}
/** What stands for a value where it is sorted by. */
export const sortKeyOf = (node: Node, kind: Kind): Node =>
  kind === "super" ? call("rs_super_key", bare(node)) : keyOf(node, kind);

/** `CASE WHEN ends_with(x, ' ') THEN rtrim(x, ' ') ELSE x END`: making no new text where none is needed is three times as fast. */
const withoutBlanks = (text: Node): Node =>
  caseOf([[call("ends_with", text, BLANK), call("rtrim", text, BLANK)]], text);
/** One value of a group. */
export const shownOf = (node: Node): Node => call("any_value", bare(node));

export interface Order {
  expression: Node;
  [field: string]: unknown;
}

/** An item keeps the name that it had. */
export function named(changed: Node, item: Node): Node {
  if (item.alias || item.class !== "COLUMN_REF") return changed;
  return changed === item
    ? item
    : { ...changed, alias: ((item.column_names ?? []) as string[]).at(-1) ?? "" };
}
