// What a compiled query tells of itself: its parameters by name, its output names, whether it needs a session.
import type { CompiledQuery, OperationNode, SelectQueryNode } from "kysely";
import {
  AliasNode,
  ColumnNode,
  CreateTableNode,
  IdentifierNode,
  ReferenceNode,
  SelectQueryNode as Select,
  SelectAllNode,
} from "kysely";
import { parameterText } from "../compiler/bindings.ts";
import { RedshiftValueError } from "../errors.ts";
import type { SqlParameter } from "./api-types.ts";

/** The Data API's parameters; the placeholders were numbered in this order. */
export function parametersOf(values: readonly unknown[], prefix = "p"): SqlParameter[] {
  return values.flatMap((value, index) => {
    const text = parameterText(value);
    return text === undefined ? [] : [{ name: `${prefix}${index + 1}`, value: text }];
  });
}

/** Refuses text of one's own that has no place for its values, as where it has those of another database, such as $1. */
export function checkPlaces({ sql, parameters }: CompiledQuery): void {
  const missing = parametersOf(parameters).find(({ name }) => !new RegExp(`:${name}\\b`).test(sql));
  if (missing)
    throw new RedshiftValueError(
      `the SQL has values and no :${missing.name}: write :p1, :p2, … where they go, or use sql\`…\` with \${value}`,
    );
}

/** Statements that tell by ResultRows how many rows they wrote. */
export function countsRows(query: CompiledQuery): boolean {
  switch (query.query.kind) {
    case "InsertQueryNode":
    case "UpdateQueryNode":
    case "DeleteQueryNode":
    case "MergeQueryNode":
      return true;
    case "RawNode":
      return /^\s*(insert|update|delete|merge|copy|unload)\b/i.test(query.sql);
    default:
      return false;
  }
}

const TRANSACTION_START = /^\s*(begin|start\s+transaction)\b/i;
const TRANSACTION_END = /^\s*(commit|end|rollback|abort)\b/i;
const KEEPS_STATE =
  /^\s*(create\s+(local\s+)?temp(orary)?\s|create\s+table\s+(if\s+not\s+exists\s+)?"?#|set\s|reset\s|prepare\s|declare\s|use\s)|\binto\s+(temp(orary)?\s|"?#)/i;

export type SessionNeed = "none" | "transaction" | "state";

/** A transaction lives in a session; a temporary table or a setting also changes it for who comes after. */
export function sessionNeed(query: CompiledQuery): SessionNeed {
  if (CreateTableNode.is(query.query) && query.query.temporary) return "state";
  if (TRANSACTION_START.test(query.sql)) return "transaction";
  return KEEPS_STATE.test(query.sql) ? "state" : "none";
}

export function startsTransaction(sql: string): boolean {
  return TRANSACTION_START.test(sql);
}

export function endsTransaction(sql: string): boolean {
  return TRANSACTION_END.test(sql);
}

/** Redshift lowers the case of column names: here are those that the query wrote with capitals, by their lower case. */
export function writtenNames(node: OperationNode): Map<string, string> | undefined {
  if (!Select.is(node)) return undefined;
  const names = new Map<string, string>();
  for (const selection of (node as SelectQueryNode).selections ?? []) {
    const name = nameOf(selection.selection);
    if (name !== undefined && name !== name.toLowerCase()) names.set(name.toLowerCase(), name);
  }
  return names.size > 0 ? names : undefined;
}

function nameOf(node: OperationNode): string | undefined {
  if (AliasNode.is(node)) return IdentifierNode.is(node.alias) ? node.alias.name : undefined;
  if (ReferenceNode.is(node)) return SelectAllNode.is(node.column) ? undefined : node.column.column.name;
  return ColumnNode.is(node) ? node.column.name : undefined;
}
