// MERGE in Redshift's form: a table merged into a table on equal keys, one matched and one not-matched clause.
import type { MergeQueryNode, OperationNode, WhenNode } from "kysely";
import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  MatchedNode,
  OperatorNode,
  ParensNode,
  RawNode,
  TableNode,
} from "kysely";
import { QueryCompiler } from "./query-compiler.ts";
import { refuse } from "./refusals.ts";

export class MergeCompiler extends QueryCompiler {
  protected override visitMergeQuery(node: MergeQueryNode): void {
    if (node.with) refuse("WITH before MERGE", "put the rows into a temporary table, then merge from it");
    if (node.returning || node.output)
      refuse("RETURNING", "select the rows by their key after the statement");
    if (node.top || node.endModifiers?.length)
      refuse("modifier on MERGE", "limit the rows of the source table");
    if (AliasNode.is(node.into))
      refuse("alias on MERGE's target", "write the table's own name in the conditions");
    this.#checkSource(node.using?.table);
    this.#checkOn(node.using?.on?.on);
    this.#checkWhens(node.whens ?? []);
    super.visitMergeQuery(node);
  }

  #checkSource(source: OperationNode | undefined): void {
    if (!source)
      refuse("MERGE without USING", "name the source table: .using('staged', 'staged.id', 'target.id')");
    const table = AliasNode.is(source) ? source.node : source;
    if (!TableNode.is(table)) {
      refuse("MERGE from a subquery", "put its rows into a temporary table, then merge from that");
    }
  }

  #checkOn(on: OperationNode | undefined): void {
    if (!on) refuse("MERGE without a condition", "name the key: .using('staged', 'staged.id', 'target.id')");
    if (ParensNode.is(on)) {
      this.#checkOn(on.node);
      return;
    }
    if (AndNode.is(on)) {
      this.#checkOn(on.left);
      this.#checkOn(on.right);
      return;
    }
    if (RawNode.is(on)) return;
    const equal = BinaryOperationNode.is(on) && OperatorNode.is(on.operator) && on.operator.operator === "=";
    if (!equal)
      refuse("MERGE on anything but equal columns", "filter the rows of the source table beforehand");
  }

  #checkWhens(whens: readonly WhenNode[]): void {
    const kinds = whens.map(({ condition, result }) => {
      if (!MatchedNode.is(condition)) {
        refuse("WHEN MATCHED AND …", "filter the source table, or choose the value with CASE in the update");
      }
      if (condition.bySource) {
        refuse(
          "WHEN NOT MATCHED BY SOURCE",
          "delete those rows by a statement of its own, in the same transaction",
        );
      }
      if (result && RawNode.is(result) && result.sqlFragments[0] === "do nothing") {
        refuse("DO NOTHING in MERGE", "insert the missing rows: insert … select … where not exists (…)");
      }
      return condition.not ? "not matched" : "matched";
    });
    if (kinds.length !== 2 || !kinds.includes("matched") || !kinds.includes("not matched")) {
      refuse(
        `MERGE with ${kinds.length ? kinds.join(" and ") : "no clause"}`,
        "it takes one whenMatched and one whenNotMatched; for one alone use update … from, or insert … where not exists",
      );
    }
  }
}
