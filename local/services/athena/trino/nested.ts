// Arrays, rows and maps with a null in them: DuckDB compares one null with another as equal, to Trino it is not known. What can be known
// is said by `trino_equal`; an order of them, and a key of a JOIN, is refused where a null is met.
import { bare, call, isNode, isNull, type Node, not, or, UNKNOWN_TRUTH } from "../../../sql/syntax-tree.ts";

/** What makes arrays, rows and maps. */
export const MAY_BE_NESTED =
  /\[|\b(?:ROW|MAP\w*|STRUCT|list\w*|\w*split\w*)\b|\)\s*(?:=|<>|!=|[<>]=?|IN\b|NOT\s+IN\b)/i;

/** What makes them, so that columns may be some. */
export const MAKES_NESTED = /\[|\b(?:ROW|MAP\w*|STRUCT|list\w*|\w*split\w*)\s*\(/i;

const MAKERS = new Set(["row", "list_value", "struct_pack", "map", "map_from_entries", "list"]);
const isMade = (node: unknown): boolean =>
  isNode(node) &&
  (node.type === "ARRAY_CONSTRUCTOR" || (node.class === "FUNCTION" && MAKERS.has(node.function_name ?? "")));
const isWritten = (node: unknown): boolean => isNode(node) && node.class === "CONSTANT";

/** A JSON compares with nothing else: DuckDB says so itself. */
const isJson = (node: unknown): boolean => isNode(node) && /json/.test(node.function_name ?? "");

/** Whether a comparison may meet one. @param hasNested whether tables have such columns */
const mayMeet = ({ left, right }: Node, hasNested: boolean): boolean =>
  !isJson(left) &&
  !isJson(right) &&
  (isMade(left) || isMade(right) || (hasNested && !isWritten(left) && !isWritten(right)));

/** A comparison outside of a JOIN; undefined where it meets none. */
export function nestedComparison(node: Node, hasNested: boolean): Node | undefined {
  if (!mayMeet(node, hasNested)) return undefined;
  const [left, right] = [bare(node.left as Node), bare(node.right as Node)];
  const alias = node.alias ?? "";
  if (!/DISTINCT/.test(node.type ?? "") && (isNull(left) || isNull(right)))
    return { ...UNKNOWN_TRUTH, alias };
  if (node.type === "COMPARE_EQUAL") return { ...call("trino_equal", left, right), alias };
  if (node.type === "COMPARE_NOTEQUAL") return { ...not(call("trino_equal", left, right)), alias };
  if (/DISTINCT/.test(node.type ?? "")) return undefined;
  return { ...node, left: call("trino_whole", left), right: call("trino_whole", right) };
}

/** A comparison that joins. */
export function nestedKey(node: Node, hasNested: boolean): Node | undefined {
  if (!mayMeet(node, hasNested) || /DISTINCT/.test(node.type ?? "")) return undefined;
  return {
    ...node,
    left: call("trino_whole", bare(node.left as Node)),
    right: call("trino_whole", bare(node.right as Node)),
  };
}

/** IN and NOT IN of a list of them. */
export function nestedList(node: Node): Node | undefined {
  const [value, ...list] = node.children ?? [];
  if (!value || !(isMade(value) || list.some(isMade))) return undefined;
  const equal = (item: Node): Node =>
    isNull(item) || isNull(value) ? UNKNOWN_TRUTH : call("trino_equal", bare(value), bare(item));
  const [first, ...more] = list.map(equal);
  const any = more.reduce<Node>((sofar, next) => or(sofar, next), first as Node);
  return { ...(node.type === "COMPARE_IN" ? any : not(any)), alias: node.alias ?? "" };
}
