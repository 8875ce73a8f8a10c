// JOIN … USING and NATURAL JOIN: texts are joined without the blanks at their end, which takes a condition of its own, and `*` begins
// with the columns that are joined, as PostgreSQL has it. DuckDB keeps the order of the left table.
import {
  and,
  column,
  equal,
  isNode,
  type Node,
  operator,
  selection,
  star,
} from "../../../../sql/syntax-tree.ts";
import { type Kind, keyOf, kindOf } from "./nodes.ts";
import type { Query } from "./query.ts";

export async function joined(node: Node, query: Query): Promise<Node> {
  const from = node.from_table as Node;
  if (!hasMerge(from)) return node;
  const joins = new Joins(query);
  const tables = await joins.of(from);
  if (!joins.isKnown) return node;
  query.changed();
  const list = (node.select_list as Node[]).flatMap((item) =>
    item.class === "STAR" && !item.relation_name && !item.columns ? listOf(item, tables) : [item],
  );
  const changed = { ...node, from_table: tables.table, select_list: list };
  const values = new Map(
    [...tables.merged].flatMap(([name, value]) => (isNode(value) ? [[name, value] as const] : [])),
  );
  return values.size > 0 ? withValues(changed, values) : changed;
}

const hasMerge = (table: Node | undefined): boolean =>
  table?.type === "JOIN" &&
  (table.ref_type === "NATURAL" ||
    (table.using_columns as string[]).length > 0 ||
    hasMerge(table.left as Node) ||
    hasMerge(table.right as Node));

/** A table or a join. */
interface Tables {
  table: Node;
  /** Its columns in the order of `*`, each as it is shown. */
  columns: { name: string; value: Node; kind: Kind }[];
  /** Columns that were joined into one: the value where a condition joins them, true where DuckDB does. */
  merged: ReadonlyMap<string, Node | true>;
}

const lower = (name: string): string => name.toLowerCase();

class Joins {
  readonly #query: Query;
  #nameless = 0;
  /** Whether DuckDB tells the columns of each table: not of what takes its rows from one beside it. */
  isKnown = true;

  constructor(query: Query) {
    this.#query = query;
  }

  async of(table: Node): Promise<Tables> {
    if (table.type !== "JOIN") return this.#leaf(table);
    const left = await this.of(table.left as Node);
    const right = await this.of(table.right as Node);
    const sides = { ...table, left: left.table, right: right.table };
    const names = mergedNames(table, left, right);
    if (names.length === 0) {
      const isNatural = table.ref_type === "NATURAL";
      const cross = { ...sides, ref_type: "CROSS", join_type: "INNER" };
      return {
        table: isNatural ? cross : sides,
        columns: [...left.columns, ...right.columns],
        merged: new Map([...left.merged, ...right.merged]),
      };
    }
    return this.#merged(sides, names, left, right);
  }

  async #leaf(table: Node): Promise<Tables> {
    const named = {
      ...table,
      alias: table.alias || String(table.table_name || "") || `__side${this.#nameless++}`,
    };
    const from = table.type === "BASE_TABLE" ? table : named;
    const found = await this.#query.columns(selection(star(false), from));
    if (!found) {
      this.isKnown = false;
      return { table: from, columns: [], merged: new Map() };
    }
    const refs = found.map(({ name }) => column(named.alias as string, name));
    const known = await this.#query.kinds(refs, from);
    const columns = found.map((one, i) => ({
      name: one.name,
      value: refs[i] as Node,
      kind: kindOf(one) === "text" ? known[i] : kindOf(one),
    }));
    return { table: from, columns, merged: new Map() };
  }

  #merged(table: Node, names: readonly string[], left: Tables, right: Tables): Tables {
    const pairs = names.map((name) => ({ name, left: columnOf(left, name), right: columnOf(right, name) }));
    const isByValue = pairs.some(
      ({ name, left: l, right: r }) =>
        l?.kind || r?.kind || isNode(left.merged.get(lower(name))) || isNode(right.merged.get(lower(name))),
    );
    const isSure = pairs.every((pair) => pair.left && pair.right);
    const merged = new Map([...left.merged, ...right.merged]);
    const shown = pairs.map(({ name, left: l, right: r }) => {
      const value = shownOf(table.join_type as string, l?.value, r?.value);
      merged.set(lower(name), isByValue && isSure ? value : true);
      return { name, value: isByValue && isSure ? value : column(name), kind: l?.kind ?? r?.kind };
    });
    const isOther = ({ name }: { name: string }): boolean => !names.some((one) => lower(one) === lower(name));
    const columns = [...shown, ...left.columns.filter(isOther), ...right.columns.filter(isOther)];
    if (!isByValue || !isSure) return { table, columns, merged };
    const condition = pairs.reduce<Node | null>((all, pair) => {
      const [a, b] = [pair.left, pair.right] as [Tables["columns"][number], Tables["columns"][number]];
      return and(all, equal(keyOf(a.value, a.kind), keyOf(b.value, b.kind)));
    }, null);
    return { table: { ...table, ref_type: "REGULAR", using_columns: [], condition }, columns, merged };
  }
}

function mergedNames(table: Node, left: Tables, right: Tables): string[] {
  if (table.ref_type !== "NATURAL") return table.using_columns as string[];
  return left.columns.map(({ name }) => name).filter((name) => columnOf(right, name) !== undefined);
}

const columnOf = ({ columns }: Tables, name: string): Tables["columns"][number] | undefined =>
  columns.find((one) => lower(one.name) === lower(name));

/** What a joined column shows. */
function shownOf(join: string, left: Node | undefined, right: Node | undefined): Node {
  if (join === "RIGHT") return right as Node;
  return join === "FULL" ? operator("OPERATOR_COALESCE", left as Node, right as Node) : (left as Node);
}

/** The columns for which `*` stands, without those of EXCLUDE. */
function listOf(item: Node, { columns }: Tables): Node[] {
  const excluded = new Set(((item.exclude_list ?? []) as string[]).map(lower));
  return columns
    .filter(({ name }) => !excluded.has(lower(name)))
    .map(({ name, value }) => ({ ...value, alias: name }));
}

/** The query with names of joined columns as what they show; queries within have names of their own. */
function withValues(node: Node, values: ReadonlyMap<string, Node>): Node {
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isNode(value) || value.type === "SELECT_NODE" || value.type === "SET_OPERATION_NODE") return value;
    const names = (value.column_names ?? []) as string[];
    const one =
      value.class === "COLUMN_REF" && names.length === 1 ? values.get(lower(names[0] as string)) : undefined;
    if (one) return { ...one, alias: value.alias };
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, replaced(inner)]));
  };
  const items = (node.select_list as Node[]).map((item) => {
    const changed = replaced(item) as Node;
    const isName = item.class === "COLUMN_REF" && changed.class !== undefined && !item.alias;
    return isName ? { ...changed, alias: ((item.column_names ?? []) as string[]).at(-1) ?? "" } : changed;
  });
  const isShown = (expression: Node): boolean =>
    ((expression.column_names ?? []) as string[]).length === 1 &&
    items.some(
      ({ alias }) => lower(alias ?? "") === lower((expression.column_names as string[])[0] as string),
    );
  const modifiers = ((node.modifiers ?? []) as (Node & { orders?: { expression: Node }[] })[]).map((one) =>
    one.orders
      ? {
          ...one,
          orders: one.orders.map((order) =>
            isShown(order.expression) ? order : { ...order, expression: replaced(order.expression) },
          ),
        }
      : one,
  );
  const parts = ["where_clause", "group_expressions", "having", "qualify"].map((field) => [
    field,
    replaced(node[field]),
  ]);
  return { ...node, ...Object.fromEntries(parts), select_list: items, modifiers };
}
