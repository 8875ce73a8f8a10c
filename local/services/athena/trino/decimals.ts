// Decimals with the digits that Trino gives them. DuckDB keeps what it computes of two decimals within 18 digits unless one of them has
// more, and rounds to types of its own; here operands are widened and results cast, where that says something.
import { type AskColumns, changedAtPlaces, OUTSIDE, type Place, typesOfRows } from "../../../sql/places.ts";
import { bare, call, cast, integer, isNode, isNull, type Node } from "../../../sql/syntax-tree.ts";
import { SqlError } from "../../../sql/tokens.ts";
import {
  castType,
  type Digits,
  digitsInTree,
  digitsOf,
  hasWideAverage,
  isSame,
  isTold,
  isWide,
  KEPT,
  MOST_DIGITS,
  RESULTS,
  ROUNDED,
  UNKNOWN,
  widened,
} from "./decimal-types.ts";

/** What may compute with a decimal. */
export const MAY_BE_DECIMAL = /\bDECIMAL\b|\d\.\d|\d\.(?!\w)|(?<!\w)\.\d/i;
export const COMPUTES = /[-+*/%]|\b(?:round|trunc|trino_(?:ceil|floor|sign|round_to|mod|avg))\b/i;

const SIGNS: Readonly<Record<string, string>> = { "-": "+", trino_mod: "%" };
const VARCHAR = { id: "VARCHAR", type_info: null };
/** Without what tells overloads apart. */
const nameOf = (node: Node): string => (node.function_name ?? "").replace(/__\d+$/, "");
const asDigits = (node: Node, digits: Digits, wanted: Digits): Node =>
  isSame(digits, wanted) ? bare(node) : cast(bare(node), castType(wanted));

/**
 * The tree with its decimals so; the same where they are so already.
 * @throws SqlError where Trino has no such decimals
 */
export async function decimals(tree: Node, ask: AskColumns): Promise<Node> {
  const typed = new Decimals(ask);
  const changed = await changedAtPlaces(tree, OUTSIDE, (node, place) => typed.changed(node, place));
  return typed.changes > 0 ? changed : tree;
}

class Decimals {
  changes = 0;
  readonly #ask: AskColumns;
  /** What is known of expressions. */
  readonly #known = new WeakMap<Node, Digits>();
  /** Types of columns by the query that reads them. */
  readonly #columns = new WeakMap<Node, Map<string, string>>();

  constructor(ask: AskColumns) {
    this.#ask = ask;
  }

  async changed(node: Node, place: Place): Promise<Node> {
    // What names its catalog is DuckDB's own.
    if ((node.class !== "FUNCTION" && node.class !== "WINDOW") || node.catalog) return node;
    const [first, second, ...more] = node.children ?? [];
    if (!first) return node;
    const name = nameOf(node);
    const sign = SIGNS[name] ?? name;
    if (RESULTS[sign] && second && more.length === 0)
      return this.#operated(node, sign, [first, second], place);
    if (!KEPT[name] && !ROUNDED[name]) return node;
    const digits = await this.#digits(first, place);
    if (!digits?.isDecimal) return node;
    if (name === "+")
      throw new SqlError("TYPE_MISMATCH", "Unary '+' operator cannot be applied to a decimal");
    if (name === "trino_avg" && hasWideAverage(digits)) return this.#average(node, digits);
    const kept = KEPT[name]?.(digits);
    return kept ? this.#is(node, kept) : this.#rounded(node, name, digits);
  }

  async #operated(node: Node, sign: string, operands: readonly [Node, Node], place: Place): Promise<Node> {
    const [a, b] = [await this.#operand(operands[0], place), await this.#operand(operands[1], place)];
    const result = a && b && RESULTS[sign]?.(a, b);
    if (!result) return node;
    if (!a.isDecimal && !b.isDecimal) return this.#is(node, a.width > b.width ? a : b);
    if (result.scale > MOST_DIGITS)
      throw new SqlError(
        "INVALID_FUNCTION_ARGUMENT",
        `DECIMAL scale must be in range [0, precision (${MOST_DIGITS})]: ${result.scale}`,
      );
    if (isTold(sign, a, b, result)) return this.#is(node, result);
    if (sign === "/" && isWide(a, b, result)) return this.#cast(wideQuotient(operands, result), result, node);
    const children = [
      asDigits(operands[0], a, widened(a, result)),
      asDigits(operands[1], b, { ...b, isDecimal: true }),
    ];
    return this.#cast({ ...node, children }, result, node);
  }

  #rounded(node: Node, name: string, digits: Digits): Node {
    const [first, ...rest] = node.children as [Node, ...Node[]];
    const result = ROUNDED[name]?.(digits) ?? digits;
    const wide = result.width > digits.width ? widened(digits, result) : digits;
    return this.#cast({ ...node, children: [asDigits(first, digits, wide), ...rest] }, result, node);
  }

  #average(node: Node, digits: Digits): Node {
    const sum: Node = bare({ ...node, function_name: "sum" });
    const count: Node = bare({ ...node, function_name: "count" });
    return this.#cast(wideQuotient([sum, count], digits), digits, node);
  }

  #is(node: Node, digits: Digits): Node {
    this.#known.set(node, digits);
    return node;
  }

  /** @param named has the result's name */
  #cast(node: Node, digits: Digits, named: Node): Node {
    this.changes++;
    return this.#is(cast(bare(node), castType(digits), named.alias), digits);
  }

  async #operand(node: Node, place: Place): Promise<Digits | undefined> {
    return isNull(node) ? UNKNOWN : this.#digits(node, place);
  }

  async #digits(node: Node, place: Place): Promise<Digits | undefined> {
    const known = this.#known.get(node);
    if (known) return known;
    if (node.class === "CONSTANT") return digitsInTree((node.value as { type: unknown }).type);
    if (node.class === "CAST") return digitsInTree(node.cast_type);
    const query = place.queries.at(-1);
    if (!query) return undefined;
    const told =
      node.class === "COLUMN_REF" ? (await this.#columnsOf(query, place)).get(columnName(node)) : undefined;
    const type = told ?? (await typesOfRows([node], place, this.#ask))?.[0];
    return type === undefined ? undefined : digitsOf(type);
  }

  /** The types of all columns that a query names, asked for at once; none where one of them is another's. */
  async #columnsOf(query: Node, place: Place): Promise<Map<string, string>> {
    const known = this.#columns.get(query);
    if (known) return known;
    const named = new Map<string, Node>();
    collectColumns(Object.values({ ...query, cte_map: null, from_table: null }), named);
    const types = (await typesOfRows([...named.values()], place, this.#ask)) ?? [];
    const found = new Map([...named.keys()].flatMap((name, i) => (types[i] ? [[name, types[i]]] : [])));
    this.#columns.set(query, found);
    return found;
  }
}

/** A quotient in JavaScript. */
const wideQuotient = (operands: readonly [Node, Node], { scale }: Digits): Node =>
  call("trino_wide_quotient", ...operands.map((one) => cast(bare(one), VARCHAR)), integer(scale));

const columnName = (node: Node): string => JSON.stringify(node.column_names).toLowerCase();

function collectColumns(value: unknown, found: Map<string, Node>): void {
  if (Array.isArray(value)) for (const one of value) collectColumns(one, found);
  if (!isNode(value) || value.class === "SUBQUERY" || value.class === "LAMBDA") return;
  if (value.class === "COLUMN_REF") found.set(columnName(value), value);
  else for (const one of Object.values(value)) collectColumns(one, found);
}
