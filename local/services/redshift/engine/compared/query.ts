// A query whose parts are to be compared as Redshift compares them: what it can be asked about its expressions.
import type { DuckDBConnection } from "@duckdb/node-api";
import { columnsOfNode } from "../../../../sql/places.ts";
import type { ResultColumn } from "../../../../sql/results.ts";
import { bare, type Node, selection } from "../../../../sql/syntax-tree.ts";
import { type Kind, kindOf } from "./nodes.ts";

/** Whether a column of a table may have texts with blanks at their end. */
export type HasBlanks = (schema: string, table: string, column: string) => Promise<boolean>;

/** What all queries of one statement share. */
export class Statement {
  /** How many parts were changed. */
  changes = 0;
  readonly hasBlanks: HasBlanks;
  readonly hasSuper: boolean;
  readonly #connection: DuckDBConnection;
  readonly #tree: Node;

  constructor(connection: DuckDBConnection, tree: Node, hasBlanks: HasBlanks, hasSuper: boolean) {
    this.#connection = connection;
    this.#tree = tree;
    this.hasBlanks = hasBlanks;
    this.hasSuper = hasSuper;
  }

  /** What a query gives; undefined where it does not bind by itself. */
  columns(node: Node): Promise<ResultColumn[] | undefined> {
    return columnsOfNode(this.#connection, this.#tree, node).catch((error: Error) => {
      // It ends DuckDB's transaction, and all that is asked after it would be told that instead.
      if (/^Not implemented Error/.test(error.message)) throw error;
      return undefined;
    });
  }
}

export class Query {
  readonly #statement: Statement;
  readonly #tables: readonly unknown[];

  /** @param tables the common tables that the query sees */
  constructor(statement: Statement, tables: readonly unknown[]) {
    this.#statement = statement;
    this.#tables = tables;
  }

  get hasSuper(): boolean {
    return this.#statement.hasSuper;
  }

  changed(): void {
    this.#statement.changes++;
  }

  /** What another query gives in this one's place. */
  columns(node: Node): Promise<ResultColumn[] | undefined> {
    return this.#statement.columns({ ...node, cte_map: { map: this.#tables } });
  }

  /** The kinds of expressions over what stands in FROM. */
  async kinds(list: readonly Node[], from: Node): Promise<Kind[]> {
    if (list.length === 0) return [];
    const found = await this.columns({ ...selection(list[0] as Node, from), select_list: list.map(bare) });
    if (found) return Promise.all(found.map((one, i) => this.#kindOf(list[i] as Node, kindOf(one), from)));
    if (list.length === 1) return ["open"];
    const kinds: Kind[] = [];
    for (const one of list) kinds.push(...(await this.kinds([one], from)));
    return kinds;
  }

  /** A column of a table without texts that end in blanks needs no care. */
  async #kindOf(expression: Node, kind: Kind, from: Node): Promise<Kind> {
    const names = (expression.column_names ?? []) as string[];
    const isColumn = expression.class === "COLUMN_REF" && names.length <= 2;
    if (kind !== "text" || !isColumn || from?.type !== "BASE_TABLE" || from.catalog_name) return kind;
    const [schema, name] = [String(from.schema_name || ""), String(from.table_name)];
    if (!schema) return kind;
    return (await this.#statement.hasBlanks(schema, name, names.at(-1) as string)) ? kind : undefined;
  }

  /** Expressions as they are compared. */
  async keyed(list: readonly Node[], from: Node, key: (node: Node, kind: Kind) => Node): Promise<Node[]> {
    const kinds = await this.kinds(list, from);
    if (kinds.some((kind) => kind !== undefined)) this.changed();
    return list.map((one, i) => (kinds[i] === undefined ? one : key(one, kinds[i])));
  }
}
