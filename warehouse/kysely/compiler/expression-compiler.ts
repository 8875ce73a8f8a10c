// Expressions: operators, functions, aggregates, windows, JSON. Rewrites what has an exact equal, refuses the rest.
import type {
  AggregateFunctionNode,
  BinaryOperationNode,
  CollateNode,
  FunctionNode,
  JoinNode,
  JSONReferenceNode,
  OperationNode,
  ValuesNode,
} from "kysely";
import {
  CastNode,
  ColumnNode,
  InsertQueryNode,
  OperatorNode,
  PrimitiveValueListNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  ValueListNode,
  ValueNode,
} from "kysely";
import { checkFunction, checkOperator, NULL_SKIPPING, refuse } from "./refusals.ts";
import { ValueCompiler } from "./value-compiler.ts";

/** Redshift wants an explicit frame for these where the window has an order, and knows ROWS frames only. */
const NEEDS_FRAME =
  /^(avg|count|first_value|last_value|nth_value|max|min|stddev(_samp|_pop)?|sum|variance|var_(samp|pop))$/i;

export class ExpressionCompiler extends ValueCompiler {
  protected override visitOperator(node: OperatorNode): void {
    checkOperator(node.operator);
    super.visitOperator(node);
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const operator = OperatorNode.is(node.operator) ? node.operator.operator : undefined;
    if ((operator === "in" || operator === "not in") && isEmptyList(node.rightOperand)) {
      this.append(operator === "in" ? "1 = 0" : "1 = 1");
      return;
    }
    if (operator === "is distinct from") this.#distinct(node, "true", "<>");
    else if (operator === "is not distinct from") this.#distinct(node, "false", "=");
    else super.visitBinaryOperation(node);
  }

  /** Exact where both sides may be written twice: a column, a value, or a cast of one. */
  #distinct(node: BinaryOperationNode, oneNull: "true" | "false", compare: "<>" | "="): void {
    const [left, right] = [node.leftOperand, node.rightOperand];
    if (!isRepeatable(left) || !isRepeatable(right)) {
      refuse("IS DISTINCT FROM", "name the two expressions in a subquery, then compare its columns");
    }
    const bothNull = oneNull === "true" ? "false" : "true";
    const visit = (side: OperationNode) => this.visitNode(side);
    this.append("case when ");
    visit(left);
    this.append(" is null and ");
    visit(right);
    this.append(` is null then ${bothNull} when `);
    visit(left);
    this.append(" is null or ");
    visit(right);
    this.append(` is null then ${oneNull} else `);
    visit(left);
    this.append(` ${compare} `);
    visit(right);
    this.append(" end");
  }

  protected override visitFunction(node: FunctionNode): void {
    checkFunction(node.func);
    super.visitFunction(node);
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    checkFunction(node.func);
    const name = node.func.toLowerCase();
    if (node.over?.orderBy && NEEDS_FRAME.test(name)) {
      refuse(
        `${name}() over an ordered window without a frame`,
        "name the rows: windowed(aggregate, { orderBy, rows: ['unbounded preceding', 'current row'] })",
      );
    }
    if (node.orderBy && name !== "listagg") {
      refuse("ORDER BY inside an aggregate", "use listagg(value, ', ').withinGroupOrderBy(…)");
    }
    if (node.filter && !NULL_SKIPPING.has(name)) {
      refuse(`FILTER on ${name}()`, "put the condition into a CASE, or into WHERE of a subquery");
    }
    this.append(`${node.func}(`);
    if (node.distinct) this.append("distinct ");
    node.aggregated.forEach((argument, index) => {
      if (index > 0) this.append(", ");
      if (index === 0) this.#aggregated(node, argument);
      else this.visitNode(argument);
    });
    this.append(")");
    const order = node.withinGroup ?? node.orderBy;
    if (order) {
      this.append(" within group (");
      this.visitNode(order);
      this.append(")");
    }
    if (node.over) {
      this.append(" ");
      this.visitNode(node.over);
    }
  }

  /** FILTER (WHERE c) over x is CASE WHEN c THEN x END; over * it counts 1. */
  #aggregated(node: AggregateFunctionNode, operand: OperationNode): void {
    const argument = SelectionNode.is(operand) ? operand.selection : operand;
    const all =
      SelectAllNode.is(argument) || (ReferenceNode.is(argument) && SelectAllNode.is(argument.column));
    if (all && ReferenceNode.is(argument) && argument.table) {
      refuse("count(table.*)", "count a column of that table which is never null");
    }
    if (!node.filter) {
      this.visitNode(argument);
      return;
    }
    this.append("case when ");
    this.visitNode(node.filter.where);
    this.append(" then ");
    if (all) this.append("1");
    else this.visitNode(argument);
    this.append(" end");
  }

  protected override visitJSONReference(_node: JSONReferenceNode): void {
    refuse("operator -> or JSON path", "navigate a SUPER column with superPath('t.column', 'field', 0)");
  }

  protected override visitCollate(_node: CollateNode): void {
    refuse("COLLATE clause", "use the function collate(value, 'case_insensitive')");
  }

  protected override visitJoin(node: JoinNode): void {
    if (node.joinType.startsWith("Lateral") || node.joinType.endsWith("Apply")) {
      refuse(
        node.joinType.startsWith("Lateral") ? "LATERAL join" : "APPLY join",
        "rank the rows in a subquery and keep them by QUALIFY, or put a SUPER column in FROM with unnestSuper",
      );
    }
    super.visitJoin(node);
  }

  protected override visitValues(node: ValuesNode): void {
    if (this.parentNode && !InsertQueryNode.is(this.parentNode)) {
      refuse("VALUES as a table", "join selects with UNION ALL, or insert the rows into a temporary table");
    }
    super.visitValues(node);
  }
}

function isEmptyList(node: OperationNode): boolean {
  return (PrimitiveValueListNode.is(node) || ValueListNode.is(node)) && node.values.length === 0;
}

function isRepeatable(node: OperationNode): boolean {
  if (CastNode.is(node)) return isRepeatable(node.expression);
  return ReferenceNode.is(node) || ColumnNode.is(node) || ValueNode.is(node);
}
