// Walks over Kysely's operation trees: which tables a query reads, and the tables of the project put in their places.
import type { OperationNode, TableNode } from "kysely";
import { IdentifierNode, SchemableIdentifierNode as Schemable } from "kysely";

export interface TableReference {
  /** undefined where the query named no schema. */
  schema: string | undefined;
  name: string;
}

/** Values hold whatever the user bound, which may look like a node. */
const OPAQUE = new Set(["ValueNode", "PrimitiveValueListNode"]);

/** The tables that the query reads; names of its own WITH queries are not among them. */
export function tablesOf(root: OperationNode): TableReference[] {
  const found: TableReference[] = [];
  const own = new Set<string>();
  walk(root, (node) => {
    if (node.kind === "CommonTableExpressionNameNode") {
      own.add((node as unknown as { table: TableNode }).table.table.identifier.name);
    }
    if (node.kind === "TableNode") {
      const { schema, identifier } = (node as TableNode).table;
      found.push({ schema: schema?.name, name: identifier.name });
    }
  });
  const unique = new Map(found.map((table) => [JSON.stringify([table.schema, table.name]), table]));
  return [...unique.values()].filter((table) => table.schema !== undefined || !own.has(table.name));
}

/** The same tree with each table of the project under its place. */
export function placed(
  root: OperationNode,
  placeOf: (table: TableReference) => { schema: string; name: string } | undefined,
): OperationNode {
  const own = new Set(
    collect(root, "CommonTableExpressionNameNode").map(
      (node) => (node as unknown as { table: TableNode }).table.table.identifier.name,
    ),
  );
  return rewrite(root, (node) => {
    if (node.kind !== "TableNode") return undefined;
    const { schema, identifier } = (node as TableNode).table;
    if (schema === undefined && own.has(identifier.name)) return undefined;
    const place = placeOf({ schema: schema?.name, name: identifier.name });
    return place && { ...node, table: Schemable.createWithSchema(place.schema, place.name) };
  });
}

/** The names of the query's columns in order; undefined where the query does not spell them out. */
export function outputColumns(root: OperationNode): string[] | undefined {
  const selections = (root as unknown as { selections?: { selection: OperationNode }[] }).selections;
  if (root.kind !== "SelectQueryNode" || !selections) return undefined;
  const names = selections.map(({ selection }) => columnName(selection));
  return names.every((name) => name !== undefined) ? names : undefined;
}

function columnName(node: OperationNode): string | undefined {
  const any = node as unknown as Record<string, OperationNode>;
  switch (node.kind) {
    case "AliasNode":
      return IdentifierNode.is(any.alias as OperationNode)
        ? (any.alias as unknown as IdentifierNode).name
        : undefined;
    case "ReferenceNode":
      return columnName(any.column as OperationNode);
    case "ColumnNode":
      return (any.column as unknown as IdentifierNode).name;
    default:
      return undefined;
  }
}

function collect(root: OperationNode, kind: string): OperationNode[] {
  const found: OperationNode[] = [];
  walk(root, (node) => {
    if (node.kind === kind) found.push(node);
  });
  return found;
}

function walk(value: unknown, visit: (node: OperationNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (isNode(value)) {
    visit(value);
    for (const child of childrenOf(value)) walk(child, visit);
  }
}

function rewrite<T>(value: T, change: (node: OperationNode) => OperationNode | undefined): T {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change)) as T;
  if (!isNode(value)) return value;
  const changed = change(value);
  if (changed) return changed as T;
  if (OPAQUE.has(value.kind) || isBareReference(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, rewrite(child, change)])) as T;
}

/** What a column reference says before its dot names a table that FROM has brought in already. */
function childrenOf(node: OperationNode): unknown[] {
  if (OPAQUE.has(node.kind) || node.kind === "ReferenceNode") return [];
  return Object.values(node);
}

/** `orders.id` names the table of FROM, wherever that stands; `lake.orders.id` says the schema too. */
function isBareReference(node: OperationNode): boolean {
  const { table } = node as unknown as { table?: TableNode };
  return node.kind === "ReferenceNode" && table?.kind === "TableNode" && table.table.schema === undefined;
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === "object" && value !== null && typeof (value as OperationNode).kind === "string";
}
