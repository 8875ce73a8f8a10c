// Macros with overloads: DuckDB chooses one by the types of the arguments, but of aggregates, of window functions and of what a
// subquery takes from outside it does not know them, and refuses the call or takes the wrong one. Those calls are found in the
// syntax tree, DuckDB is asked for the types of their arguments, and the overload is called by a name of its own.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Macros } from "./macros.ts";
import { type AskColumns, changedAtPlaces, columnsOfNode, OUTSIDE, type Place, typesAt } from "./places.ts";
import { hasAggregate, hasColumn, type Node, textOfTree, treeOf } from "./syntax-tree.ts";

const bareName = (name: string): string => (name.startsWith('"') ? name.slice(1, -1) : name);
/** The name of an overload. */
const variant = (name: string, index: number): string =>
  `${bareName(name).replace(/\W/g, (sign) => `op_${sign.charCodeAt(0)}_`)}__${index}`;
const arity = (parameters: string): number =>
  parameters === "" ? 0 : parameters.split(/,(?![^(]*\))/).length;
const typesOf = (parameters: string): (string | undefined)[] =>
  parameters.split(/,(?![^(]*\))/).map((one) => one.trim().replace(/^\w+\s*/, "") || undefined);

/** The macros with one more for each overload that its types alone tell from others. */
export function withVariants(macros: Macros): Macros {
  const found: Macros = { ...macros };
  for (const [name, overloads] of Object.entries(macros)) {
    if (!isOverloaded(overloads)) continue;
    for (const [i, overload] of overloads.entries()) found[variant(name, i)] = [overload];
  }
  return found;
}

function isOverloaded(overloads: readonly [string, string][]): boolean {
  const arities = overloads.map(([parameters]) => arity(parameters));
  return new Set(arities).size < arities.length;
}

const WHOLE = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];
const ZONED = "TIMESTAMP WITH TIME ZONE";

/** How far a type is from a parameter's; undefined where it cannot be passed. */
function distance(parameter: string | undefined, type: string): number | undefined {
  if (parameter === undefined) return 9;
  const wanted = parameter.replaceAll("TIMESTAMPTZ", ZONED).replaceAll('"', "").toLowerCase();
  const given = type.replaceAll('"', "").toLowerCase();
  if (wanted === given || given === "null") return 0;
  if (parameter === "BIGINT" || parameter === "INTEGER" || parameter === "SMALLINT")
    return WHOLE.indexOf(type) >= 0 && WHOLE.indexOf(type) < WHOLE.indexOf(parameter) ? 1 : undefined;
  if (parameter === "HUGEINT") return WHOLE.includes(type) ? 2 : undefined;
  if (parameter === "DOUBLE")
    return [...WHOLE, "HUGEINT", "FLOAT"].includes(type) || /^DECIMAL/.test(type) ? 3 : undefined;
  if (parameter === "VARCHAR") return type === "JSON" ? 4 : undefined;
  // DuckDB makes a JSON of anything.
  if (parameter === "JSON") return 8;
  if (parameter === "TIMESTAMP") return type === "DATE" ? 2 : undefined;
  return undefined;
}

/** The overload that takes arguments of these types. */
function chosen(overloads: readonly [string, string][], types: readonly string[]): number | undefined {
  let best: { index: number; cost: number } | undefined;
  for (const [index, [parameters]] of overloads.entries()) {
    if (arity(parameters) !== types.length) continue;
    const costs = typesOf(parameters).map((parameter, i) => distance(parameter, types[i] as string));
    if (costs.some((cost) => cost === undefined)) continue;
    const cost = costs.reduce((sum: number, one) => sum + (one as number), 0);
    if (!best || cost < best.cost) best = { index, cost };
  }
  return best?.index;
}

export class Overloads {
  readonly #overloaded: ReadonlyMap<string, readonly [string, string][]>;
  readonly #names: RegExp;

  constructor(macros: Macros) {
    this.#overloaded = new Map(
      Object.entries(macros)
        .filter(([, overloads]) => isOverloaded(overloads))
        .map(([name, overloads]) => [bareName(name), overloads]),
    );
    const spelled = [...this.#overloaded.keys()].map((name) =>
      /^\w+$/.test(name) ? `\\b${name}\\(` : name.replace(/\W/g, "\\$&"),
    );
    this.#names = new RegExp(spelled.join("|"));
  }

  /**
   * The query with those calls resolved whose types DuckDB would not tell.
   * @param prepare makes the macros that a text needs
   * @param through errors that are the caller's, whatever they stop
   */
  async resolve(
    connection: DuckDBConnection,
    sql: string,
    prepare: (text: string) => Promise<void> = async () => undefined,
    through?: RegExp,
  ): Promise<string> {
    if (!this.#names.test(sql) || !MAY_BE_UNTOLD.test(sql)) return sql;
    const tree = await treeOf(connection, sql);
    if (!tree) return sql;
    const ask: AskColumns = (probe) => columnsOfNode(connection, tree, probe, prepare);
    const resolver = new Resolver(this.#overloaded, ask, through);
    const resolved = await changedAtPlaces(tree, OUTSIDE, (node, place) => resolver.resolved(node, place));
    if (resolver.found === 0) return sql;
    const text = await textOfTree(connection, resolved);
    await prepare(text);
    return text;
  }
}

/** What has neither aggregates nor subqueries has nothing untold. */
const MAY_BE_UNTOLD =
  /\bover\b|\(\s*select\b|\b(?:count|sum|avg|min|max|any_value|arg_min|arg_max|list|array_agg|string_agg|median|bool_and|bool_or|quantile_\w+|stddev\w*|var\w*|rs_\w+_of_doubles|trino_avg|trino_merge|trino_[qt]digest)\s*\(/i;

class Resolver {
  /** How many calls were resolved. */
  found = 0;
  readonly #overloaded: ReadonlyMap<string, readonly [string, string][]>;
  readonly #through: RegExp | undefined;
  readonly #ask: AskColumns;

  constructor(
    overloaded: ReadonlyMap<string, readonly [string, string][]>,
    ask: AskColumns,
    through: RegExp | undefined,
  ) {
    this.#overloaded = overloaded;
    this.#ask = ask;
    this.#through = through;
  }

  async resolved(node: Node, place: Place): Promise<Node> {
    if (node.class !== "FUNCTION") return node;
    const name = node.function_name ?? "";
    const overloads = this.#overloaded.get(name);
    const args = node.children ?? [];
    const isOuter = place.queries.length > 1;
    if (!overloads || !args.some((arg) => hasAggregate(arg) || (isOuter && hasColumn(arg)))) return node;
    const types = await this.#typesOf(args, place);
    const index = types && chosen(overloads, types);
    if (index === undefined) return node;
    this.found++;
    return { ...node, function_name: variant(name, index), is_operator: false };
  }

  /** The arguments' types; undefined where DuckDB cannot tell them. */
  async #typesOf(args: readonly Node[], place: Place): Promise<string[] | undefined> {
    try {
      return await typesAt(args, place, this.#ask);
    } catch (error) {
      if (this.#through?.test((error as Error).message)) throw error;
      return undefined;
    }
  }
}
