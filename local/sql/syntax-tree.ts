// DuckDB's syntax trees, as json_serialize_sql() writes them: reading and saying them, and the nodes that are put into them.
import type { DuckDBConnection } from "@duckdb/node-api";
import { isNumber, parseExactly } from "./exact-json.ts";
import { literal } from "./tokens.ts";

export interface Node {
  class?: string;
  type?: string;
  alias?: string;
  function_name?: string;
  children?: Node[];
  [field: string]: unknown;
}

/** The tree of a query; undefined where the text is none. */
export async function treeOf(connection: DuckDBConnection, sql: string): Promise<Node | undefined> {
  const read = await connection.runAndReadAll(`SELECT json_serialize_sql(${literal(sql)})`);
  const tree = parseExactly(String(read.getRowsJson()[0]?.[0])) as Node;
  return tree.error === false ? tree : undefined;
}

/** A tree as text; DuckDB itself writes the doubles of its trees as decimals. */
export async function textOfTree(connection: DuckDBConnection, tree: Node): Promise<string> {
  const said = await connection.runAndReadAll(
    `SELECT json_deserialize_sql(${literal(JSON.stringify(withDoubles(tree)))}::JSON)`,
  );
  return String(said.getRowsJson()[0]?.[0]);
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isNumber(value);

/** A node without the name that it has in its place. */
export const bare = (node: Node): Node => ({ ...node, alias: "" });

export const call = (name: string, ...children: Node[]): Node => ({
  class: "FUNCTION",
  type: "FUNCTION",
  alias: "",
  function_name: name,
  schema: "",
  children,
  filter: null,
  order_bys: { type: "ORDER_MODIFIER", orders: [] },
  distinct: false,
  is_operator: false,
  export_state: false,
  catalog: "",
});

export const operator = (type: string, ...children: Node[]): Node => ({
  class: "OPERATOR",
  type,
  alias: "",
  children,
});

export const and = (a: Node | null | undefined, b: Node): Node =>
  a ? { class: "CONJUNCTION", type: "CONJUNCTION_AND", alias: "", children: [a, b] } : b;

export const or = (a: Node, b: Node): Node => ({
  class: "CONJUNCTION",
  type: "CONJUNCTION_OR",
  alias: "",
  children: [a, b],
});

export const equal = (left: Node, right: Node): Node => ({
  class: "COMPARISON",
  type: "COMPARE_EQUAL",
  alias: "",
  left,
  right,
});
export const not = (node: Node): Node => operator("OPERATOR_NOT", node);

export const NULL: Node = {
  class: "CONSTANT",
  type: "VALUE_CONSTANT",
  alias: "",
  value: { type: { id: "NULL", type_info: null }, is_null: true },
};

export const integer = (value: number): Node => ({
  class: "CONSTANT",
  type: "VALUE_CONSTANT",
  alias: "",
  value: { type: { id: "INTEGER", type_info: null }, is_null: false, value },
});

export const isNull = (node: Node): boolean =>
  node.class === "CONSTANT" && (node.value as { is_null?: boolean }).is_null === true;

/** `CASE WHEN … THEN … ELSE otherwise END`, with a pair for each WHEN. */
export const caseOf = (checks: readonly (readonly [when: Node, then: Node])[], otherwise: Node): Node => ({
  class: "CASE",
  type: "CASE_EXPR",
  alias: "",
  case_checks: checks.map(([when_expr, then_expr]) => ({ when_expr, then_expr })),
  else_expr: otherwise,
});

/** A null that hangs on others: it cannot be bound where they cannot be mixed. */
export const nullOf = (...values: Node[]): Node =>
  caseOf([[operator("OPERATOR_IS_NULL", operator("OPERATOR_COALESCE", ...values)), NULL]], NULL);

export const cast = (child: Node, type: unknown, alias = ""): Node => ({
  class: "CAST",
  type: "OPERATOR_CAST",
  alias,
  child,
  cast_type: type,
  try_cast: false,
});

/** A truth value that is not known. */
export const UNKNOWN_TRUTH = cast(NULL, { id: "BOOLEAN", type_info: null });

/** A null row of one field. */
export const rowOf = (field: string): Node =>
  cast(NULL, {
    id: "STRUCT",
    type_info: {
      type: "STRUCT_TYPE_INFO",
      alias: "",
      extension_info: null,
      child_types: [{ first: field, second: { id: "INTEGER", type_info: null } }],
    },
  });

/** The query that an expression or a part of a FROM has; undefined where it has none. */
export const queryWithin = (node: Node): Node | undefined =>
  (node.subquery as { node?: Node } | null | undefined)?.node;

/** A query's one value. */
export const scalar = (node: Node): Node => ({ ...exists(node), subquery_type: "SCALAR" });

const AGGREGATES = new Set(
  (
    "count count_star sum avg min max trino_avg trino_approx_set trino_qdigest trino_tdigest trino_merge any_value arg_min arg_max list array_agg stddev stddev_pop stddev_samp variance " +
    "var_pop var_samp bool_and bool_or count_if string_agg histogram quantile_disc quantile_cont median geomean bit_and bit_or " +
    "rs_sum_of_doubles rs_avg_of_doubles fsum favg first last corr covar_pop covar_samp regr_slope regr_intercept skewness kurtosis bit_xor"
  ).split(" "),
);

/** Whether a node is an aggregate itself. */
export const isAggregate = (node: Node): boolean =>
  node.class === "FUNCTION" && AGGREGATES.has(node.function_name ?? "");

/** Whether an expression has an aggregate, a window function or GROUPING. */
export function hasAggregate(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasAggregate);
  if (!isNode(value)) return false;
  if (value.class === "WINDOW" || value.type === "GROUPING_FUNCTION") return true;
  if (isAggregate(value)) return true;
  return Object.values(value).some(hasAggregate);
}

export function hasColumn(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasColumn);
  return isNode(value) && (value.class === "COLUMN_REF" || Object.values(value).some(hasColumn));
}

/**
 * A tree with its nodes changed, the innermost first.
 * @param change of a node: as it is with what is within it changed, and as it was before
 */
export function changedFromWithin(tree: Node, change: (inner: Node, before: Node) => Node): Node {
  const walked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walked);
    return isNode(value) ? changedFromWithin(value, change) : value;
  };
  const inner = Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, walked(value)])) as Node;
  return change(inner, tree);
}

/** A tree with all its doubles as such. */
const withDoubles = (tree: Node): Node =>
  changedFromWithin(tree, (inner) => {
    const isDouble =
      inner.class === "CONSTANT" && (inner.value as { type: { id: string } }).type.id === "DOUBLE";
    return isDouble ? cast(bare(inner), { id: "DOUBLE", type_info: null }, inner.alias) : inner;
  });

const statement = (node: Node): Node => ({ node, named_param_map: [] });

export const exists = (node: Node): Node => ({
  class: "SUBQUERY",
  type: "SUBQUERY",
  alias: "",
  subquery_type: "EXISTS",
  subquery: statement(node),
  child: null,
  comparison_type: "INVALID",
});

export const subquery = (node: Node, alias: string): Node => ({
  type: "SUBQUERY",
  alias,
  sample: null,
  subquery: statement(node),
  column_name_alias: [],
});

export const selection = (item: Node, from_table: Node, where_clause: Node | null = null): Node => ({
  type: "SELECT_NODE",
  modifiers: [],
  cte_map: { map: [] },
  select_list: [item],
  from_table,
  where_clause,
  group_expressions: [],
  group_sets: [],
  aggregate_handling: "STANDARD_HANDLING",
  having: null,
  sample: null,
  qualify: null,
});

export const column = (...column_names: string[]): Node => ({
  class: "COLUMN_REF",
  type: "COLUMN_REF",
  alias: "",
  column_names,
});

export const crossJoin = (left: Node, right: Node): Node => ({
  type: "JOIN",
  alias: "",
  sample: null,
  left,
  right,
  condition: null,
  join_type: "INNER",
  ref_type: "CROSS",
  using_columns: [],
  delim_flipped: false,
  duplicate_eliminated_columns: [],
});

export const unionAll = (left: Node, right: Node): Node => ({
  type: "SET_OPERATION_NODE",
  modifiers: [],
  cte_map: { map: [] },
  setop_type: "UNION",
  setop_all: true,
  left,
  right,
});

/** `*`, or `COLUMNS(*)`, which a function takes for its argument. */
export const star = (columns: boolean): Node => ({
  class: "STAR",
  type: "STAR",
  alias: "",
  relation_name: "",
  exclude_list: [],
  replace_list: [],
  columns,
  expr: null,
  qualified_exclude_list: [],
  rename_list: [],
});
