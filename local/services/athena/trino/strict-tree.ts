// A query's syntax tree with what fails to bind where Trino would not take its types. It is never run in that form: each place gets a
// null that hangs on its values, each in a shape of its own kind (`trino_kind` in macros/kinds.ts), which DuckDB does not mix.
import {
  and,
  bare,
  call,
  column,
  crossJoin,
  exists,
  hasAggregate,
  isNode,
  isNull,
  type Node,
  NULL,
  not,
  nullOf,
  operator,
  rowOf,
  selection,
  star,
  subquery,
  UNKNOWN_TRUTH,
} from "../../../sql/syntax-tree.ts";

/** Functions whose arguments are of one type; the value is the argument that the check stands beside. */
const OF_ONE_TYPE: Record<string, number> = {
  nullif: 1,
  trino_equal: 1,
  list_value: 0,
  trino_greatest: 1,
  trino_least: 1,
};
const TRUTHS = new Set(["COMPARISON", "CONJUNCTION", "BETWEEN"]);
/** Beyond these many rows of VALUES nobody wrote them by hand. */
const MAX_VALUES = 500;

interface Branch {
  when_expr: Node;
  then_expr: Node;
}

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

export class Strict {
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
    return operator("OPERATOR_COALESCE", call("trino_truth", node), UNKNOWN_TRUTH);
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
    if (/^trino_subscript/.test(name))
      return besides(inner, this.#each(children.slice(0, 1), "trino_is_indexed", "subscript"));
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

  /** A null for each value, which cannot be bound unless it is of a kind. @param what of the query the error tells */
  #each(values: readonly Node[], kind: string, what = "operator"): Node[] {
    const told = values.filter(
      (value) => !isNull(value) && value.class !== "CONSTANT" && this.#isTold(value),
    );
    this.checks += told.length;
    return told.map((value) => nullOf(call(kind, bare(value)), rowOf(`function ${what}`)));
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
    const kept = not(operator("OPERATOR_IS_NULL", probe));
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
