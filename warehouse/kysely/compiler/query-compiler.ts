// Queries: select, insert, update, delete. MERGE is in merge-compiler.ts, DDL in schema-compiler.ts.
import type {
  CommonTableExpressionNode,
  DeleteQueryNode,
  ExplainNode,
  FetchNode,
  LimitNode,
  OffsetNode,
  OperationNode,
  SelectModifierNode,
  SelectQueryNode,
  SetOperationNode,
  TopNode,
  UpdateQueryNode,
  WithNode,
} from "kysely";
import {
  AliasNode,
  CreateTableNode,
  CreateViewNode,
  CommonTableExpressionNode as Cte,
  InsertQueryNode,
  LimitNode as Limit,
  ParensNode,
  RawNode,
  SelectQueryNode as Select,
  SetOperationNode as SetOperation,
  ValueNode,
  WithNode as With,
} from "kysely";
import { ExpressionCompiler } from "./expression-compiler.ts";
import { QUALIFY, under } from "./markers.ts";
import { refuse } from "./refusals.ts";

const UPSERT = "use mergeInto(…).using(…) with whenMatched and whenNotMatched";
const RETURNING = "select the rows by their key after the statement, in the same transaction";

export class QueryCompiler extends ExpressionCompiler {
  protected override visitSelectQuery(node: SelectQueryNode): void {
    const parent = this.parentNode;
    const parens =
      parent !== undefined &&
      ![ParensNode, InsertQueryNode, CreateTableNode, CreateViewNode, SetOperation].some((kind) =>
        kind.is(parent),
      ) &&
      !this.isWholeRaw(parent);
    if (node.distinctOn) {
      refuse("DISTINCT ON", "use .$call(qualify((eb) => …)) with row_number() over(partition by …) = 1");
    }
    if (parent === undefined && node.explain) this.#spaced(node.explain);
    if (parens) this.append("(");
    if (node.with) this.#spaced(node.with);
    this.append("select");
    if (node.frontModifiers?.length) this.#list(node.frontModifiers, " ");
    if (node.top) this.#clause(node.top);
    if (node.selections) this.#list(node.selections);
    if (node.from) this.#clause(node.from);
    if (node.joins) this.#list(node.joins, " ");
    if (node.where) this.#clause(node.where);
    if (node.groupBy) this.#clause(node.groupBy);
    if (node.having) this.#clause(node.having);
    this.#qualify(node);
    if (node.setOperations) this.#list(node.setOperations, " ");
    if (node.orderBy) this.#clause(node.orderBy);
    if (node.limit) this.#clause(node.limit);
    if (node.fetch) this.#clause(node.fetch);
    if (node.offset) this.#clause(node.offset);
    const rest = node.endModifiers?.filter((modifier) => !under(QUALIFY, modifier.rawModifier));
    if (rest?.length) this.#list(rest, " ");
    if (parens) this.append(")");
  }

  /** A raw node that is only a query with words after it, as a late-binding view's or UNLOAD's: no parentheses. */
  protected isWholeRaw(parent: OperationNode): boolean {
    return RawNode.is(parent) && (parent.sqlFragments[0]?.startsWith("\0") ?? false);
  }

  #clause(node: OperationNode): void {
    this.append(" ");
    this.visitNode(node);
  }

  #spaced(node: OperationNode): void {
    this.visitNode(node);
    this.append(" ");
  }

  #list(nodes: readonly OperationNode[], separator = ", "): void {
    this.append(" ");
    this.compileList(nodes, separator);
  }

  #qualify(node: SelectQueryNode): void {
    const conditions = (node.endModifiers ?? [])
      .map((modifier) => under(QUALIFY, modifier.rawModifier))
      .filter((condition) => condition !== undefined);
    if (conditions.length === 0) return;
    // Right after a bare table name Redshift takes the word QUALIFY for the table's alias.
    if (!node.where && !node.groupBy && !node.having) this.append(" where true");
    this.append(" qualify ");
    conditions.forEach((condition, index) => {
      if (index > 0) this.append(" and ");
      const several = conditions.length > 1;
      if (several) this.append("(");
      this.visitNode(condition);
      if (several) this.append(")");
    });
  }

  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier && node.modifier !== "Distinct") {
      refuse(
        "FOR UPDATE or other row locks",
        "transactions are serializable; or take the tables first with lockTables('t').execute(trx)",
      );
    }
    super.visitSelectModifier(node);
  }

  protected override visitTop(node: TopNode): void {
    if (node.modifiers) refuse(`TOP … ${node.modifiers}`, "use limit, or QUALIFY rank() over(…) <= n");
    this.append(`top ${node.expression}`);
  }

  protected override visitFetch(node: FetchNode): void {
    if (node.modifier === "with ties")
      refuse("FETCH … WITH TIES", "use QUALIFY rank() over(order by …) <= n");
    this.visitLimit(Limit.create(node.rowCount));
  }

  protected override visitLimit(node: LimitNode): void {
    this.append("limit ");
    this.#count(node.limit);
  }

  protected override visitOffset(node: OffsetNode): void {
    this.append("offset ");
    this.#count(node.offset);
  }

  /** LIMIT and OFFSET take a plain number, no typed parameter. */
  #count(node: OperationNode): void {
    if (!ValueNode.is(node)) {
      this.visitNode(node);
      return;
    }
    const value = node.value;
    const whole =
      typeof value === "bigint" ? value >= 0n : Number.isSafeInteger(value) && (value as number) >= 0;
    if (!whole) refuse(`limit or offset of ${String(value)}`, "give a whole number, 0 or more");
    this.append(String(value));
  }

  protected override visitSetOperation(node: SetOperationNode): void {
    if (node.all && node.operator !== "union") {
      refuse(
        `${node.operator.toUpperCase()} ALL`,
        `number the equal rows with row_number(), then use ${node.operator}`,
      );
    }
    super.visitSetOperation(node);
  }

  protected override visitWith(node: WithNode): void {
    if (node.recursive) {
      for (const expression of node.expressions) {
        if (!expression.name.columns?.length) {
          refuse(
            "WITH RECURSIVE without column names",
            `name them: withRecursive('${expression.name.table.table.identifier.name}(a, b)', …)`,
          );
        }
      }
    }
    super.visitWith(node);
  }

  protected override visitCommonTableExpression(node: CommonTableExpressionNode): void {
    if (!Select.is(node.expression) && !RawNode.is(node.expression)) {
      refuse("INSERT, UPDATE or DELETE inside WITH", "run it as a statement of its own, in one transaction");
    }
    // MATERIALIZED is advice to PostgreSQL's planner and changes no result: Redshift plans without it.
    super.visitCommonTableExpression(
      node.materialized === undefined ? node : Cte.create(node.name, node.expression),
    );
  }

  protected override visitExplain(node: ExplainNode): void {
    if (node.format || node.options) refuse("EXPLAIN with a format or options", "use explain()");
    super.visitExplain(node);
  }

  protected override visitInsertQuery(node: InsertQueryNode): void {
    if (node.onConflict) refuse("ON CONFLICT", UPSERT);
    if (node.onDuplicateKey) refuse("ON DUPLICATE KEY UPDATE", UPSERT);
    if (node.replace || node.orAction) refuse("REPLACE or INSERT OR …", UPSERT);
    if (node.returning || node.output) refuse("RETURNING", RETURNING);
    if (node.top || node.endModifiers?.length)
      refuse("modifier on INSERT", "put it into the select that it inserts");
    super.visitInsertQuery(node.with ? this.#withAfterInsert(node, node.with) : node);
  }

  /** Redshift wants WITH after INSERT INTO: the same query, said in another order. */
  #withAfterInsert(node: InsertQueryNode, outer: WithNode): InsertQueryNode {
    if (!node.values || !Select.is(node.values)) {
      refuse("WITH before INSERT … VALUES", "insert from a select: insertInto(…).columns([…]).expression(…)");
    }
    const inner = node.values.with;
    const expressions = [...outer.expressions, ...(inner?.expressions ?? [])];
    const names = expressions.map((expression) => expression.name.table.table.identifier.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) refuse(`two WITH queries named "${twice}" in one INSERT`, "give each a name of its own");
    const merged = expressions.slice(1).reduce(
      (all, expression) => With.cloneWithExpression(all, expression),
      With.create(expressions[0] as CommonTableExpressionNode, {
        recursive: outer.recursive || inner?.recursive || false,
      }),
    );
    const { with: _, ...rest } = node;
    return { ...rest, values: { ...node.values, with: merged } } as InsertQueryNode;
  }

  protected override visitUpdateQuery(node: UpdateQueryNode): void {
    if (node.returning || node.output) refuse("RETURNING", RETURNING);
    if (node.orderBy || node.limit || node.top) {
      refuse("ORDER BY or LIMIT on UPDATE", "choose the rows by key: where('id', 'in', select …)");
    }
    super.visitUpdateQuery(node);
  }

  protected override visitDeleteQuery(node: DeleteQueryNode): void {
    if (node.returning || node.output) refuse("RETURNING", RETURNING);
    if (node.orderBy || node.limit || node.top) {
      refuse("ORDER BY or LIMIT on DELETE", "choose the rows by key: where('id', 'in', select …)");
    }
    if (node.from.froms.some((from) => AliasNode.is(from))) {
      refuse("alias on DELETE's table", "write the table's own name in the conditions");
    }
    if (node.from.froms.length > 1)
      refuse("DELETE from several tables", "delete from each in one transaction");
    super.visitDeleteQuery(node);
  }
}
