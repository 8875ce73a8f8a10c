// `(a, b) IN (SELECT x, y …)` and NOT IN where nulls are among the values. The comparison of two rows is that of each pair, joined
// by AND: (3, null) is not (1, 2), whatever the null is, and so it is NOT IN a query with that row alone. DuckDB takes each null
// for one that may match.
// Source: PostgreSQL's "Row and Array Comparisons", to which the guide's page of the IN condition adds nothing.
import {
  and,
  caseOf,
  cast,
  column,
  equal,
  exists,
  integer,
  isNull,
  type Node,
  operator,
  or,
  selection,
  star,
  subquery,
  UNKNOWN_TRUTH,
} from "../../../../sql/syntax-tree.ts";

const TRUTH = { id: "BOOLEAN", type_info: null };
const ROWS = "__members";
const nameOf = (at: number): string => `__member_${at}`;

const all = (conditions: readonly Node[]): Node => conditions.reduce((left, right) => and(left, right));
const any = (conditions: readonly Node[]): Node => conditions.reduce((left, right) => or(left, right));
const unknown = (node: Node): Node => operator("OPERATOR_IS_NULL", node);

/** @param member IN of a row beside a query of as many columns, as DuckDB has it */
function compared(values: readonly Node[], member: Node) {
  const query = (member.subquery as { node: Node }).node;
  const rows = { ...subquery(query, ROWS), column_name_alias: values.map((_, i) => nameOf(i)) };
  const theirs = values.map((_, i) => column(ROWS, nameOf(i)));
  const isEqual = all(values.map((value, i) => equal(value, theirs[i] as Node)));
  return { isEqual, theirs, some: (condition: Node) => exists(selection(star(false), rows, condition)) };
}

/** Whether one of the query's rows is equal, where an unknown truth says as much as none: the query may see the columns around it. */
export function isMember(values: readonly Node[], member: Node): Node {
  const { isEqual, some } = compared(values, member);
  return some(isEqual);
}

/** True where one of the query's rows is equal, null where one may be, and false where none is. */
export function memberOrUnknown(values: readonly Node[], member: Node): Node {
  const { isEqual, theirs, some } = compared(values, member);
  // The nulls of either side are asked for by themselves: what has none is not compared with all rows.
  const amongThem = some(and(any(theirs.map(unknown)), unknown(isEqual)));
  const amongOurs = some(and(any(values.map(unknown)), unknown(isEqual)));
  const isConstant = values.every((value) => value.class === "CONSTANT" && !isNull(value));
  const mayBe = isConstant ? amongThem : or(amongThem, amongOurs);
  return caseOf(
    [
      [some(isEqual), cast(integer(1), TRUTH)],
      [mayBe, UNKNOWN_TRUTH],
    ],
    cast(integer(0), TRUTH),
  );
}
