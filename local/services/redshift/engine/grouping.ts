// Texts and SUPERs are grouped, made distinct, united and partitioned as they are compared: blanks at the end of a text say nothing, and
// a SUPER is its value and not its text. DuckDB groups what is equal byte by byte, so that the syntax tree is changed: the key of a
// group is the text without these blanks, and what is shown of the group is one of its texts, as in Redshift.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type ResultColumn, resultColumns } from "../../../sql/results.ts";
import {
  call,
  column,
  isNode,
  type Node,
  operator,
  selection,
  star,
  subquery,
  textOfTree,
  treeOf,
  withDoubles,
} from "../../../sql/syntax-tree.ts";
import {
  bare,
  distinctOf,
  type Kind,
  keyOf,
  kindOf,
  named,
  type Order,
  replacedOrders,
  shownOf,
  targetOf,
  whenZero,
} from "./grouping-nodes.ts";
import { isAggregate, same } from "./same-expression.ts";

/** What has none of these has no groups. */
const MAY_GROUP =
  /\bgroup\s+by\b|\bdistinct\b|\bunion\b|\bintersect\b|\bexcept\b|\bpartition\s+by\b|\border\s+by\b|\bin\s*\(\s*(?:select|with|\()/i;

/** The query with its keys as Redshift compares them. */
export async function groupAsCompared(
  connection: DuckDBConnection,
  sql: string,
  hasBlanks: HasBlanks,
): Promise<string> {
  if (!MAY_GROUP.test(sql)) return sql;
  const tree = await treeOf(connection, sql);
  if (!tree) return sql;
  const columns = async (node: Node): Promise<ResultColumn[]> =>
    resultColumns(
      connection,
      await textOfTree(connection, withDoubles({ ...tree, statements: [{ node, named_param_map: [] }] })),
    );
  const grouping = new Grouping(columns, hasBlanks);
  const changed = await grouping.of(tree, []);
  return grouping.changes === 0 ? sql : textOfTree(connection, withDoubles(changed));
}

/** Whether a column of a table may have texts with blanks at their end. */
export type HasBlanks = (schema: string, table: string, column: string) => Promise<boolean>;

class Grouping {
  /** How many keys were changed. */
  changes = 0;
  readonly #columns: (node: Node) => Promise<ResultColumn[]>;

  readonly #hasBlanks: HasBlanks;

  /** @param columns what a query gives; fails where it does not bind */
  constructor(columns: (node: Node) => Promise<ResultColumn[]>, hasBlanks: HasBlanks) {
    this.#columns = columns;
    this.#hasBlanks = hasBlanks;
  }

  /** @param tables common tables of the queries around */
  async of(node: Node, tables: readonly unknown[]): Promise<Node> {
    const own = (node.cte_map as { map?: unknown[] } | undefined)?.map ?? [];
    const within = [...tables, ...own];
    const inner: Node = {};
    for (const [field, value] of Object.entries(node)) inner[field] = await this.#walked(value, within);
    if (inner.type === "SELECT_NODE") return this.#select(inner, within);
    if (inner.type === "SET_OPERATION_NODE") return this.#set(inner, within);
    return inner;
  }

  async #walked(value: unknown, tables: readonly unknown[]): Promise<unknown> {
    if (!Array.isArray(value)) return isNode(value) ? this.of(value, tables) : value;
    const items: unknown[] = [];
    for (const item of value) items.push(await this.#walked(item, tables));
    return items;
  }

  async #select(node: Node, tables: readonly unknown[]): Promise<Node> {
    const kinds = (list: readonly Node[]): Promise<Kind[]> => this.#kinds(list, node, tables);
    const grouped = await this.#grouped(node, kinds);
    const windowed = (await this.#expressions(grouped, kinds)) as Node;
    const distinct = await this.#distinct(windowed, tables);
    return this.#ordered(distinct, kinds);
  }

  /** The kinds of expressions that stand in a query; nothing is known of those that cannot be asked for. */
  async #kinds(list: readonly Node[], node: Node, tables: readonly unknown[]): Promise<Kind[]> {
    if (list.length === 0) return [];
    const asked = { ...selection(list[0] as Node, node.from_table as Node), select_list: list.map(bare) };
    const probe = { ...asked, cte_map: { map: tables } };
    return this.#columns(probe).then(
      (found) => Promise.all(found.map((one, i) => this.#kindOf(list[i] as Node, kindOf(one), node))),
      async () => {
        if (list.length === 1) return [undefined];
        const kinds: Kind[] = [];
        for (const one of list) kinds.push(...(await this.#kinds([one], node, tables)));
        return kinds;
      },
    );
  }

  /** The kind of an expression; a column of a table without such texts needs no care. */
  async #kindOf(expression: Node, kind: Kind, { from_table }: Node): Promise<Kind> {
    const table = from_table as Node | undefined;
    const names = (expression.column_names ?? []) as string[];
    const isColumn = expression.class === "COLUMN_REF" && names.length <= 2;
    if (kind !== "text" || !isColumn || table?.type !== "BASE_TABLE" || table.catalog_name) return kind;
    const [schema, name] = [String(table.schema_name || ""), String(table.table_name)];
    if (!schema) return kind;
    return (await this.#hasBlanks(schema, name, names.at(-1) as string)) ? kind : undefined;
  }

  async #grouped(node: Node, kinds: (list: readonly Node[]) => Promise<Kind[]>): Promise<Node> {
    const groups = (node.group_expressions ?? []) as Node[];
    if (groups.length === 0) return node;
    const items = node.select_list as Node[];
    const targets = groups.map((group) => bare(targetOf(group, items)));
    const known = await kinds(targets);
    if (known.every((kind) => kind === undefined)) return node;
    this.changes++;
    const sets = (node.group_sets ?? []) as unknown[];
    const shown = (expression: Node): Node | undefined => {
      const at = targets.findIndex((target, i) => known[i] !== undefined && same(target, expression));
      const target = targets[at];
      if (!target) return undefined;
      const one = shownOf(target);
      if (sets.length < 2) return one;
      // In a row of a set without this key it is null.
      const isAbsent = operator("GROUPING_FUNCTION", keyOf(target, known[at]));
      return whenZero(isAbsent, one);
    };
    const replaced = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(replaced);
      if (!isNode(value) || value.class === "SUBQUERY" || isAggregate(value)) return value;
      if (value.type === "GROUPING_FUNCTION")
        return { ...value, children: value.children?.map((child) => keyOfTarget(child)) };
      const one = shown(value);
      if (one) return { ...one, alias: value.alias };
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
    };
    const keyOfTarget = (child: Node): Node => {
      const at = targets.findIndex((target) => same(target, child));
      return at < 0 ? child : keyOf(targets[at] as Node, known[at]);
    };
    return {
      ...node,
      group_expressions: targets.map((target, i) => keyOf(target, known[i])),
      select_list: items.map((item) => named(replaced(item) as Node, item)),
      having: replaced(node.having),
      qualify: replaced(node.qualify),
      modifiers: replacedOrders(node, items, replaced),
    };
  }

  /** PARTITION BY and ORDER BY of windows, DISTINCT within aggregates, IN of a query's rows. */
  async #expressions(node: Node, kinds: (list: readonly Node[]) => Promise<Kind[]>): Promise<unknown> {
    const keyed = async (list: readonly Node[]): Promise<Node[]> => {
      const known = await kinds(list);
      return list.map((one, i) => {
        if (known[i] === undefined) return one;
        this.changes++;
        return keyOf(one, known[i]);
      });
    };
    const walked = async (value: unknown): Promise<unknown> => {
      if (Array.isArray(value)) return Promise.all(value.map(walked));
      if (!isNode(value) || value.type === "SELECT_NODE" || value.type === "SET_OPERATION_NODE") return value;
      const inner: Node = {};
      for (const [field, one] of Object.entries(value)) inner[field] = await walked(one);
      if (inner.class === "WINDOW") {
        const orders = (inner.orders ?? []) as Order[];
        const expressions = await keyed(orders.map(({ expression }) => expression));
        return {
          ...inner,
          partitions: await keyed((inner.partitions ?? []) as Node[]),
          orders: orders.map((order, i) => ({ ...order, expression: expressions[i] })),
        };
      }
      if (inner.class === "FUNCTION" && inner.distinct === true) return distinctOf(inner, keyed);
      if (inner.class === "SUBQUERY" && inner.subquery_type === "ANY") return this.#member(inner, keyed);
      return inner;
    };
    const parts: Node = { ...node };
    for (const field of ["select_list", "where_clause", "having", "qualify"])
      parts[field] = await walked(node[field]);
    return parts;
  }

  /** `x IN (SELECT y …)`. */
  async #member(node: Node, keyed: (list: readonly Node[]) => Promise<Node[]>): Promise<Node> {
    const query = (node.subquery as { node: Node }).node;
    const found = await this.#columns(query).catch(() => []);
    if (found.length !== 1 || kindOf(found[0] as ResultColumn) !== "text" || !isNode(node.child)) return node;
    const [child] = await keyed([node.child]);
    this.changes++;
    const rows = { ...subquery(query, "__rows"), column_name_alias: ["c0"] };
    const keys = selection(keyOf(column("__rows", "c0"), "text"), rows);
    return { ...node, child, subquery: { ...(node.subquery as Node), node: keys } };
  }

  async #distinct(node: Node, tables: readonly unknown[]): Promise<Node> {
    const modifiers = (node.modifiers ?? []) as Node[];
    const at = modifiers.findIndex(
      (one) => one.type === "DISTINCT_MODIFIER" && (one.distinct_on_targets as unknown[]).length === 0,
    );
    if (at < 0) return node;
    const found = await this.#columns({ ...node, modifiers: [], cte_map: { map: tables } }).catch(() => []);
    if (!found.some((one) => kindOf(one))) return node;
    const items = node.select_list as Node[];
    const hasStar = items.some((item) => item.class === "STAR");
    const targets = found.map((one, i) =>
      keyOf(hasStar ? column(one.name) : (items[i] as Node), kindOf(one)),
    );
    this.changes++;
    const changed = { ...(modifiers[at] as Node), distinct_on_targets: targets };
    return { ...node, modifiers: modifiers.map((one, i) => (i === at ? changed : one)) };
  }

  /** A text that others are sorted by after it: those that differ in blanks alone stand beside each other. */
  async #ordered(node: Node, kinds: (list: readonly Node[]) => Promise<Kind[]>): Promise<Node> {
    const modifiers = (node.modifiers ?? []) as (Node & { orders?: Order[] })[];
    const ordered = modifiers.find(({ type }) => type === "ORDER_MODIFIER");
    const isPlain = !((node.group_expressions as unknown[] | undefined) ?? []).length;
    if (!ordered?.orders || ordered.orders.length < 2 || !isPlain) return node;
    if (modifiers.some(({ type }) => type === "DISTINCT_MODIFIER")) return node;
    const targets = ordered.orders.map(({ expression }) => targetOf(expression, node.select_list as Node[]));
    const known = await kinds(targets);
    if (!known.slice(0, -1).includes("text")) return node;
    this.changes++;
    const orders = ordered.orders.map((order, i) =>
      known[i] === "text" ? { ...order, expression: keyOf(targets[i] as Node, "text") } : order,
    );
    return { ...node, modifiers: modifiers.map((one) => (one === ordered ? { ...one, orders } : one)) };
  }

  /** UNION as the distinct rows of UNION ALL. In what INTERSECT and EXCEPT compare, no text may end in blanks. */
  async #set(node: Node, tables: readonly unknown[]): Promise<Node> {
    if (node.setop_all === true) return node;
    const found = await this.#columns({ ...node, modifiers: [], cte_map: { map: tables } }).catch(() => []);
    if (!found.some((one) => kindOf(one))) return node;
    this.changes++;
    const names = found.map((_, i) => `c${i}`);
    const over = (query: Node, item: (name: string, i: number) => Node): Node => {
      const rows = { ...subquery({ ...query, modifiers: [] }, "__rows"), column_name_alias: names };
      const list = names.map((name, i) => ({ ...item(name, i), alias: found[i]?.name ?? "" }));
      return { ...selection(star(false), rows), select_list: list };
    };
    if (node.setop_type !== "UNION") {
      const plain = (query: unknown): Node =>
        over(query as Node, (name, i) => {
          const value = column("__rows", name);
          return kindOf(found[i] as ResultColumn) === "text" ? call("rs_unblanked", value) : value;
        });
      return { ...node, left: plain(node.left), right: plain(node.right) };
    }
    const united = over({ ...node, setop_all: true, cte_map: { map: [] } }, (name) => column("__rows", name));
    const distinct_on_targets = names.map((name, i) =>
      keyOf(column("__rows", name), kindOf(found[i] as ResultColumn)),
    );
    const modifiers = [
      { type: "DISTINCT_MODIFIER", distinct_on_targets },
      ...((node.modifiers ?? []) as Node[]),
    ];
    return { ...united, modifiers, cte_map: node.cte_map };
  }
}
