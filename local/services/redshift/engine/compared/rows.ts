// Whole rows that are compared: DISTINCT, UNION, INTERSECT and EXCEPT.
import {
  and,
  bare,
  column,
  exists,
  type Node,
  not,
  selection,
  star,
  subquery,
} from "../../../../sql/syntax-tree.ts";
import { type Kind, keyOf, kindOf } from "./nodes.ts";
import type { Query } from "./query.ts";

export async function distinct(node: Node, query: Query): Promise<Node> {
  const modifiers = (node.modifiers ?? []) as Node[];
  const at = modifiers.findIndex(
    (one) => one.type === "DISTINCT_MODIFIER" && (one.distinct_on_targets as unknown[]).length === 0,
  );
  if (at < 0) return node;
  const items = node.select_list as Node[];
  const found = await query.columns({ ...node, modifiers: [] });
  const kinds: Kind[] = found ? found.map(kindOf) : items.map(() => "open");
  const hasStar = items.some((item) => item.class === "STAR");
  if (kinds.every((kind) => kind === undefined) || (hasStar && !found)) return node;
  const targets = kinds.map((kind, i) =>
    keyOf(hasStar ? column(found?.[i]?.name ?? "") : bare(items[i] as Node), kind),
  );
  query.changed();
  const changed = { ...(modifiers[at] as Node), distinct_on_targets: targets };
  return { ...node, modifiers: modifiers.map((one, i) => (i === at ? changed : one)) };
}

/** UNION is the distinct rows of UNION ALL; INTERSECT and EXCEPT those of the left that are, or are not, among the right. */
export async function united(node: Node, query: Query): Promise<Node> {
  if (node.setop_all === true) return node;
  const found = await query.columns({ ...node, modifiers: [] });
  if (!found?.some((one) => kindOf(one))) return node;
  query.changed();
  const names = found.map((_, i) => `c${i}`);
  const kinds = found.map(kindOf);
  const keys = (table: string): Node[] => names.map((name, i) => keyOf(column(table, name), kinds[i]));
  const table = (rows: unknown, alias: string): Node => ({
    ...subquery({ ...(rows as Node), modifiers: (rows as Node).modifiers ?? [] }, alias),
    column_name_alias: names,
  });
  const isUnion = node.setop_type === "UNION";
  const rows = isUnion ? { ...node, setop_all: true, modifiers: [], cte_map: { map: [] } } : node.left;
  const list = names.map((name, i) => ({ ...column("__rows", name), alias: found[i]?.name ?? "" }));
  const isIn = (): Node => {
    const right = keys("__others");
    const equal = keys("__rows").map((key, i) => sameAs(key, right[i] as Node));
    const condition = equal.reduce<Node | null>((all, one) => and(all, one), null);
    return exists(selection(star(false), table(node.right, "__others"), condition));
  };
  const where = isUnion ? null : node.setop_type === "INTERSECT" ? isIn() : not(isIn());
  const modifiers = [
    { type: "DISTINCT_MODIFIER", distinct_on_targets: keys("__rows") },
    ...((node.modifiers ?? []) as Node[]),
  ];
  const all = selection(star(false), table(rows, "__rows"), where);
  return { ...all, select_list: list, modifiers, cte_map: node.cte_map };
}

/** Nulls are the same as each other there. */
const sameAs = (left: Node, right: Node): Node => ({
  class: "COMPARISON",
  type: "COMPARE_NOT_DISTINCT_FROM",
  alias: "",
  left,
  right,
});
