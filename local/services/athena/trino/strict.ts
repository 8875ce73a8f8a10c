// What DuckDB accepts where Trino asks for values of one type, or for a truth value: comparisons, IN, COALESCE, CASE, UNION,
// VALUES, conditions, arguments. A query is bound once in a form in which such places fail, and is never run in that form: each
// place gets a null that hangs on its values, each in a shape of its own kind (`trino_kind` in macros.ts), which DuckDB does not mix.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type ResultColumn, resultColumns } from "../../../sql/results.ts";
import {
  and,
  asDouble,
  call,
  cast,
  column,
  crossJoin,
  exists,
  hasAggregate,
  isNode,
  isNull,
  type Node,
  NULL,
  nullOf,
  operator,
  rowOf,
  selection,
  star,
  subquery,
  textOfTree,
  treeOf,
  unionAll,
} from "../../../sql/syntax-tree.ts";
import { refuseDigest } from "./digests.ts";

/** DuckDB does not tell the types of aggregates and of what a subquery takes from outside to a macro with overloads. */
const UNTOLD = /Macro "?trino_(?:kind|summand|truth|is_\w+)"?\(\) has multiple overloads/;

/** What has none of these mixes no values and uses no alias beside it. */
const MAY_MIX =
  /trino_arg|[=<>+-]|\|\||\b(?:in|is|between|case|coalesce|nullif|array|union|intersect|except|values|where|having|join|not|and|or|group|trino_greatest|trino_least)\b|\bas\b[^,]*,/i;

/**
 * The columns of a query that was compiled; throws where Trino would not take its types.
 * @param prepare makes the macros that a text needs
 */
export async function boundColumns(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
): Promise<ResultColumn[]> {
  const columns = await checkedColumns(connection, sql, prepare);
  for (const { type } of columns) refuseDigest(type);
  return columns;
}

async function checkedColumns(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
): Promise<ResultColumn[]> {
  if (!MAY_MIX.test(sql)) return resultColumns(connection, sql);
  const tree = await treeOf(connection, sql);
  // What cannot be said as a tree, such as text that is no query, fails with DuckDB's own words.
  if (!tree) return resultColumns(connection, sql);
  const aliases = withoutAliases(tree);
  if (aliases) await resultColumns(connection, await textOfTree(connection, aliases));
  for (const everywhere of [true, false]) {
    const strict = new Strict(everywhere);
    const changed = strict.of(tree);
    if (strict.checks === 0) break;
    const text = await textOfTree(connection, changed);
    await prepare(text);
    try {
      return await resultColumns(connection, text);
    } catch (error) {
      if (!UNTOLD.test((error as Error).message)) throw error;
    }
  }
  return resultColumns(connection, sql);
}

/** Functions whose arguments are of one type; the value is the argument that the check stands beside. */
const OF_ONE_TYPE: Record<string, number> = { nullif: 1, list_value: 0, trino_greatest: 1, trino_least: 1 };
const TRUTHS = new Set(["COMPARISON", "CONJUNCTION", "BETWEEN"]);
/** Beyond these many rows of VALUES nobody wrote them by hand. */
const MAX_VALUES = 500;

interface Branch {
  when_expr: Node;
  then_expr: Node;
}

const TRUTH = cast(NULL, { id: "BOOLEAN", type_info: null });

/** A value beside a check. */
const beside = (value: Node, check: Node | undefined): Node =>
  check ? { ...operator("OPERATOR_COALESCE", bare(value), check), alias: value.alias ?? "" } : value;
const isTextLiteral = (node: Node): boolean =>
  node.class === "CONSTANT" && (node.value as { type?: { id?: string } }).type?.id === "VARCHAR";
/** The same with several. */
const besides = (value: Node, checks: readonly Node[]): Node =>
  checks.length === 0
    ? value
    : { ...operator("OPERATOR_COALESCE", bare(value), ...checks), alias: value.alias ?? "" };
const bare = (node: Node): Node => ({ ...node, alias: "" });

class Strict {
  /** Also for aggregates and in subqueries, whose types DuckDB may not tell. */
  readonly #everywhere: boolean;
  #depth = 0;
  /** How many checks were put into the tree. */
  checks = 0;

  constructor(everywhere: boolean) {
    this.#everywhere = everywhere;
  }

  of(node: Node): Node {
    const isSubquery = node.class === "SUBQUERY";
    if (isSubquery) this.#depth++;
    const inner = Object.fromEntries(
      Object.entries(node).map(([field, value]) => [field, this.#walked(value)]),
    ) as Node;
    if (isSubquery) this.#depth--;
    return this.#strict(node, inner);
  }

  #walked(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#walked(item));
    return isNode(value) ? this.of(value) : value;
  }

  /** @param node as written @param inner the same, what is within it strict already */
  #strict(node: Node, inner: Node): Node {
    switch (inner.class ?? inner.type) {
      case "COMPARISON": {
        const check = this.#meeting([node.left as Node, node.right as Node]);
        return { ...inner, right: beside(inner.right as Node, check) };
      }
      case "BETWEEN": {
        const check = this.#meeting([node.input as Node, node.lower as Node, node.upper as Node]);
        return { ...inner, lower: beside(inner.lower as Node, check) };
      }
      case "CONJUNCTION":
        return { ...inner, children: inner.children?.map((child) => this.#truth(child)) };
      case "CONSTANT":
        return asDouble(inner);
      case "CASE":
        return this.#case(node, inner);
      case "OPERATOR":
        return this.#operator(node, inner);
      case "FUNCTION":
        return this.#function(node, inner);
      case "SELECT_NODE":
        return this.#select(inner);
      case "SET_OPERATION_NODE":
        return this.#union(node, inner);
      case "EXPRESSION_LIST":
        return this.#values(node, inner);
      case "JOIN":
        return inner.condition ? { ...inner, condition: this.#truth(inner.condition as Node) } : inner;
      default:
        return inner;
    }
  }

  /** Whether DuckDB tells the type of what stands here. */
  #isTold(value: Node): boolean {
    return this.#everywhere || (this.#depth === 0 && !hasAggregate(value));
  }

  /** A null that cannot be bound unless the values are of one kind; undefined where there are not two of them. */
  #meeting(values: readonly Node[], kind = "trino_kind"): Node | undefined {
    const known = values.filter((value) => !isNull(value) && value.class !== "LAMBDA" && this.#isTold(value));
    if (known.length < 2) return undefined;
    this.checks++;
    return nullOf(...known.map((value) => call(kind, bare(value))));
  }

  /** A condition, which must be a truth value. */
  #truth(node: Node): Node {
    const isSure = TRUTHS.has(node.class ?? "") || isNull(node) || !this.#isTold(node);
    if (isSure) return node;
    this.checks++;
    return operator("OPERATOR_COALESCE", call("trino_truth", node), TRUTH);
  }

  #case(node: Node, inner: Node): Node {
    const results = (node.case_checks as Branch[]).map((branch) => branch.then_expr);
    const check = this.#meeting([...results, node.else_expr as Node]);
    const case_checks = (inner.case_checks as Branch[]).map((branch, i) => {
      const when = this.#truth(branch.when_expr);
      const guarded = i === 0 && check ? and(when, operator("OPERATOR_IS_NULL", check)) : when;
      return { ...branch, when_expr: guarded };
    });
    return { ...inner, case_checks };
  }

  #operator(node: Node, inner: Node): Node {
    if (node.type === "OPERATOR_NOT")
      return { ...inner, children: inner.children?.map((child) => this.#truth(child)) };
    const isIn = node.type === "COMPARE_IN" || node.type === "COMPARE_NOT_IN";
    if (!isIn && node.type !== "OPERATOR_COALESCE" && node.type !== "ARRAY_CONSTRUCTOR") return inner;
    return this.#withCheck(inner, isIn ? 1 : 0, this.#meeting(node.children ?? []));
  }

  #function(node: Node, inner: Node): Node {
    const name = node.function_name ?? "";
    const children = node.children ?? [];
    if (name === "trino_arg") return this.#argument(node, inner);
    if ((name === "+" || name === "-") && children.length === 2)
      return besides(
        inner,
        [...this.#each(children, "trino_is_addable"), this.#meeting(children, "trino_summand") ?? []].flat(),
      );
    if (name === "||") return this.#concatenation(children, inner);
    const at = OF_ONE_TYPE[name];
    return at === undefined ? inner : this.#withCheck(inner, at, this.#meeting(children));
  }

  /** Texts, bytes or arrays: nothing becomes a text by itself. */
  #concatenation(children: readonly Node[], inner: Node): Node {
    // A text that is written out is one of two types to DuckDB.
    const told = children.filter((child) => !isNull(child) && !isTextLiteral(child) && this.#isTold(child));
    this.checks += told.length;
    const isJoinable = told.map((child) =>
      nullOf(call("trino_is_joinable", bare(child)), rowOf("function concat")),
    );
    const checks = [...isJoinable, this.#meeting(children) ?? []].flat();
    if (checks.length === 0) return inner;
    return { ...operator("OPERATOR_COALESCE", bare(inner), ...checks), alias: inner.alias };
  }

  /** A null for each value, which cannot be bound unless it is of a kind. */
  #each(values: readonly Node[], kind: string): Node[] {
    const told = values.filter(
      (value) => !isNull(value) && value.class !== "CONSTANT" && this.#isTold(value),
    );
    this.checks += told.length;
    return told.map((value) => nullOf(call(kind, bare(value)), rowOf("function operator")));
  }

  #withCheck(inner: Node, at: number, check: Node | undefined): Node {
    const children = inner.children?.map((child, i) => (i === at ? beside(child, check) : child));
    return { ...inner, children };
  }

  /** An argument of the wrong kind meets a row whose field is the function's name: the error tells it. */
  #argument(node: Node, inner: Node): Node {
    const [value, kind, name] = node.children as [Node, Node, Node];
    const [strictValue] = inner.children as [Node];
    const textOf = (constant: Node): string => String((constant.value as { value?: unknown }).value);
    if (isNull(value) || !this.#isTold(value)) return { ...strictValue, alias: inner.alias };
    this.checks++;
    const check = nullOf(call(`trino_is_${textOf(kind)}`, bare(value)), rowOf(`function ${textOf(name)}`));
    return { ...beside(strictValue, check), alias: inner.alias };
  }

  #select(inner: Node): Node {
    const where = inner.where_clause ? this.#truth(inner.where_clause as Node) : null;
    const having = inner.having ? this.#truth(inner.having as Node) : null;
    return { ...inner, where_clause: where, having };
  }

  /** The columns of both sides meet in a subquery of their own; of `*` nobody knows how many there are. */
  #union(node: Node, inner: Node): Node {
    const sides = [firstOf(node), firstOf(node.right as Node)];
    const counts = sides.map(countOf);
    if (counts[0] === undefined || counts[0] !== counts[1]) return inner;
    const columns = Array.from({ length: counts[0] }, (_, i) => `c${i}`);
    const met = columns.flatMap((name, i) => {
      const pair = sides.map((side, n) => ({ side, column: column(`__side${n}`, name) }));
      const known = pair.filter(({ side }) => !isNull((side.select_list as Node[])[i] as Node));
      return this.#meeting(known.map((one) => one.column)) ?? [];
    });
    if (met.length === 0) return inner;
    const [left = NULL, right = NULL] = sides.map((side, n) => ({
      ...subquery({ ...side, modifiers: [] }, `__side${n}`),
      column_name_alias: columns,
    }));
    const probe = exists({ ...selection(star(false), crossJoin(left, right)), select_list: met });
    const kept = operator("OPERATOR_NOT", operator("OPERATOR_IS_NULL", probe));
    return { ...inner, left: selection(star(false), subquery(inner.left as Node, "__left"), kept) };
  }

  #values(node: Node, inner: Node): Node {
    const rows = node.values as Node[][];
    const [head = [], ...rest] = inner.values as Node[][];
    if (rows.length > MAX_VALUES) return inner;
    const checked = head.map((value, i) => beside(value, this.#meeting(rows.map((row) => row[i] ?? NULL))));
    return { ...inner, values: [checked, ...rest] };
  }
}

/**
 * DuckDB lets an alias stand for its expression in the clauses and items beside it, Trino in ORDER BY alone. The tree in which such
 * queries also stand without their aliases, which does not bind then; undefined where there are none.
 */
function withoutAliases(tree: Node): Node | undefined {
  let found = 0;
  const walked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walked);
    if (!isNode(value)) return value;
    const inner = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walked(v)])) as Node;
    if (inner.class === "CONSTANT") return asDouble(inner);
    if (inner.type !== "SELECT_NODE" || !usesAlias(value)) return inner;
    found++;
    const unnamed = { ...inner, select_list: (inner.select_list as Node[]).map(bare), modifiers: [] };
    const never = operator("OPERATOR_IS_NOT_NULL", NULL);
    return unionAll(
      selection(star(false), subquery(inner, "__named")),
      selection(star(false), subquery(unnamed, "__bare"), never),
    );
  };
  const changed = walked(tree) as Node;
  return found > 0 ? changed : undefined;
}

function usesAlias(node: Node): boolean {
  const items = node.select_list as Node[];
  const aliases = new Set(items.flatMap((item) => (item.alias ? [item.alias.toLowerCase()] : [])));
  if (aliases.size === 0) return false;
  return [items, node.where_clause, node.group_expressions, node.having].some((place) =>
    names(place, aliases),
  );
}

/** Whether an expression has a column of one of these names, without a table's. */
function names(value: unknown, aliases: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => names(item, aliases));
  if (!isNode(value) || value.class === "SUBQUERY") return false;
  if (value.class === "COLUMN_REF") {
    const [name = "", ...more] = value.column_names as string[];
    return more.length === 0 && aliases.has(name.toLowerCase());
  }
  return Object.values(value).some((inner) => names(inner, aliases));
}

/** The first query of a chain of set operations. */
const firstOf = (node: Node): Node =>
  node.type === "SET_OPERATION_NODE" ? firstOf(node.left as Node) : node;
/** How many columns a query names; undefined where it does not tell. */
function countOf(node: Node): number | undefined {
  const items = (node.select_list ?? []) as Node[];
  return node.type !== "SELECT_NODE" || items.some((item) => item.class === "STAR")
    ? undefined
    : items.length;
}
