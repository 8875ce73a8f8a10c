// Sums of reals and what correlates other numbers than doubles are reals in Trino and doubles in DuckDB, which tells no macro which of the
// two its argument is: DuckDB is asked for the types of these arguments, and the results are cast.
import { type AskColumns, changedAtPlaces, OUTSIDE, typesOfRows } from "../../../sql/places.ts";
import { bare, cast, type Node } from "../../../sql/syntax-tree.ts";

/** What may hold a real. */
export const MAY_BE_REAL = /\b(?:FLOAT|REAL)\b|\b(?:corr|covar_\w+|regr_\w+|quantile_disc)\(/i;
const OF_PAIRS = /^(?:corr|covar_pop|covar_samp|regr_slope|regr_intercept)$/;
/** Of decimals it is a real. */
const PERCENTILE = "quantile_disc";
const REAL = { id: "FLOAT", type_info: null };

/** Whether a call's result is a real, by the types of its arguments. */
const isReal = (name: string, types: readonly string[]): boolean =>
  name === "sum"
    ? types[0] === "FLOAT"
    : name === PERCENTILE
      ? /^DECIMAL/.test(types[0] ?? "")
      : !types.includes("DOUBLE");

const REALS = {
  id: "LIST",
  type_info: { type: "LIST_TYPE_INFO", alias: "", extension_info: null, child_type: REAL },
};
/** Whether several shares are asked for. */
const isMany = (node: Node | undefined): boolean =>
  node?.function_name === "list_value" || node?.type === "ARRAY_CONSTRUCTOR";

/** The tree with such results; the same where there are none. */
export async function realResults(tree: Node, ask: AskColumns): Promise<Node> {
  let changes = 0;
  const changed = await changedAtPlaces(tree, OUTSIDE, async (node, place) => {
    const name = node.class === "FUNCTION" || node.class === "WINDOW" ? (node.function_name ?? "") : "";
    const [first, ...rest] = node.children ?? [];
    if (!first || (name !== "sum" && name !== PERCENTILE && !OF_PAIRS.test(name))) return node;
    const args = name === PERCENTILE ? [first] : [first, ...rest];
    const types = await typesOfRows(args, place, ask);
    if (!types || !isReal(name, types)) return node;
    changes++;
    return cast(bare(node), name === PERCENTILE && isMany(rest[0]) ? REALS : REAL, node.alias);
  });
  return changes > 0 ? changed : tree;
}
